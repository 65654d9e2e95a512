import { isFunctionWord } from "../text/function-words.ts";
import { tokenize } from "../text/tokenize.ts";

/** A line of the conversation before the question, oldest first. */
export interface Turn {
  from: "customer" | "desk";
  text: string;
}

// Beginnings that tie a question to what was said before, and words that stand for it.
const CHINESE_LINK =
  /^(?:那么?|那要|那个|这个|这样|这种|它|他们|如果是?|要是|还有|然后|另外|除此|同样|也是|为什么呢|怎么说|具体)/u;
const CHINESE_POINTER = /(?:那个|这个|这样|这种|那种|它们?|上面|刚才|刚刚说?|前面|之前说|以上|此)/u;
const CHINESE_BARE =
  /^(?:要|需要|大概|一般|通常)?(?:多久|多少|多少钱|几天|什么时候|何时|在哪|哪里|怎么弄|怎么办|怎么做|为什么|可以吗|行吗|收费吗|安全吗|要钱吗)(?:呢|啊|呀|到|到账|可以|能|才)?$/u;
const ENGLISH_LINK =
  /^(?:and|but|so|then|also|what about|how about|what if|ok(?:ay)?,? (?:and|but|so)|why not|why is that|which one|same for)\b/i;
const ENGLISH_POINTER = /\b(?:it|that|this|these|those|them|they|one|ones|there|same|else)\b/i;
const MAX_CONTENT_WORDS = 4;
const MAX_TURN_CHARACTERS = 300;

/** What to search for in place of a question that depends on the one before it, the better guess first. */
export interface CompletedQuestion {
  /** The question with the last one's subject alone: asks something else about the same thing. */
  withSubject: string;
  /** Both as they were said: asks the same thing of something else ("and for cards?"). */
  withQuestion: string;
}

/**
 * Completes a question that only makes sense after the last one ("那要多久?", "and how long does that take?") by what the
 * customer asked before. Null when the question stands on its own or nothing was asked before. Rules only: a wrong
 * completion costs a search, not an answer, since the plain question is searched too.
 */
export function completeFollowUp(question: string, context: readonly Turn[]): CompletedQuestion | null {
  if (!dependsOnContext(question)) return null;
  const previous = context.findLast(
    (turn) => turn.from === "customer" && !dependsOnContext(turn.text) && asksSomething(turn.text),
  );
  if (!previous) return null;
  const asked = previous.text.slice(0, MAX_TURN_CHARACTERS);
  return { withSubject: `${question} ${contentWords(asked).join(" ")}`, withQuestion: `${asked} ${question}` };
}

function dependsOnContext(question: string): boolean {
  const text = question.trim();
  const content = contentWords(text).length;
  if (content > MAX_CONTENT_WORDS) return false;
  const bare = text.replace(/[\s\p{P}]+$/u, "");
  return (
    CHINESE_LINK.test(text) ||
    CHINESE_POINTER.test(text) ||
    CHINESE_BARE.test(bare) ||
    ENGLISH_LINK.test(text) ||
    ENGLISH_POINTER.test(text) ||
    (content === 0 && text !== "")
  );
}

function asksSomething(text: string): boolean {
  return contentWords(text).length > 0;
}

function contentWords(text: string): string[] {
  return tokenize(text).words.filter((word) => !isFunctionWord(word));
}
