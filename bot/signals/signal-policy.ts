import { z } from "zod";
import { intents, riskSeverities } from "../../domain/conversations/signals.ts";
import { defineSetting, fitting, type Settings } from "../../domain/organisation/settings/setting.ts";
import { type Classifiers, createClassifiers } from "../../knowledge/classify/index.ts";

const codeSchema = z.string().regex(/^[a-z][a-z0-9_]{1,39}$/);

/** `signals.intents`: what an organisation's customers ask for besides our list, by examples; or more examples of ours. */
export const ownIntentsSchema = z
  .array(
    z.object({
      code: codeSchema,
      label: z.string().trim().min(1).max(80).optional(),
      examples: z.array(z.string().trim().min(1).max(300)).min(1).max(100),
    }),
  )
  .max(100);

/** `signals.risk_words`: words that a colleague must hear of, of one of our kinds or of a code of the organisation's own. */
export const ownRiskWordsSchema = z
  .array(
    z.object({
      kind: codeSchema,
      severity: z.enum(riskSeverities).default("medium"),
      words: z.array(z.string().trim().min(1).max(100)).min(1).max(500),
    }),
  )
  .max(100);

export const ownIntentsSetting = defineSetting("signals.intents", ownIntentsSchema, []);
export const ownRiskWordsSetting = defineSetting("signals.risk_words", ownRiskWordsSchema, []);

/** What a message is read with for one organisation. */
export interface SignalPolicy {
  classifiers: Classifiers;
  /** The organisation's names for its own intents. */
  intentLabels: ReadonlyMap<string, string>;
}

// Preparing examples takes longer than reading a message; organisations change theirs rarely.
const prepared = new Map<string, SignalPolicy>();
const MAX_PREPARED = 50;

/** Reads both settings; a value that does not fit its schema counts as not set. */
export function signalPolicyOf(settings: Settings): SignalPolicy {
  const values = [settings.get(ownIntentsSetting.key) ?? [], settings.get(ownRiskWordsSetting.key) ?? []];
  const key = JSON.stringify(values);
  const known = prepared.get(key);
  if (known) return known;
  const policy = preparePolicy(values[0], values[1]);
  if (prepared.size >= MAX_PREPARED) prepared.clear();
  prepared.set(key, policy);
  return policy;
}

function preparePolicy(intentSetting: unknown, riskSetting: unknown): SignalPolicy {
  const ownIntents = fitting(ownIntentsSetting, intentSetting);
  const riskWords = fitting(ownRiskWordsSetting, riskSetting);
  const own = ownIntents.filter(({ code }) => code !== "other");
  return {
    classifiers: createClassifiers({ intents: own, riskWords }),
    intentLabels: new Map(
      own.flatMap(({ code, label }) =>
        label && !intents.some((known) => known === code) ? [[code, label] as const] : [],
      ),
    ),
  };
}
