import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbedderService, startEmbedderService } from "../../tests/contracts/embedder-service.ts";
import { type EmulatedQdrant, startEmulatedQdrant } from "../../tests/contracts/vector-store-emulated-qdrant.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
let service: EmbedderService;
let qdrant: EmulatedQdrant;

beforeAll(async () => {
  [cli, service, qdrant] = await Promise.all([openDeskhandCli(), startEmbedderService(), startEmulatedQdrant()]);
  const faqs = [
    { id: "fees", question: "出金手续费是多少？", alts: ["提现收费吗"], answer: "单笔出金收取 5 美元手续费。" },
    { id: "hours", question: "When is customer service open?", answer: "Monday to Friday, 9:00 to 18:00 (UTC+8)." },
    { id: "password", question: "How do I reset my password?", answer: "Choose Forgot password on the sign-in page." },
  ];
  const queries = [
    { id: 1, query: "提现的手续费", gold: ["fees"] },
    { id: 2, query: "customer service opening hours", gold: ["hours"] },
    { id: 3, query: "Who won the football match yesterday?", gold: [], kind: "out_of_domain" },
  ];
  await cli.file("faqs.jsonl", faqs.map((row) => JSON.stringify(row)).join("\n"));
  await cli.file("queries.jsonl", queries.map((row) => JSON.stringify(row)).join("\n"));
});
afterAll(() => Promise.all([cli.close(), service.close(), qdrant.close()]));

it("measures the same over an embedding service, and over Qdrant, as in the process", async () => {
  const measure = async (environment: Record<string, string>) => {
    const { seconds: _, ...figures } = (await cli.json(
      ["eval", "retrieval", "--queries", "queries.jsonl", "--kb", "desk"],
      environment,
    )) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(figures).filter(([name]) => !/ms|second|time/i.test(name)));
  };
  const embedding = { EMBEDDING_BASE_URL: service.url, EMBEDDING_MODEL: "measured" };
  await cli.json(["kb", "import", "faqs.jsonl", "--kb", "desk"], embedding);
  const before = service.requests.length;
  const overService = await measure(embedding);
  expect(overService).toMatchObject({ queries: 3, answerable: 2, recallAt1: 1 });
  expect(service.requests.slice(before).flatMap(({ input }) => input)).toContain("提现的手续费");

  const withQdrant = { ...embedding, QDRANT_URL: qdrant.url };
  // Another store has to be filled first, from what is kept.
  expect(await cli.json(["kb", "reindex"], withQdrant)).toEqual({ knowledgeBases: ["desk"], vectorsMade: 0 });
  expect(qdrant.names()).toHaveLength(1);
  expect(await measure(withQdrant)).toEqual(overService);
}, 180_000);
