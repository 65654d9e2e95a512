import { Converter as fromSimplified } from "opencc-js/cn2t";
import { Converter as fromTraditional } from "opencc-js/t2cn";
import { lazily } from "../../infra/lazily.ts";
import type { ChineseScript } from "./language.ts";

/** One character may be a name's, a brand's or a slip of the keyboard. */
const ENOUGH = 2;
/** What is quoted in the other script stays in the minority. */
const MAJORITY = 3;

/**
 * Which characters a text is written in; null when it holds too few that exist in one script alone: most characters are
 * the same in both.
 */
export function chineseScriptOf(text: string): ChineseScript | null {
  let hans = 0;
  let hant = 0;
  for (const character of text) {
    const script = ownScript(character);
    if (script === "hans") hans += 1;
    if (script === "hant") hant += 1;
  }
  if (hant >= ENOUGH && hant > hans * MAJORITY) return "hant";
  if (hans >= ENOUGH && hans > hant * MAJORITY) return "hans";
  return null;
}

const toSimplified = lazily(() => fromTraditional({ from: "t", to: "cn" }));
const toTraditional = lazily(() => fromSimplified({ from: "cn", to: "t" }));

/** In use in both scripts, with meanings of their own: 皇后, 公里, 干戈, 乾坤, 宮商角徵羽. */
const inBoth = new Set("后里干云台几丑斗冲征朴涂须御郁种筑伙范仆咸尸余么万与术据吃床个注沈胜确签借舍松谷乾徵夥摺藉瞭");

/** At most one entry for each Han character; in practice a few thousand. */
const known = new Map<string, ChineseScript | null>();

function ownScript(character: string): ChineseScript | null {
  if (character < "㐀") return null;
  const found = known.get(character);
  if (found !== undefined) return found;
  const script = lookUp(character);
  known.set(character, script);
  return script;
}

function lookUp(character: string): ChineseScript | null {
  if (inBoth.has(character)) return null;
  if (character === "於" || character === "妳") return "hant";
  const isHant = toSimplified()(character) !== character;
  const isHans = toTraditional()(character) !== character;
  if (isHant === isHans) return null;
  return isHant ? "hant" : "hans";
}
