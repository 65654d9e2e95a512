import { lazily } from "../../../infra/lazily.ts";
import { isFunctionWord } from "../../text/function-words.ts";
import { tokenize } from "../../text/tokenize.ts";

// Courtesy, and words that stand in messages of every kind: alike in these, two messages have nothing in common yet.
const ORDINARY =
  "please pls plz thank thanks hello hi dear sir madam help assist kindly someone somebody anyone anybody one all any now here " +
  "there then also just really make find know tell look see let like because does this ok okay yes right ask asked";
const CHINESE = "请 谢谢 麻烦 拜托 帮 帮我 帮忙 您 有人 人 找 问 一直 先";

const ordinary = lazily(() => new Set(tokenize(ORDINARY).words.concat(CHINESE.split(" "))));

/** Expects a word as `tokenize` gives it. */
export function isOrdinaryWord(word: string): boolean {
  return isFunctionWord(word) || ordinary().has(word);
}
