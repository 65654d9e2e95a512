import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { Fact } from "../../domain/memory/fact.ts";
import { UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import { isOutside, type RegionPin, type ServicePlace } from "../ports/service-place.ts";
import { checkFacts } from "./check-facts.ts";
import { factPrompt } from "./fact-prompt.ts";
import { readFactsByRules } from "./rules/read-facts.ts";

export interface FactReaderParts {
  /** Null: rules alone. */
  model: LanguageModel | null;
  modelPlace: ServicePlace | null;
  log: Log;
  timeoutMs?: number;
}

export interface ReadFacts {
  /** By rules. */
  said: Fact[];
  /** What only the model found, checked against the words. */
  found: Fact[];
}

export type FactReader = (request: { orgId: string; text: string; pin?: RegionPin }) => Promise<ReadFacts>;

const MAX_CHARACTERS = 2_000;
const MAX_TOKENS = 600;

/** Reads what a message says of who wrote it. Never rejects for the model's failures: what the rules found stands. */
export function createFactReader({ model, modelPlace, log, timeoutMs = 15_000 }: FactReaderParts): FactReader {
  return async ({ orgId, text, pin }) => {
    const masked = maskSecrets(text).slice(0, MAX_CHARACTERS);
    const said = readFactsByRules(masked).filter(({ words }) => !words.includes("****"));
    if (!model || isOutside(modelPlace, pin)) return { said, found: [] };
    try {
      const prompt = factPrompt(masked);
      const completion = await model.complete({ orgId, ...prompt, json: true, maxTokens: MAX_TOKENS, timeoutMs });
      const found = checkFacts(completion.text.slice(0, 20_000), masked);
      if (found === null) log.warn("knowledge.facts_unusable", { org: orgId, model: completion.model });
      const subjects = new Set(said.map(({ subject }) => subject));
      return { said, found: (found ?? []).filter(({ subject }) => !subjects.has(subject)) };
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      log.warn("knowledge.model_failed", { org: orgId, error });
      return { said, found: [] };
    }
  };
}
