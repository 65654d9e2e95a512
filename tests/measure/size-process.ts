/** One process over the knowledge that `size.ts` wrote: from its start to the first answer, then many questions. */
import { openKnowledge } from "../../app/open-knowledge.ts";
import { systemClock } from "../../infra/clock.ts";
import { parseEnvironment } from "../../infra/config/environment.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { silentLog } from "../../infra/log/log.ts";
import { percentiles } from "../bench/percentiles.ts";
import { largeQuestion } from "./large-knowledge.ts";

const [url = "", orgId = "", dataDir = "", chunks = "0"] = process.argv.slice(2);
const QUESTIONS = 500;

const db = connectDatabase(url);
const environment = parseEnvironment({
  DESKHAND_DATA_DIR: dataDir,
  ...(process.env.QDRANT_URL ? { QDRANT_URL: process.env.QDRANT_URL } : {}),
});
const started = performance.now();
const knowledge = await openKnowledge({ environment, db, clock: systemClock, log: silentLog });
const first = await knowledge.search({ orgId, question: largeQuestion(0) });
const startMs = performance.now() - started;
const startCpu = process.cpuUsage();

const times: number[] = [];
// Of this process's own work: what the clock says depends on what else the machine does.
const worked: number[] = [];
let right = 0;
for (let number = 0; number < QUESTIONS; number++) {
  const question = largeQuestion(Math.floor((number * Number(chunks)) / QUESTIONS));
  const before = performance.now();
  const processor = process.cpuUsage();
  const { found } = await knowledge.search({ orgId, question });
  times.push(performance.now() - before);
  const { user, system } = process.cpuUsage(processor);
  worked.push((user + system) / 1_000);
  const [best] = found;
  if (best?.entry.kind === "chunk" && isAbout(best.entry.content, question)) right++;
}
const heap = process.memoryUsage();
const closing = performance.now();
await knowledge.close();
await db.close();
process.stdout.write(
  `${JSON.stringify({
    startMs: Math.round(startMs),
    startProcessorMs: Math.round((startCpu.user + startCpu.system) / 1_000),
    foundFirst: first.found.length,
    ...percentiles(times),
    processor: percentiles(worked),
    rightFirst: right / QUESTIONS,
    rssMb: Math.round(heap.rss / 2 ** 20),
    heapMb: Math.round(heap.heapUsed / 2 ** 20),
    arraysMb: Math.round(heap.arrayBuffers / 2 ** 20),
    closeMs: Math.round(performance.now() - closing),
  })}\n`,
);

function isAbout(content: string, question: string): boolean {
  const asked = question.startsWith("请问") ? question.slice(2, -4) : question.slice(9, -19);
  return content.includes(asked);
}
