import { fold } from "../text/fold.ts";
import { withUnicodeEmoji } from "../text/wechat-emoji.ts";

export const smallTalkKinds = ["greeting", "thanks", "goodbye", "acknowledgement"] as const;
export type SmallTalkKind = (typeof smallTalkKinds)[number];

// Folded; a phrase counts only when the whole message is made of such phrases.
const PHRASES: Record<SmallTalkKind, string> = {
  thanks:
    "谢谢你|谢谢您|谢谢啦|谢谢了|谢谢|多谢|感谢|谢了|谢啦|非常感谢|十分感谢|太感谢了|辛苦了|辛苦您了|麻烦了|麻烦您了|麻烦你了|" +
    "thank you so much|thank you very much|thank you|thanks a lot|thanks so much|many thanks|thanks|thx|ty|tks|cheers|much appreciated|appreciate it|appreciated",
  goodbye:
    "再见|拜拜|拜|回聊|回头聊|下次聊|晚安|先这样|就这样|没事了|没有了|没别的了|没有其他问题了|" +
    "goodbye|good bye|bye bye|bye|see you later|see you|see ya|good night|have a nice day|have a good day|have a great day|" +
    "that's all|thats all|that is all|nothing else|no more questions|no other questions",
  greeting:
    "你好啊|你好呀|你好|您好|大家好|哈喽|哈啰|嗨|嘿|早上好|上午好|中午好|下午好|晚上好|早安|早|在吗|在么|在不在|有人吗|有人在吗|您好在吗|" +
    "hello there|hello|hallo|hi there|hi|hey there|hey|good morning|good afternoon|good evening|good day|greetings|" +
    "anyone there|anybody there|is anyone there|are you there|how are you doing|how are you|nice to meet you",
  acknowledgement:
    "好的好的|好的呢|好的呀|好的|好吧|好嘞|好哒|好滴|好|嗯嗯|嗯|哦哦|哦|噢|行|行吧|可以了|明白了|明白|知道了|了解了|了解|收到|懂了|没问题|原来如此|太好了|太棒了|不错|" +
    "okay|ok|okey|k|alright|all right|got it|i see|i understand|understood|great|perfect|awesome|cool|nice|fine|sure|no problem|makes sense|sounds good|good|very good|excellent",
};
// A word for the other person, or a filler, changes nothing.
const FILLERS =
  "啊|呀|呢|啦|哈|哈哈|呵呵|嘻嘻|亲|亲爱的|客服|老师|小姐姐|team|guys|everyone|everybody|sir|madam|so|very|much|then|again|for your help|for the help|for your time|for that";
const ORDER: readonly SmallTalkKind[] = ["thanks", "goodbye", "greeting", "acknowledgement"];
const MAX_CHARACTERS = 60;

const phrases: { phrase: string; kind: SmallTalkKind | null }[] = [
  ...smallTalkKinds.flatMap((kind) => PHRASES[kind].split("|").map((phrase) => ({ phrase, kind }))),
  ...FILLERS.split("|").map((phrase) => ({ phrase, kind: null })),
].sort((a, b) => b.phrase.length - a.phrase.length);

/**
 * What a message is when it only keeps a conversation going, in Chinese or English; null when it may ask something.
 * "Hi, how do I withdraw?" is not small talk, "好的，谢谢" is (`thanks`).
 */
export function recognizeSmallTalk(text: string): SmallTalkKind | null {
  const said = withUnicodeEmoji(text.slice(0, 200));
  const words = fold(said)
    .replaceAll("’", "'")
    .replace(/[^\p{L}\p{N}']+/gu, " ")
    .trim();
  if (words === "") return hasEmojiOnly(said) ? "acknowledgement" : null;
  if (words.length > MAX_CHARACTERS) return null;
  const kinds = readPhrases(words);
  return ORDER.find((kind) => kinds?.has(kind)) ?? null;
}

/** The kinds of the phrases a text consists of, always taking the longest; null when something else is in it. */
function readPhrases(text: string): Set<SmallTalkKind> | null {
  const said = new Set<SmallTalkKind>();
  let rest = text;
  while (rest !== "") {
    const next = phrases.find(({ phrase }) => rest.startsWith(phrase) && !/^[a-z]/.test(rest.slice(phrase.length)));
    if (!next) return null;
    if (next.kind) said.add(next.kind);
    rest = rest.slice(next.phrase.length).trimStart();
  }
  return said;
}

function hasEmojiOnly(text: string): boolean {
  return /\p{Extended_Pictographic}/u.test(text) && !/[\p{L}\p{N}?？]/u.test(text);
}
