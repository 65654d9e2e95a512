import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbedderService, startEmbedderService } from "../../tests/contracts/embedder-service.ts";
import { type EmulatedQdrant, startEmulatedQdrant } from "../../tests/contracts/vector-store-emulated-qdrant.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { waitFor } from "../../tests/support/wait-for.ts";

let cli: DeskhandCli;
let service: EmbedderService;
let qdrant: EmulatedQdrant;

beforeAll(async () => {
  [cli, service, qdrant] = await Promise.all([openDeskhandCli(), startEmbedderService(), startEmulatedQdrant()]);
});
afterAll(() => Promise.all([cli.close(), service.close(), qdrant.close()]));

const FAQS = 300;
const embedding = (model = "next") => ({ EMBEDDING_BASE_URL: service.url, EMBEDDING_MODEL: model });
const status = (environment: Record<string, string>) => cli.json(["kb", "status"], environment);

async function importFaqs(environment: Record<string, string>) {
  const rows = Array.from({ length: FAQS }, (_, at) => ({
    id: `${at}`,
    question: `出金到第${at}号账户要多久`,
    answer: "三天",
  }));
  await cli.file("faqs.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));
  await cli.json(["kb", "import", "faqs.jsonl"], environment);
}

it.each(["in the process", "in Qdrant"])(
  "shows how far vectors %s are after their making was killed, and reindex goes on from there",
  async (where) => {
    const store: Record<string, string> = where === "in Qdrant" ? { QDRANT_URL: qdrant.url } : {};
    const next = { ...store, ...embedding(where) };
    await importFaqs({ ...store });
    const first = service.requests.length;
    service.behave({ silentAfter: first + 2 });
    const child = cli.start(["kb", "reindex"], next);
    await waitFor("a third request", () => service.requests.length === first + 3);
    child.kill("SIGKILL");
    await once(child, "close");
    service.behave(undefined);
    expect(await status(next)).toMatchObject({
      configured: where,
      answering: "deskhand-static-2",
      sets: [
        { model: "deskhand-static-2", state: "serving", done: FAQS, total: FAQS },
        { model: where, state: "building", done: 128, total: FAQS, error: null },
      ],
    });
    // By the vectors that serve: the new embedder is not asked.
    expect(await cli.json(["ask", "出金到第77号账户几天"], next)).toMatchObject({
      answered: true,
      sources: [{ id: "77" }],
    });
    expect(service.requests.flatMap(({ input }) => input)).not.toContain("出金到第77号账户几天");

    // As when half a minute has gone by in which nobody was heard of.
    await cli.db
      .system("vector_sets")
      .where({ state: "building" })
      .update({ builder_seen_at: new Date(0) });
    const shown = await cli.run(["kb", "status"], next);
    expect(shown.stdout).toMatch(/building +│ 128 of 300 +│ no: a running product makes them, or kb reindex/);
    const asked = service.requests.length;
    expect(await cli.json(["kb", "reindex"], next)).toEqual({ knowledgeBases: ["default"], vectorsMade: FAQS - 128 });
    const texts = service.requests.slice(asked).flatMap(({ input }) => input);
    expect(texts).toHaveLength(FAQS - 128);
    expect(await status(next)).toMatchObject({
      answering: where,
      sets: [
        { model: where, state: "serving", done: FAQS, total: FAQS },
        { model: "deskhand-static-2", state: "retired" },
      ],
    });
    expect((await cli.run(["kb", "remove", "--kb", "default"], next)).code).toBe(0);
    await cli.db.system("vector_sets").delete();
  },
  // A dozen commands, each a process of its own.
  300_000,
);
