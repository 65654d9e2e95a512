import type { Words } from "../../../domain/conversations/signals.ts";
import { splitSentences } from "../../text/split-sentences.ts";
import type { ReadText } from "../read-text.ts";

/** Politeness in the form of a question moves nothing on. */
const phatic =
  /^(?:好吗|好不好|可以吗|行吗|对吗|是吗|明白吗|清楚吗|懂吗|您好|你好|在吗|right|okay|ok|alright|isnt it|you know|how are you(?: today)?|understood|clear)$/;
/** Asks for something that only the customer can say, also where the mark was left out. */
const asks =
  /(?:请问|方便(?:告诉|说|提供|留|问)|能否|可否|是否|您(?:想|要|需要|打算|希望|准备|的意思|用的|是(?:想|要|指))|哪(?:个|种|些|一|里|天)|什么|多少|几(?:点|手|天|个)|怎么称呼|有没有|还是).*(?:[?]|[呢吗么]\W*$)|(?:^|\b)(?:what|which|when|where|who|how|why|do you|did you|have you|are you|is it|is this|would you|could you|can you|may i|shall|should)\b/;

/**
 * The question in a reply that moves the talk on: asks the customer something, in its last two sentences. Null when
 * there is none. An offer of help as such ("anything else?") counts, since it hands the word back.
 */
export function findCounterQuestion(text: ReadText): Words | null {
  let at = 0;
  const sentences = splitSentences(text.folded).map((sentence) => {
    const start = at + (sentence.length - sentence.trimStart().length);
    at += sentence.length;
    return { text: sentence.trim(), start };
  });
  const question = sentences
    .filter(({ text: said }) => said !== "")
    .slice(-2)
    .findLast(({ text: said }) => isCounterQuestion(said));
  return question ? text.wordsAt(question.start, question.start + question.text.length) : null;
}

function isCounterQuestion(sentence: string): boolean {
  const bare = sentence.replace(/[^\p{L}\p{N} ]+/gu, "").trim();
  if (bare.length < 3 || phatic.test(bare)) return false;
  const isMarked = /[?]["”’)）」』\s]*$/u.test(sentence);
  return isMarked || (/[呢吗么]\W*$/u.test(sentence) && asks.test(sentence));
}
