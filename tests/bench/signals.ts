import { readSignals } from "../../bot/signals/read-signals.ts";
import { signalPolicyOf } from "../../bot/signals/signal-policy.ts";
import { riskExamples } from "../measure/train-signals.ts";
import type { Figure } from "./figures.ts";
import { percentiles } from "./percentiles.ts";

const MESSAGES = 6_000;

/** Language, intent, sentiment, risks and topics of chat lines in both languages, one after the other: one core. */
export function measureSignals(): Figure[] {
  const policy = signalPolicyOf(new Map());
  const lines = riskExamples().heldOut.map(({ text }) => text.original);
  const read = (index: number) => {
    const started = performance.now();
    readSignals(lines[index % lines.length] ?? "", null, policy);
    return performance.now() - started;
  };
  for (let index = 0; index < 500; index += 1) read(index);
  const began = process.cpuUsage();
  const times = Array.from({ length: MESSAGES }, (_, index) => read(index));
  const { user, system } = process.cpuUsage(began);
  // By the time on the processor, so that what else runs on the machine does not count.
  const perSecond = MESSAGES / ((user + system) / 1e6);
  return [{ name: "signals of a message", count: MESSAGES, failed: 0, perSecond, ...percentiles(times) }];
}
