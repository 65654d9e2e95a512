import { foldText } from "../../../knowledge/text/fold-text.ts";

/** One clause of a message, and whether it may be read as a word of command. */
export interface Clause {
  text: string;
  /** Nothing else is said in the message but greetings, thanks and other clauses that ask for nothing. */
  isWhole: boolean;
  /** A sentence of its own, or the last clause of one: where a bare "agent" or "人工" is a call and not part of a list. */
  standsAlone: boolean;
  /** The message it is part of, in the same spelling. */
  message: string;
}

/** A request stands near the start of a message; the bound keeps a pasted document cheap. */
const MAX_CHARACTERS = 4000;
/** No request that people type is longer. */
const MAX_CLAUSE = 160;

/** What makes a command of a word: `/stop` asks what "stop" asks. But `/start` is the button that opens a chat. */
const commandSlash = /^\s*\/\s*(?![/\s]|start\b)/u;
const quotes = /["“”„«»「」『』《》〈〉()[\]{}*_'](?!\p{L})|["“”„«»「」『』《》〈〉()[\]{}*_]/gu;
const emoji = /\p{Extended_Pictographic}|[\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}]/gu;
/** A full stop between digits or letters (1.0850, a.com) ends nothing. */
const sentenceEnd = /[!?。\n;…~]+|\.(?!\p{L}|\p{N})|\.{2,}/u;
const clauseEnd = /[,:、]+|\s[-–—]+\s|——+/u;
const greeting =
  /\b(?:hi|hello|hey|dear|good|morning|afternoon|evening|day|sir|madam|team|all|there|thanks?|thank you|thx|sorry|excuse me|please|pls|ok|okay|yes|no|well|not interested|it is|this is|very|urgent|asap|much|a lot|so much|in advance|enough|now)\b|你好|您好|喂|嗨|哈喽|在[吗么]|亲|请问|多?谢谢?了?|感谢|麻烦|辛苦|拜托|嗯|很?急|不好意思|不需要|[没不]感?兴趣|[早下晚]上?[午]?好|好的?|你们?|您|[啊呀了]/gu;

/** Greets, thanks or declines: asks for nothing. Only for clauses that consist of it altogether. */
export function isGreeting(clause: string): boolean {
  return clause.replace(greeting, "").trim() === "";
}

/** Splits a message into clauses in one spelling: see `foldText`; quotation marks and emoji are dropped. */
export function readClauses(message: string): Clause[] {
  const folded = foldText(message.slice(0, MAX_CHARACTERS)).text.replace(commandSlash, "");
  const plain = folded.replace(emoji, "\n").replace(quotes, "");
  const sentences = plain.split(sentenceEnd).map((sentence) =>
    sentence
      .split(clauseEnd)
      .map((clause) => clause.replace(/\s+/g, " ").trim())
      .filter((clause) => clause !== "" && !isGreeting(clause)),
  );
  const said = new Set(sentences.flat());
  return sentences.flatMap((clauses) =>
    clauses
      .map((text, index) => ({
        text,
        isWhole: said.size === 1,
        standsAlone: standsAlone(clauses, index),
        message: plain,
      }))
      .filter(({ text }) => text.length <= MAX_CLAUSE),
  );
}

/** The last clause of its sentence, or the first of two of which the second is no item of a list. */
function standsAlone(clauses: string[], index: number): boolean {
  const next = clauses[index + 1];
  if (next === undefined) return true;
  return clauses.length === 2 && (/\p{Script=Han}{4}/u.test(next) || next.split(" ").length > 3);
}
