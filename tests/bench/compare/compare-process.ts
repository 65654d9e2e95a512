import { readFile } from "node:fs/promises";
import { type BenchProductOptions, startBenchProduct } from "../bench-product.ts";
import { benchFaqs } from "../faqs.ts";
import type { LoadGenerator } from "../load.ts";
import { type RunningProgram, startReference } from "../start-reference.ts";
import { type Comparison, inTurns, median } from "./comparison.ts";

/** The most memory a process held under load, and how soon it is there again after a crash. Linux only. */
export async function compareProcess(load: LoadGenerator, options: BenchProductOptions): Promise<Comparison[]> {
  const ours = { ...options, role: "all" } as const;
  const echo = () => startReference("bolt-echo", { SLACK_API_URL: load.platforms.slackUrl });
  const [product, bolt] = [await startBenchProduct(ours), await echo()];
  const peaks: number[] = [];
  for (const program of [product, bolt]) {
    await loadUp(load, program);
    peaks.push(await peakMegabytes(program.pid));
  }
  await bolt.stop();
  await product.kill();
  const [ready, boltReady] = await inTurns(3, [
    async () => {
      const started = await startBenchProduct(ours);
      await started.kill();
      return started.readyMs;
    },
    async () => {
      const started = await echo();
      await started.stop();
      return started.readyMs;
    },
  ]);
  const [ourPeak = 0, boltPeak = 0] = peaks;
  const against = "Bolt echo";
  return [
    { figure: "peak memory", unit: "MB", ours: ourPeak, theirs: boltPeak, against, goal: { atMost: 2 } },
    {
      figure: "ready after a crash",
      unit: "ms",
      ours: median(ready ?? []),
      theirs: median(boltReady ?? []),
      against,
      goal: { atMost: 4 },
    },
  ];
}

async function loadUp(load: LoadGenerator, { url }: RunningProgram): Promise<void> {
  const target = { url, platform: "slack", chats: 512, firstChat: 850_000_000 } as const;
  const questions = benchFaqs.map(({ question }) => question);
  await load.run({ ...target, kind: "dialogues", atOnce: 64, questions, milliseconds: 10_000 });
  await load.run({ ...target, kind: "saturate", senders: 32, milliseconds: 2_500 });
}

async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
