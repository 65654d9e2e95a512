import { z } from "zod";
import type { Language } from "../../domain/language/language.ts";

/** Every line that the desk says by itself, short and polite, in both languages. */
const defaults = {
  /** Part of the first automated message of a conversation: that it is one, and the way to a person. */
  automation_label: {
    zh: "本条为自动回复。如需人工服务，请回复“人工”。",
    en: "This is an automated reply. Reply “human” to reach a person.",
  },
  welcome: {
    zh: "您好，欢迎咨询！请直接写下您的问题。",
    en: "Hello and welcome! Just write your question.",
  },
  colleague_will_answer: {
    zh: "这个问题我暂时没有可靠的答案，已转给同事，同事会在这里回复您。您也可以继续提问。",
    en: "I have no reliable answer to that. A colleague will answer you here; you can go on asking meanwhile.",
  },
  cannot_read: {
    zh: "我目前只能读取文字。同事会查看您发送的内容并回复；如果方便，也可以用文字描述。",
    en: "I can only read text. A colleague will look at what you sent and answer; you can also describe it in words.",
  },
  handed_over: {
    zh: "好的，已为您转接人工，同事会在这里回复您。",
    en: "Of course. A colleague will take over and answer you here.",
  },
  answer_held: {
    zh: "您的问题需要同事确认后再回复，请稍候。",
    en: "A colleague has to check the answer to that before it is sent. They will reply here.",
  },
  opted_out: {
    zh: "已为您退订：我们不会再主动发送营销消息。您的提问仍会得到回复；回复“恢复”可重新接收。",
    en: "You are unsubscribed: no more marketing messages. Your questions are still answered. Reply START to receive them again.",
  },
  opted_in: {
    zh: "已恢复接收消息。回复“退订”可随时取消。",
    en: "You will receive our messages again. Reply STOP at any time to end them.",
  },
} as const satisfies Record<string, Record<Language, string>>;

export type WordingKey = keyof typeof defaults;

/** Gives the line for a key, in one language. */
export type Wording = (key: WordingKey) => string;

const line = z.string().trim().min(1).max(1000);
/** The organisation's own words (setting `conduct.wording`): any key, in any of the languages. */
export const wordingSchema = z.partialRecord(
  z.enum(Object.keys(defaults) as [WordingKey, ...WordingKey[]]),
  z.object({ zh: line.optional(), en: line.optional() }),
);

/** The organisation's wording over ours. A setting that does not fit the schema counts as not set. */
export function wordingIn(language: Language, setting: unknown): Wording {
  const own = wordingSchema.safeParse(setting ?? {});
  return (key) => (own.success ? own.data[key]?.[language] : undefined) ?? defaults[key][language];
}
