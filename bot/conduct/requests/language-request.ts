import type { SpokenLanguage } from "../../../domain/language/customer-language.ts";
import { type Clause, readClauses } from "./clauses.ts";
import { whole } from "./grammar.ts";

export interface LanguageRequest {
  asks: SpokenLanguage;
  /** The message says nothing else, so that there is nothing else to answer. */
  isWhole: boolean;
}

/**
 * Recognises that a customer asks to be written to in another language or script ("English please", 请说中文, 用繁體).
 * A clause must ask for it from its first to its last word, as in `recogniseRequest`: a contract in English, a name in
 * English, or how to change the language of an app is something else.
 */
export function recogniseLanguageRequest(message: string): LanguageRequest | null {
  const clauses = readClauses(message);
  for (const clause of clauses) {
    const asks = languageAskedFor(clause);
    if (asks !== null) return { asks, isWhole: clause.isWhole };
  }
  return null;
}

function languageAskedFor(clause: Clause): SpokenLanguage | null {
  const text = clause.text.replace(/\s+/g, " ").trim();
  const joined = text.replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, "");
  for (const [pattern, isBare] of patterns) {
    const named = pattern.exec(joined)?.groups?.["name"];
    if (named === undefined || (isBare && !clause.isWhole)) continue;
    return spokenOf(named);
  }
  for (const [pattern, asks] of complaints) if (pattern.test(joined)) return asks;
  return null;
}

/** Clauses come folded: lower case and Simplified (繁體 is 繁体). */
function spokenOf(name: string): SpokenLanguage {
  if (/繁|正体|traditional/.test(name)) return "zh-Hant";
  if (/简|simplified/.test(name)) return "zh-Hans";
  return /英|english|eng/.test(name) ? "en" : "zh";
}

const inEnglish =
  "(?:(?:traditional|simplified) (?:chinese|mandarin)(?: characters?)?|(?:traditional|simplified) characters?|english|eng|chinese|mandarin)";
const inChinese =
  "(?:繁体中文|简体中文|中文繁体|中文简体|繁体字?|简体字?|正体字?|正体中文|英文|英语|中文|汉语|普通话|国语|华语)";
const name = `(?<name>${inChinese}|${inEnglish})`;
const please = "(?:please|pls|plz|thanks|thank you|thx|only|now|instead|from now on|with me|to me|for me|if possible)";
const polite =
  "(?:请问|请|麻烦|劳烦|拜托|那|还是|能不能|能否|可不可以|可以|可否|是否|能|你们?|您|我们|我|想要?|要|希望|需要|给我|跟我|和我|对我|帮我|以后|之后|都|全部|直接|改为?|只|就)*";
const speak = "(?:交流|沟通|回复|回覆|回答|对话|聊天|聊|说话|说|讲|写|答复|服务|回|谈|交谈|显示|字)";
const after = "(?:一下|我|吗|么|嘛|吧|啊|呀|好吗|可以吗|行吗|行不行|可以不|谢谢|多谢|了|就好|即可|please|pls|thanks)*";

const patterns: [RegExp, isBare?: boolean][] = [
  // English please · please in English · in English, please
  [whole(`(?:please |pls |plz )?(?:in )?${name} ${please}(?: ${please})*`)],
  [whole(`(?:please|pls|plz|only|just|in|use|speak|write in|reply in|answer in) ?(?:in )?${name}`)],
  // can you speak English · could we talk in Chinese · I prefer English · let's switch to English
  [
    whole(
      `(?:please |pls |plz |sorry )?(?:(?:can|could|would|will|may|shall|should) (?:you|we|i)(?: guys)?|do you|let's|lets|let us|i(?: would|'d)? (?:prefer|like|want)|i'd rather|i (?:only|just|can only) |i need|we)?(?: please| kindly| just| rather| also| maybe)*(?: (?:you|to|us))* ?(?:(?:speak|talk|chat|write|reply|respond|answer|communicate|continue|switch|change|go on|use|have (?:it|this|that|an answer)|get an answer)(?: back)?(?: to me| to us| with me| me)?)(?: (?:to|in|into|using))? ${name}(?: ${please})*`,
    ),
  ],
  [whole(`i(?: would|'d)? (?:prefer|rather have|like) (?:it in |to use )?${name}(?: ${please})*`)],
  [whole(`i (?:only|just|can only) (?:speak|understand|read|know) ${name}`)],
  // 请说中文 · 可以用英文回复吗 · 换成繁体 · 用繁体
  [
    whole(
      `${polite}(?:使用|用|说|讲|写|打|换成?|切换成?|切换到|改成|改用|转成|转为)(?:回)?${name}(?:来)?${speak}*${after}`,
    ),
  ],
  [whole(`(?:请|麻烦|拜托|要|我要|我想要)${name}${speak}*${after}`)],
  [whole(`${polite}${name}(?:来)?(?:交流|沟通|回复|回覆|回答|对话|聊天|聊|答复)(?:我)?${after}`)],
  [whole(`${name}(?:可以吗|好吗|行吗|行不行|谢谢|多谢|please|pls|plz)`)],
  [whole(`(?:我|我们)(?:只|就)(?:会|懂|看得?懂|能看懂|能看|能说)(?:说|讲|看|读)?${name}`)],
  [whole(name), true],
];

/** What somebody does not understand names the language they do not want. */
const notUnderstood =
  "(?:(?:i|we) )?(?:sorry )?(?:can't|cannot|can not|don't|do not|couldn't) (?:really )?(?:read|understand|speak|know)(?: any)?";
const complaints: [RegExp, SpokenLanguage][] = [
  [whole(`${notUnderstood} (?:chinese|mandarin)(?: ${please})*`), "en"],
  [whole(`${notUnderstood} english(?: ${please})*`), "zh"],
  [
    whole("(?:我们?|抱歉|不好意思)*(?:看不懂|不懂|不会|听不懂|看不明白|不会说|不会看)(?:英文|英语)(?:的|啊|呀|呢|了)*"),
    "zh",
  ],
  [whole("(?:我们?|抱歉|不好意思)*(?:看不懂|不懂|不会|看不明白|不会说|不会看)(?:中文|汉语)(?:的|啊|呀|呢|了)*"), "en"],
  [
    whole(
      "(?:我们?|抱歉|不好意思)*(?:看不懂|看不惯|不习惯|不会看|看不明白)(?:看)?(?:简体)(?:字|中文)*(?:的|啊|呀|呢|了)*",
    ),
    "zh-Hant",
  ],
  [
    whole(
      "(?:我们?|抱歉|不好意思)*(?:看不懂|看不惯|不习惯|不会看|看不明白)(?:看)?(?:繁体)(?:字|中文)*(?:的|啊|呀|呢|了)*",
    ),
    "zh-Hans",
  ],
];
