/**
 * `npm run soak`: one process answers customers at a steady rate for an hour, on Telegram and Slack in turns. Its memory is
 * read every ten seconds; the line through the readings after the first fifth must be flat. `-- --minutes 10 --rate 50`.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { startBenchProduct } from "./bench-product.ts";
import { benchFaqs } from "./faqs.ts";
import { copyOf, prepareFolder, removeFolders } from "./folders.ts";
import { startLoadGenerator } from "./load.ts";
import { type MemoryReading, slopeOf } from "./memory-slope.ts";

const options = { minutes: { type: "string", default: "60" }, rate: { type: "string", default: "100" } } as const;
const { values } = parseArgs({ options });
const [minutes, perSecond] = [readNumber("minutes"), readNumber("rate")];
const READ_EVERY_MS = 10_000;
/** Growth that a working process may show: caches that fill, fragments of the heap. */
const MOST_MB_AN_HOUR = 50;
const MOST_MB = 350;

const load = await startLoadGenerator();
const product = await startBenchProduct({
  dataDir: await copyOf(await prepareFolder()),
  role: "all",
  ...load.platforms,
});
const readings: MemoryReading[] = [];
const started = performance.now();
const timer = setInterval(() => void readMemory(), READ_EVERY_MS);
let [answered, failed] = [0, 0];
try {
  for (let minute = 0; minute < minutes; minute++) {
    const questions = Array.from({ length: 60 * perSecond }, (_, at) => benchFaqs[(at * 7) % 1_000]?.question ?? "");
    const platform = minute % 2 === 0 ? "telegram" : "slack";
    const target = { url: product.url, platform, chats: 512, firstChat: 800_000_000 } as const;
    const result = await load.run({ ...target, kind: "replies", perSecond, questions });
    answered += result.count;
    failed += result.failed;
    process.stderr.write(`minute ${minute + 1}: ${result.count} answered, ${megabytes(readings.at(-1))} MB\n`);
  }
} finally {
  clearInterval(timer);
  await product.stop();
  await load.close();
  await removeFolders();
}

const { from, mbAnHour } = slopeOf(readings);
const most = Math.max(...readings.map(megabytes));
const table = new Table({ head: ["minutes", "answered", "not", "first MB", "last MB", "most MB", "MB an hour"] });
const slope = mbAnHour === null ? "too short to say" : mbAnHour.toFixed(1);
table.push([minutes, answered, failed, megabytes(from), megabytes(readings.at(-1)), most, slope]);
process.stdout.write(`${table.toString()}\n`);
process.exitCode = failed > 0 || most > MOST_MB || (mbAnHour ?? 0) > MOST_MB_AN_HOUR ? 1 : 0;

async function readMemory(): Promise<void> {
  const status = await readFile(`/proc/${product.pid}/status`, "utf8");
  readings.push({ atMs: performance.now() - started, rssBytes: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024 });
}

function megabytes(reading: MemoryReading | undefined): number {
  return Math.round((reading?.rssBytes ?? 0) / 2 ** 20);
}

function readNumber(name: "minutes" | "rate"): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  process.stderr.write(`--${name} is a whole number above 0, not "${values[name]}"\n`);
  process.exit(2);
}
