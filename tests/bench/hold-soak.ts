import { readFile } from "node:fs/promises";
import { startBenchProduct } from "./bench-product.ts";
import { benchFaqs } from "./faqs.ts";
import { copyOf, prepareFolder, removeFolders } from "./folders.ts";
import { startLoadGenerator } from "./load.ts";
import { type MemoryReading, slopeOf, valleysOf } from "./memory-slope.ts";

export interface SoakOptions {
  /** Messages taken in, on Telegram and Slack in turns. */
  perSecond: number;
  /** In all; the first fifth fills caches and is not counted. */
  seconds: number;
  readEveryMs: number;
  /** The product's `app/main.js` as it was built. */
  program: string;
  /** Told after each minute, or at the end of less. */
  say?: (line: string) => void;
}

export interface SoakResult {
  acknowledged: number;
  /** Not acknowledged. */
  failed: number;
  /** Answers that arrived meanwhile: of a rate beyond what the machine answers, the rest waits in the database. */
  answered: number;
  /** Of the process without PostgreSQL: the first that counts, the last, and the most. */
  firstMb: number;
  lastMb: number;
  mostMb: number;
  /** Null of too few readings. */
  mbAnHour: number | null;
}

/** One process that does everything takes messages in at a steady rate, while its memory is read. */
export async function holdSoak({ perSecond, seconds, readEveryMs, program, say }: SoakOptions): Promise<SoakResult> {
  const load = await startLoadGenerator();
  const dataDir = await copyOf(await prepareFolder());
  const product = await startBenchProduct({ dataDir, role: "all", program, ...load.platforms });
  const readings: MemoryReading[] = [];
  const started = performance.now();
  const read = async () => {
    readings.push({ atMs: performance.now() - started, rssBytes: await rssOf(product.pid) });
  };
  const timer = setInterval(() => void read(), readEveryMs);
  const target = { url: product.url, chats: CHATS, firstChat: 800_000_000 };
  let [acknowledged, failed, answered] = [0, 0, 0];
  try {
    for (let left = seconds; left > 0; left -= 60) {
      const milliseconds = Math.min(left, 60) * 1_000;
      const result = await load.run({ ...target, kind: "steady", perSecond, texts, milliseconds });
      acknowledged += result.count;
      failed += result.failed;
      answered += result.unasked;
      say?.(`${result.count} acknowledged, ${result.unasked} answered, ${megabytes(readings.at(-1))} MB`);
    }
  } finally {
    clearInterval(timer);
    await product.stop();
    await load.close();
    await removeFolders();
  }
  const { from, mbAnHour } = slopeOf(valleysOf(readings, READINGS_A_VALLEY * readEveryMs));
  return {
    ...{ acknowledged, failed, answered, mbAnHour },
    firstMb: megabytes(from),
    lastMb: megabytes(readings.at(-1)),
    mostMb: Math.max(...readings.map(megabytes)),
  };
}

const CHATS = 512;
const READINGS_A_VALLEY = 10;

/** Of ten messages six ask what the desk knows; the others greet and thank. */
const texts = Array.from({ length: 1_000 }, (_, at) =>
  at % 10 < 6 ? (benchFaqs[(at * 7) % 1_000]?.question ?? "") : (["Hello", "Thank you!", "ok", "谢谢"][at % 4] ?? ""),
);

async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

function megabytes(reading: MemoryReading | undefined): number {
  return Math.round((reading?.rssBytes ?? 0) / 2 ** 20);
}
