import type { Clause } from "./clauses.ts";
import type { CustomerRequest } from "./customer-request.ts";
import { asksForHuman, callsForHuman } from "./english-human.ts";
import { asksForMessages, asksForNoMessages, commandsMessages, commandsNoMessages } from "./english-messages.ts";

/** What an English clause asks for; null when it asks for none of it. See `recogniseRequest`. */
export function englishRequest(clause: Clause): CustomerRequest | null {
  const words = bare(expand(clause.text));
  if (words === "") return null;
  if (asksForNoMessages(words)) return "opt_out";
  if (asksForMessages(words)) return "opt_in";
  if (asksForHuman(words)) return "human";
  if (clause.standsAlone && callsForHuman(words)) return "human";
  if ((clause.isWhole || aboutMessages.test(clause.message)) && commandsNoMessages(words)) return "opt_out";
  if (clause.isWhole && commandsMessages(words)) return "opt_in";
  return splitRunOn(words);
}

/** Makes it clear what shall stop: "You keep spamming me. Stop it." */
const aboutMessages = /\b(?:messag|text(?:s|ing)|spam|contacting|promo|adverts?|ads\b|marketing|bother|harass)/;

/** Where people join sentences: "…and get me a human", "this is useless give me a human"; not "I do not think I want…". */
const joint =
  / (?:and|but|or|so|then) |(?<!\b(?:think|sure|if|say|said|that|when|whenever|unless|until|whether|believe|do|did|does|what|why|how|as|than|so|not|to|never|and|but|then|can|could|you|please)) (?=(?:i (?:want|need|would like)|get me|give me|let me|connect me|transfer me) )/;

/** Each half by itself, but never a bare word ("support and resistance"). */
function splitRunOn(words: string): CustomerRequest | null {
  const halves = words.split(joint);
  if (halves.length === 1) return null;
  const found = halves.map((text) => englishRequest({ text, isWhole: false, standsAlone: false, message: words }));
  return found.find((request) => request === "opt_out") ?? found.find((request) => request !== null) ?? null;
}

const shortForms: [RegExp, string][] = [
  [/\b(?:pls|plz|plse|pleas)\b/g, "please"],
  [/\bcannot\b/g, "can not"],
  [/\bcan'?t\b/g, "can not"],
  [/\bwon'?t\b/g, "will not"],
  [/\bdont\b/g, "do not"],
  [/n't\b/g, " not"],
  [/\bi'?m\b/g, "i am"],
  [/\b(i|we|you)'d\b/g, "$1 would"],
  [/\b(i|we|you)'ll\b/g, "$1 will"],
  [/\b(i|we|you)'ve\b/g, "$1 have"],
  [/\bwanna\b/g, "want to"],
  [/\bgimme\b/g, "give me"],
  [/\blemme\b/g, "let me"],
  [/\bu\b/g, "you"],
  [/\bur\b/g, "your"],
  [/\bw\//g, "with "],
  [/\b(\w+)(?: \1)+\b/g, "$1"],
  [/-/g, " "],
  [/\s+/g, " "],
];

/** Short forms written out, one space between words. */
export function expand(text: string): string {
  return shortForms.reduce((expanded, [short, long]) => expanded.replace(short, long), text).trim();
}

const leading = new Set(
  (
    "hi hello hey ok okay please kindly just so well then now but and sorry thanks thank-you also yes actually really " +
    "urgent urgently dear again seriously guys sir madam maybe alright fine oh"
  ).split(" "),
);
const trailing = new Set(
  (
    "please now asap thanks thank-you thx today immediately urgently here ok then sir madam first directly right-now " +
    "right-away guys already"
  ).split(" "),
);

/** Without polite and hurried words around it. */
export function bare(text: string): string {
  const words = text
    .replace(/\bthank you(?: so much| very much)?\b/g, "thank-you")
    .replace(/\bright (now|away)\b/g, "right-$1")
    .split(" ");
  let from = 0;
  let to = words.length;
  while (from < to && leading.has(words[from] ?? "")) from += 1;
  while (to > from && trailing.has(words[to - 1] ?? "")) to -= 1;
  return words.slice(from, to).join(" ");
}
