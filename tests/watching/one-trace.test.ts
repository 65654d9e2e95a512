import { expect, it, onTestFinished } from "vitest";
import { query } from "../support/data-folder.ts";
import { brokerFaqs } from "../support/faqs.ts";
import { freePort } from "../support/free-port.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "../support/otlp-receiver.ts";
import { prepareDesk } from "../support/prepare-desk.ts";
import { startScriptedModel } from "../support/scripted-model.ts";
import { type SpawnedProduct, spawnProduct } from "../support/spawn-product.ts";
import { startTelegramLoad } from "../support/telegram-load.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";

interface Line {
  event: string;
  trace?: string;
  receipt?: string;
  [field: string]: unknown;
}

/** What neither a log nor a trace may show. */
const words = [brokerFaqs[0]?.question ?? "", brokerFaqs[0]?.answer ?? "", "Customer 0"];

interface Seen {
  webLines: Line[];
  workerLines: Line[];
  /** What the database kept of the receipt and of each delivery that it caused. */
  stored: Record<string, unknown>[];
  collector: OtlpReceiver;
}

it("one message has one id in the log of every process, in the database and in its trace, and none shows its words", async () => {
  const seen = await sendOneMessage();
  const accepted = seen.webLines.find(({ event }) => event === "receipt.accepted");
  expect(accepted?.trace).toMatch(/^[0-9a-f]{32}$/);
  expectLines(seen, accepted);
  expect(seen.stored.length).toBeGreaterThan(0);
  for (const row of seen.stored) {
    expect(row["receipt_trace"]).toContain(accepted?.trace);
    expect(row["delivery_trace"]).toContain(accepted?.trace);
  }
  expectSteps(seen.collector.spans.filter(({ traceId }) => traceId === accepted?.trace));
  expect(seen.collector.headers[0]).toMatchObject({ "x-tenant": "the desk" });
  const shown = [...seen.collector.bodies, JSON.stringify([seen.webLines, seen.workerLines])].join("\n");
  for (const word of words) expect(shown).not.toContain(word);
}, 180_000);

/** Through a process that takes in and one that works, with a model that composes the answer. */
async function sendOneMessage(): Promise<Seen> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  await prepareDesk(database.url);
  const [load, model, collector] = [await startTelegramLoad(1), await startScriptedModel(), await startOtlpReceiver()];
  onTestFinished(async () => {
    await Promise.all([load.telegram.close(), model.close(), collector.close()]);
    await database.drop();
  });
  const sentences = [{ text: brokerFaqs[0]?.answer ?? "", passages: [1] }];
  model.script(() => ({ say: JSON.stringify({ sentences }) }));
  const port = await freePort();
  const variables = {
    ...load.variables,
    DATABASE_URL: database.url,
    PORT: String(port),
    LOG_LEVEL: "info",
    LLM_BASE_URL: model.url,
    LLM_MODEL: "scripted",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=the%20desk",
  };
  const web = await spawnProduct({ ...variables, DESKHAND_ROLE: "web" });
  await web.ready(60_000);
  const worker = await spawnProduct({ ...variables, DESKHAND_ROLE: "worker" });
  await worker.ready(60_000);
  await load.callAt(`http://127.0.0.1:${port}`);
  load.ask();
  await waitFor("the answer", () => load.answers() >= 1, 30_000);
  await waitFor("its line", () => linesOf(worker).some(({ event }) => event === "delivery.sent"), 10_000);
  // A stop hands over the spans that are left.
  for (const process of [web, worker]) process.signal("SIGTERM");
  await Promise.all([web.ended, worker.ended]);
  const stored = await query(
    database.url,
    `SELECT r.external_id AS receipt, r.trace AS receipt_trace, d.trace AS delivery_trace FROM inbound_receipts r
       JOIN deliveries d ON d.act->>'receipt' = r.external_id`,
  );
  return { webLines: linesOf(web), workerLines: linesOf(worker), stored, collector };
}

function expectLines({ workerLines }: Seen, accepted: Line | undefined): void {
  for (const event of ["turn.done", "delivery.sent"]) {
    const followed = workerLines.filter((line) => line.trace === accepted?.trace && line.event === event);
    expect(followed).toHaveLength(1);
    expect(followed[0]?.receipt).toBe(accepted?.receipt);
  }
}

function expectSteps(trace: ReceivedSpan[]): void {
  // What is remembered of the message is a job of its own, which may come later.
  const names = new Set(trace.map(({ name }) => name).filter((name) => name !== "job"));
  const intake = ["webhook", "accept", "intake_wait", "intake_commit"];
  const answering = ["understand", "retrieve", "compose", "check", "commit"];
  const turn = ["turn", "pick_up", "parse", "resolve", ...answering];
  expect([...names].sort()).toEqual([...intake, ...turn, "delivery", "send_wait", "send", "settle"].sort());
  const byId = new Map(trace.map((span) => [span.spanId, span]));
  const parentOf = (name: string) => byId.get(trace.find((one) => one.name === name)?.parentSpanId ?? "")?.name;
  expect(trace.find(({ name }) => name === "webhook")?.parentSpanId).toBeUndefined();
  expect(["accept", "turn", "parse", "retrieve", "delivery", "send"].map(parentOf)).toEqual([
    ...["webhook", "accept", "turn", "understand", "commit", "delivery"],
  ]);
  const roles = new Set(trace.map(({ resource }) => resource["deskhand.role"]));
  expect([...roles].sort()).toEqual(["web", "worker"]);
}

function linesOf(product: SpawnedProduct): Line[] {
  return product
    .stderr()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
