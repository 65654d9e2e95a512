import type { Fact } from "../../../domain/memory/fact.ts";
import { chineseRules } from "./chinese.ts";
import { englishRules } from "./english.ts";
import type { Rule } from "./rule.ts";
import { readStatements, type Statement } from "./statements.ts";

const rules: readonly Rule[] = [...englishRules, ...chineseRules];
/** Whoever tells more in one message than this is pasting something. */
const MOST_FACTS = 8;

/**
 * What a message says of who wrote it, by rules. Pure. Grammars, not keywords: a clause must state it from its first
 * word, in the first person, and be no question and nothing supposed; what we do not know is no fact.
 */
export function readFactsByRules(message: string): Fact[] {
  const facts = new Map<string, Fact>();
  for (const statement of readStatements(message)) {
    for (const fact of factsIn(statement)) facts.set(`${fact.subject} ${fact.value}`, fact);
  }
  return [...facts.values()].slice(0, MOST_FACTS);
}

/** Of each subject the first that fits: rules that say that it is over stand before those that say it. */
function factsIn({ words, plain }: Statement): Fact[] {
  const facts: Fact[] = [];
  const found = new Set<string>();
  for (const { subject, pattern, value, isOver } of rules) {
    if (found.has(subject)) continue;
    const match = pattern.exec(plain);
    const said = match === null ? [] : [value(match, plain) ?? []].flat();
    if (said.length > 0) found.add(subject);
    for (const one of said) {
      facts.push({ subject, value: one.slice(0, 200), words, ...(isOver ? { isOver } : {}) });
    }
  }
  return facts;
}
