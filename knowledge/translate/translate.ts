import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Clock } from "../../infra/clock.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { newTypedCode } from "../../infra/ids.ts";
import type { Log } from "../../infra/log/log.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import { isOutside, type RegionPin, type ServicePlace } from "../ports/service-place.ts";
import { checkTranslation } from "./check-translation.ts";
import { translatePrompt } from "./translate-prompt.ts";

export interface TranslateParts {
  model: LanguageModel | null;
  /** Where the model is; null: in this process. */
  modelPlace: ServicePlace | null;
  clock: Clock;
  log: Log;
  /** For the whole of it, 20 s by default: as many words as were given have to be written. */
  timeoutMs?: number;
}

export interface TranslateRequest {
  orgId: string;
  /** At most `MAX_TRANSLATED` characters. */
  text: string;
  to: Language;
  /** The region that the text must not leave. */
  pin?: RegionPin;
}

export type Translated =
  | {
      outcome: "translated";
      /** In Simplified characters where it is Chinese. */
      text: string;
      /** What was translated: the text with card numbers, passwords and the like masked. */
      source: string;
      /** Something was masked. */
      isMasked: boolean;
      /** Figures, links and addresses of the source that are not in the translation, as the source spells them. */
      missing: string[];
      /** Figures that only the translation has. */
      added: string[];
      /** As the service names it. */
      model: string;
    }
  | { outcome: "no_model" }
  | { outcome: "too_long" }
  /** The model is outside of the region of the pin. */
  | { outcome: "outside"; recipient: string; region: string }
  /** It failed or was late, or what it wrote is no translation of the text. */
  | { outcome: "failed" };

export type Translate = (request: TranslateRequest) => Promise<Translated>;

/** What is asked of a model at once: several times what a chat message is. */
export const MAX_TRANSLATED = 2_000;
const MAX_TOKENS = 4_000;

/** Lets the model translate one message. Nothing of it is told to anybody here; never rejects for the model's failures. */
export function createTranslator({ model, modelPlace, clock, log, timeoutMs = 20_000 }: TranslateParts): Translate {
  return async ({ orgId, text, to, pin }) => {
    if (!model) return { outcome: "no_model" };
    if (pin && modelPlace && isOutside(modelPlace, pin)) {
      return { outcome: "outside", recipient: modelPlace.recipient, region: pin.region };
    }
    if (text.length > MAX_TRANSLATED) return { outcome: "too_long" };
    const source = maskSecrets(text);
    const marker = newTypedCode(12);
    const startedAt = clock.now().getTime();
    try {
      const prompt = translatePrompt({ text: source, to, marker });
      const completion = await model.complete({ orgId, ...prompt, json: true, maxTokens: MAX_TOKENS, timeoutMs });
      const checked = checkTranslation(completion.text.slice(0, 40_000), { source, to, marker });
      if (checked) {
        return { outcome: "translated", ...checked, source, isMasked: source !== text, model: completion.model };
      }
      log.warn("knowledge.translation_unusable", { org: orgId, model: completion.model });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      log.warn("knowledge.model_failed", { org: orgId, error, tookMs: clock.now().getTime() - startedAt });
    }
    return { outcome: "failed" };
  };
}
