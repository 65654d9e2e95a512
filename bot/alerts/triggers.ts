import { z } from "zod";
import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../domain/language/language.ts";
import type { AlertKind } from "./rules.ts";

/** An event that a turn wrote about a message. */
export interface SeenEvent {
  type: string;
  data: Record<string, unknown>;
}

/** A rule that an event calls for, with what it is about. */
export interface Trigger {
  kind: AlertKind;
  words: string[];
  /** 1 low to 4 critical. */
  severity: number;
  /** Which risk, where the rule stands for several. */
  about?: Record<Language, string>;
}

const severities = ["low", "medium", "high", "critical"] as const;
const wordsSchema = z.array(z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]));
const riskSchema = z.object({
  kind: z.string().optional(),
  // Restricted matters (an order, a lost account) name their rule instead.
  rule: z.string().optional(),
  severity: z.enum(severities).catch("medium"),
  words: z.union([wordsSchema, z.string().transform((text) => [text])]).catch([]),
});
const intentSchema = z.object({ intent: z.string() });
const handoffSchema = z.object({ reason: z.string() });

/** Risks with a rule of their own; every other is a risk word. */
const ruleOfRisk: Readonly<Record<string, AlertKind>> = {
  distress: "distress",
  borrowed_money: "distress",
  vulnerable: "distress",
  fraud_on_customer: "fraud_on_customer",
  account_security: "account_security",
  anger: "angry_customer",
  complaint_escalation: "complaint",
  withdrawal_pressure: "withdrawal_question",
  trade_instruction: "trade_instruction",
};
const ruleOfIntent: Readonly<Record<string, AlertKind>> = {
  withdrawal: "withdrawal_question",
  complaint: "complaint",
  account_security: "account_security",
  trade_instruction: "trade_instruction",
};

/** What a rule that covers several risks is about. */
const subjects: Readonly<Record<string, Record<Language, string>>> = {
  borrowed_money: { en: "borrowed money", zh: "借钱投资" },
  vulnerable: { en: "a vulnerable customer", zh: "弱势客户" },
  threat: { en: "a threat", zh: "威胁" },
  abuse: { en: "abuse", zh: "辱骂" },
  off_channel: { en: "off-channel contact", zh: "私下联系" },
};

const MAX_WORDS = 3;
const MAX_SENTENCE = 160;

/** The rules that a message's events call for, each once. `text` is quoted where an event names no words. */
export function triggersOf(events: readonly SeenEvent[], text: string): Trigger[] {
  const found = new Map<string, Trigger>();
  for (const event of events) {
    const trigger = triggerOf(event);
    if (!trigger) continue;
    const key = [trigger.kind, trigger.about?.en].join(":");
    const known = found.get(key);
    found.set(key, known ? merged(known, trigger) : trigger);
  }
  return [...found.values()].map((trigger) => ({ ...trigger, words: quoted(trigger.words, text) }));
}

function triggerOf({ type, data }: SeenEvent): Trigger | null {
  if (type === "risk_signal") return riskTrigger(riskSchema.safeParse(data).data);
  if (type === "intent_signal") {
    const intent = intentSchema.safeParse(data).data?.intent ?? "";
    const kind = ruleOfIntent[intent];
    return kind ? { kind, words: [], severity: 2 } : null;
  }
  if (type === "handoff_requested" && handoffSchema.safeParse(data).data?.reason === "requested") {
    return { kind: "human_requested_nobody_online", words: [], severity: 2 };
  }
  return null;
}

function riskTrigger(risk: z.infer<typeof riskSchema> | undefined): Trigger | null {
  const code = risk?.kind ?? risk?.rule;
  // A wish for advice is declined and handed over; it is nobody's emergency.
  if (!risk || !code || code === "advice") return null;
  const kind = ruleOfRisk[code] ?? "risk_word";
  const about = subjects[code] ?? (kind === "risk_word" ? { en: code, zh: code } : undefined);
  return { kind, words: risk.words, severity: severities.indexOf(risk.severity) + 1, ...(about ? { about } : {}) };
}

function merged(one: Trigger, other: Trigger): Trigger {
  return { ...one, words: [...one.words, ...other.words], severity: Math.max(one.severity, other.severity) };
}

/** The sentence and, where it is long, the words in it that did it. */
function quoted(words: readonly string[], text: string): string[] {
  const distinct = [...new Set(words.map((word) => maskedStart(word, MAX_SENTENCE)).filter(Boolean))].slice(
    0,
    MAX_WORDS,
  );
  const whole = maskedStart(text, MAX_SENTENCE);
  if (whole === "") return distinct;
  const unseen = distinct.filter((word) => !whole.includes(word));
  return [whole, ...unseen].slice(0, MAX_WORDS);
}
