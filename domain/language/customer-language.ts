import type { ClearLanguage } from "./clear-language.ts";
import type { ChineseScript, Language } from "./language.ts";

/** What is known of how a customer speaks; null where nothing clear was said yet. */
export interface CustomerLanguage {
  language: Language | null;
  /** How they write Chinese. */
  script: ChineseScript | null;
  /** What their last clear message was in, where that is not the language they are answered in. */
  pending: SpokenLanguage | null;
}

export const spokenLanguages = ["en", "zh", "zh-Hans", "zh-Hant"] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

export const unknownLanguage: CustomerLanguage = { language: null, script: null, pending: null };

/** What a message says of the language to use. */
export interface SaidLanguage {
  /** The language asked for, if the message asks for one. */
  asks: SpokenLanguage | null;
  /** The language it is clearly written in. */
  clear: ClearLanguage | null;
}

/**
 * The one rule of how a customer's language changes. Pure. The first clear message sets it; later it is changed by being
 * asked for, or by two clear messages in a row in another language or script. Whatever is not clear changes nothing.
 */
export function nextLanguage(state: CustomerLanguage, { asks, clear }: SaidLanguage): CustomerLanguage {
  if (asks !== null) return obey(state, asks);
  if (clear === null) return state;
  if (state.language === null) return settle(state, clear);
  if (clear.language !== state.language) return followOther(state, clear);
  return clear.language === "zh" ? followScript(state, clear.script) : { ...state, pending: null };
}

function obey(state: CustomerLanguage, asks: SpokenLanguage): CustomerLanguage {
  if (asks === "en") return { ...state, language: "en", pending: null };
  return { language: "zh", script: scriptOfSpoken(asks) ?? state.script, pending: null };
}

function settle(state: CustomerLanguage, clear: ClearLanguage): CustomerLanguage {
  const script = clear.language === "zh" ? clear.script : null;
  return { language: clear.language, script: script ?? state.script, pending: null };
}

function followOther(state: CustomerLanguage, clear: ClearLanguage): CustomerLanguage {
  const isSecond = state.pending !== null && languageOfSpoken(state.pending) === clear.language;
  return isSecond ? settle(state, clear) : { ...state, pending: spokenOf(clear) };
}

/** Chinese as before; a message that fits both scripts says nothing about the script. */
function followScript(state: CustomerLanguage, script: ChineseScript | null): CustomerLanguage {
  const pending = state.pending === "en" ? null : state.pending;
  if (script === null) return { ...state, pending };
  if (state.script === null || script === state.script) return { ...state, script, pending: null };
  const isSecond = pending !== null && scriptOfSpoken(pending) === script;
  if (isSecond) return { ...state, script, pending: null };
  return { ...state, pending: script === "hant" ? "zh-Hant" : "zh-Hans" };
}

function spokenOf(clear: ClearLanguage): SpokenLanguage {
  if (clear.language === "en") return "en";
  if (clear.script === null) return "zh";
  return clear.script === "hant" ? "zh-Hant" : "zh-Hans";
}

function languageOfSpoken(spoken: SpokenLanguage): Language {
  return spoken === "en" ? "en" : "zh";
}

function scriptOfSpoken(spoken: SpokenLanguage): ChineseScript | null {
  if (spoken === "zh-Hant") return "hant";
  return spoken === "zh-Hans" ? "hans" : null;
}
