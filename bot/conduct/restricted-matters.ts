import { chineseMatter } from "./matters/chinese.ts";
import { englishMatter } from "./matters/english.ts";
import { type Matter, matters } from "./matters/matter.ts";
import { readClauses } from "./requests/clauses.ts";

export interface RecognisedMatter {
  matter: Matter;
  /** The clause that said so, in folded spelling. */
  words: string;
}

/**
 * Recognises what must be answered in fixed words before anything is looked up: an order to trade ("sell all my EURUSD",
 * 帮我平仓), a wish for advice or a forecast ("should I buy gold now?", 黄金会涨吗), a lost or hacked account (账号被盗).
 * Questions about how things work ("how do I close a position?", 平仓手续费多少) are none. Null when it is none of them.
 */
export function recogniseMatter(message: string): RecognisedMatter | null {
  const found = new Map<Matter, string>();
  for (const clause of readClauses(message)) {
    const matter = /\p{Script=Han}/u.test(clause.text) ? chineseMatter(clause) : englishMatter(clause);
    if (matter !== null && !found.has(matter)) found.set(matter, clause.text);
  }
  const matter = matters.find((one) => found.has(one));
  return matter === undefined ? null : { matter, words: found.get(matter) ?? "" };
}
