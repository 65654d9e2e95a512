import type { IntentFinding } from "../classifier.ts";
import { fitLinearModel, modelOf } from "../learn/linear-model.ts";
import { type ReadText, readText } from "../read-text.ts";
import { englishIntents } from "./words-en.ts";
import { chineseIntents } from "./words-zh.ts";

/** An organisation's own intent, by example. */
export interface OwnIntent {
  code: string;
  examples: readonly string[];
}

/** With fewer examples of an intent likeness to one of them says all there is. */
const ENOUGH = 4;
const SHARPNESS = 4;
/** Intents times examples: about a second of learning. Beyond it likeness has to do, since customers wait meanwhile. */
const MOST_WORK = 15_000;

/**
 * Learns an organisation's own intents from its examples, against our examples of all others. Takes up to
 * about a second; what it returns takes far less than a millisecond.
 */
export function learnOwn(own: readonly OwnIntent[]): (text: ReadText) => IntentFinding[] {
  const taught = own.filter(({ examples }) => examples.length >= ENOUGH);
  if (taught.length === 0) return () => [];
  const codes = new Set(taught.map(({ code }) => code));
  const examples = [
    ...own.flatMap(({ code, examples: texts }) => texts.map((text) => ({ text: readText(text), label: code }))),
    ...standardExamples().filter(({ label }) => !codes.has(label)),
  ];
  if (codes.size * examples.length > MOST_WORK) return () => [];
  const model = modelOf(fitLinearModel(examples, [...codes]));
  return (text) => {
    const findings: IntentFinding[] = [];
    for (const [place, margin] of model.margins(text).entries()) {
      const intent = model.labels[place];
      if (intent === undefined || margin < 0) continue;
      const words = model.evidence(text, intent).map(({ start, end }) => text.wordsAt(start, end));
      if (words.length > 0) findings.push({ intent, score: 1 / (1 + Math.exp(-SHARPNESS * margin)), words });
    }
    return findings;
  };
}

function standardExamples() {
  return [chineseIntents, englishIntents].flatMap((list) =>
    Object.entries(list.examples).flatMap(([label, texts]) =>
      texts.split("\n").map((text) => ({ text: readText(text), label })),
    ),
  );
}
