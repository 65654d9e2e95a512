import Table from "cli-table3";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "../support/otlp-receiver.ts";
import { startBenchProduct } from "./bench-product.ts";
import { benchFaqs } from "./faqs.ts";
import type { LoadGenerator } from "./load.ts";
import { percentiles } from "./percentiles.ts";

/** What one message spends its time on, in the order in which it happens. */
const steps = [
  "intake wait",
  "intake commit",
  "acknowledge",
  "pick-up",
  "parse",
  "resolve",
  "understand",
  "retrieve",
  "compose",
  "check",
  "commit",
  "rest of the turn",
  "delivery pick-up",
  "claim",
  "send",
] as const;

type Step = (typeof steps)[number];
type Times = Record<Step, number> & { total: number };

const CHATS = 64;
const PER_SECOND = 5;
const MESSAGES = 120;

/** Follows messages through one process by their traces, as a collector of OpenTelemetry gets them. */
export async function measureWhereTimeGoes(generator: LoadGenerator, dataDir: string): Promise<void> {
  const collector = await startOtlpReceiver();
  const product = await startBenchProduct({ dataDir, role: "all", ...generator.platforms, otlpUrl: collector.url });
  const target = { url: product.url, platform: "telegram", chats: CHATS, firstChat: 900_000_000 } as const;
  const ask = (count: number, perSecond: number) => {
    const questions = Array.from({ length: count }, (_, index) => benchFaqs[(index * 7) % 1_000]?.question ?? "");
    return generator.run({ ...target, kind: "replies", perSecond, questions });
  };
  let begun = 0;
  try {
    // The first of each chat makes a customer, and the first of all fills what is kept in memory.
    await ask(CHATS, PER_SECOND * 2);
    begun = Date.now();
    await ask(MESSAGES, PER_SECOND);
  } finally {
    await product.stop();
    await collector.close();
  }
  print(timesOf(collector, begun));
}

function timesOf({ spans }: OtlpReceiver, since: number): Times[] {
  const traces = new Map<string, ReceivedSpan[]>();
  for (const span of spans) traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  return [...traces.values()].flatMap((trace) => {
    const times = timesOfOne(trace);
    return times && Math.min(...trace.map(({ startMs }) => startMs)) >= since ? [times] : [];
  });
}

/** Null for what is no answered message. */
function timesOfOne(trace: ReceivedSpan[]): Times | null {
  const find = (name: string, parent?: ReceivedSpan) =>
    trace.find((span) => span.name === name && (!parent || span.parentSpanId === parent.spanId));
  const delivery = trace.find(({ name, attributes }) => name === "delivery" && attributes["audience"] === "customer");
  const [webhook, accept, turn] = [find("webhook"), find("accept"), find("turn")];
  const [understand, commit, send] = [find("understand"), find("commit"), find("send", delivery)];
  if (!webhook || !accept || !turn || !understand || !commit || !delivery || !send) return null;
  const took = (name: string) =>
    trace.filter((span) => span.name === name).reduce((sum, span) => sum + lengthOf(span), 0);
  const checks = trace.filter(({ name }) => name === "check");
  const checked = (within: ReceivedSpan) =>
    checks.filter(({ startMs }) => startMs >= within.startMs && startMs <= within.endMs).reduce(sumOf, 0);
  const answering = took("retrieve") + took("compose");
  const inTurn = took("parse") + took("resolve") + lengthOf(understand) + lengthOf(commit);
  const compose = find("compose");
  return {
    "intake wait": took("intake_wait"),
    "intake commit": took("intake_commit"),
    acknowledge: webhook.endMs - accept.endMs,
    "pick-up": turn.startMs - accept.endMs,
    parse: took("parse"),
    resolve: took("resolve"),
    understand: lengthOf(understand) - answering,
    retrieve: took("retrieve"),
    compose: took("compose") - (compose ? checked(compose) : 0),
    check: checks.reduce(sumOf, 0),
    commit: lengthOf(commit) - checked(commit),
    "rest of the turn": lengthOf(turn) - inTurn,
    "delivery pick-up": delivery.startMs - commit.endMs,
    claim: send.startMs - delivery.startMs,
    send: lengthOf(send),
    total: send.endMs - webhook.startMs,
  };
}

function lengthOf({ startMs, endMs }: ReceivedSpan): number {
  return endMs - startMs;
}

function sumOf(sum: number, span: ReceivedSpan): number {
  return sum + lengthOf(span);
}

function print(messages: Times[]): void {
  const total = meanOf(messages.map((times) => times.total));
  const table = new Table({
    head: ["where time goes", "mean ms", "p50 ms", "p95 ms", "share"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [] },
  });
  const rows = [...steps, "total" as const].map((step) => {
    const values = messages.map((times) => times[step]);
    const { p50Ms, p95Ms } = percentiles(values);
    return { step, meanMs: meanOf(values), p50Ms, p95Ms };
  });
  for (const { step, meanMs, p50Ms, p95Ms } of rows) {
    table.push([step, ...[meanMs, p50Ms, p95Ms].map((ms) => ms.toFixed(2)), `${Math.round((meanMs / total) * 100)} %`]);
  }
  process.stdout.write(`${messages.length} messages at ${PER_SECOND}/s, by their traces\n${table.toString()}\n`);
  for (const { step, ...times } of rows) {
    const rounded = Object.entries(times).map(([name, ms]) => [name, Math.round(ms * 100) / 100]);
    process.stdout.write(`${JSON.stringify({ name: `step: ${step}`, ...Object.fromEntries(rounded) })}\n`);
  }
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
