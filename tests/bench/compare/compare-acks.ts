import { type BenchProductOptions, startBenchProduct } from "../bench-product.ts";
import type { LoadGenerator, LoadResult } from "../load.ts";
import { type RunningProgram, startReference } from "../start-reference.ts";
import { type Comparison, inTurns, median } from "./comparison.ts";

const SENDERS = 32;
const ROUNDS = 3;

/** How fast a webhook is acknowledged once it is durable, beside bots that keep nothing or only their state. */
export async function compareAcks(
  load: LoadGenerator,
  options: BenchProductOptions,
  redisUrl: string,
): Promise<Comparison[]> {
  const addresses = {
    TELEGRAM_API_ROOT: load.platforms.telegramRoot,
    SLACK_API_URL: load.platforms.slackUrl,
    STATE_URL: redisUrl,
  };
  const running: RunningProgram[] = [];
  const opened = async <Program extends RunningProgram>(program: Promise<Program>) => {
    const started = await program;
    running.push(started);
    return started;
  };
  try {
    const ours = await opened(startBenchProduct({ ...options, role: "web" }));
    const express = await opened(startReference("express-hmac", {}));
    const chatSdk = await opened(startReference("chat-sdk-echo", addresses));
    const grammy = await opened(startReference("grammy-echo", addresses));
    const saturated = (program: RunningProgram) => () => saturate(load, program);
    const [acked, ceiling, sdk] = await inTurns(ROUNDS, [ours, express, chatSdk].map(saturated));
    const calm = [ours, grammy].map((program) => () => ackAtRate(load, program));
    const [own, echo] = await inTurns(ROUNDS, calm);
    const figure = `acked/s, Slack, ${SENDERS} senders`;
    const rate = (results: LoadResult[] = []) => median(results.map(({ perSecond }) => perSecond));
    const p50 = (results: LoadResult[] = []) => median(results.map(({ p50Ms }) => p50Ms));
    return [
      { figure, unit: "/s", ours: rate(acked), theirs: rate(sdk), against: "Chat SDK + Redis", goal: { atLeast: 4 } },
      {
        figure,
        unit: "/s",
        ours: rate(acked),
        theirs: rate(ceiling),
        against: "Express + HMAC",
        goal: { atLeast: 0.65 },
      },
      {
        figure: "ack p50 at 200/s, Telegram",
        unit: "ms",
        ours: p50(own),
        theirs: p50(echo),
        against: "grammY echo",
        goal: { atMost: 1.5 },
      },
    ];
  } finally {
    for (const program of running) await program.stop();
  }
}

async function saturate(load: LoadGenerator, { url }: RunningProgram): Promise<LoadResult> {
  const target = { url, platform: "slack", chats: 512, firstChat: 810_000_000 } as const;
  await load.run({ ...target, kind: "saturate", senders: SENDERS, milliseconds: 500 });
  return load.run({ ...target, kind: "saturate", senders: SENDERS, milliseconds: 2_500 });
}

function ackAtRate(load: LoadGenerator, { url }: RunningProgram): Promise<LoadResult> {
  const target = { url, platform: "telegram", chats: 512, firstChat: 820_000_000 } as const;
  return load.run({ ...target, kind: "acks", perSecond: 200, count: 600 });
}
