import { z } from "zod";
import type { Language } from "../../domain/language/language.ts";

/** What the desk says by itself. An organisation may put each of them differently. */
export const wordingKeys = [
  /** Part of the first automated message: that it is automated, and how to reach a person. */
  "automation_label",
  /** `/start`, or a session opened before the customer wrote. */
  "welcome",
  /** No answer is good enough: a person will write. */
  "colleague_will_answer",
  /** A voice message, sticker or file that nothing here can read. */
  "cannot_read_message",
  "opt_out_confirmed",
  "opt_in_confirmed",
  /** The customer asked for another language, and for nothing else. */
  "language_changed",
  /** The customer asked to be forgotten, and was. */
  "memories_forgotten",
  /** The customer asked for a human. */
  "handed_over",
  /** Instead of the two: nobody is on and the desk is closed. Names {when}. */
  "back_later",
  /** After a person resolved it: how satisfied, from 1 to 5. */
  "satisfaction_question",
  /** The rating came: anything to add? */
  "satisfaction_thanks",
  /** The prepared answer waits for a manager; said once. */
  "answer_held",
  /** An order to trade: not accepted here. May name {dealing_contact}. */
  "trade_instruction",
  /** A wish for advice or a forecast: not given, a person answers. May name {dealing_contact}. */
  "advice_declined",
  /** A lost or hacked account. May name {hotline}. */
  "account_security",
] as const;
export type WordingKey = (typeof wordingKeys)[number];

const text = z.string().trim().min(1).max(300);
const inBoth = z.strictObject({ zh: text.optional(), en: text.optional() });

const saysAutomated = /自动|机器人|人工智能|智能助手|\bAI\b|automat|\bbot\b/i;
const namesHuman = /“?人工”?|\bhuman\b|\bagent\b/i;
const label = text
  .refine((line) => saysAutomated.test(line), "must say that the answer is automated")
  .refine(
    (line) => namesHuman.test(line.replace("人工智能", "")),
    "must name the word that reaches a person: 人工, human",
  );

const withWhen = text.refine((line) => line.includes("{when}"), "must say {when}");

/** The setting that holds an organisation's own wording: any keys, in any of the languages. */
export const wordingSchema = z.strictObject({
  automation_label: z.strictObject({ zh: label.optional(), en: label.optional() }).optional(),
  welcome: inBoth.optional(),
  colleague_will_answer: inBoth.optional(),
  cannot_read_message: inBoth.optional(),
  opt_out_confirmed: inBoth.optional(),
  opt_in_confirmed: inBoth.optional(),
  language_changed: inBoth.optional(),
  memories_forgotten: inBoth.optional(),
  handed_over: inBoth.optional(),
  back_later: z.strictObject({ zh: withWhen.optional(), en: withWhen.optional() }).optional(),
  satisfaction_question: inBoth.optional(),
  satisfaction_thanks: inBoth.optional(),
  answer_held: inBoth.optional(),
  trade_instruction: inBoth.optional(),
  advice_declined: inBoth.optional(),
  account_security: inBoth.optional(),
} satisfies Record<WordingKey, z.ZodType>);
export type Wording = z.infer<typeof wordingSchema>;

const standard: Record<WordingKey, Record<Language, string>> = {
  automation_label: {
    zh: "本消息由自动助手回复。需要人工服务，请回复“人工”。",
    en: "This is an automated answer. To reach a person, reply “human”.",
  },
  welcome: {
    zh: "您好，欢迎咨询！请直接写下您的问题。",
    en: "Hello and welcome! Just write your question.",
  },
  colleague_will_answer: {
    zh: "您的问题已转给同事，我们会尽快在这里回复您。",
    en: "I have passed your question to a colleague, who will answer you here as soon as possible.",
  },
  cannot_read_message: {
    zh: "抱歉，我暂时无法读取这类消息，请用文字告诉我您的问题，或回复“人工”。",
    en: "Sorry, I cannot read this kind of message. Please write your question as text, or reply “human”.",
  },
  opt_out_confirmed: {
    zh: "已为您退订，我们不会再主动给您发送消息；您提出的问题，我们仍会回复。如需恢复，请回复“恢复”。",
    en: "You are unsubscribed and will get no more messages that you did not ask for. We still answer your questions. To receive messages again, reply START.",
  },
  opt_in_confirmed: {
    zh: "已为您恢复，您将重新收到我们的消息。如需退订，请回复“退订”。",
    en: "You will receive our messages again. To end them at any time, reply STOP.",
  },
  language_changed: {
    zh: "好的，之后将用中文与您沟通。请直接写下您的问题。",
    en: "Of course, we will write to you in English. What would you like to know?",
  },
  memories_forgotten: {
    zh: "好的，已忘记我们记住的关于您的内容，之后不再使用。对话记录依法规要求另行保存。",
    en: "Done. What we remembered about you is forgotten and no longer used. The record of our conversations is kept separately, as the law requires.",
  },
  handed_over: {
    zh: "好的，已为您转接人工客服，请稍候。",
    en: "Of course. I am handing you over to a colleague, please hold on.",
  },
  back_later: {
    zh: "已转给同事，我们将于{when}回复您。",
    en: "I have passed this to a colleague. We are back {when} and will answer you here.",
  },
  satisfaction_question: {
    zh: "您对本次服务满意吗？请选择或直接回复数字：1 非常不满意，5 非常满意。",
    en: "How satisfied are you with our help? Press or reply with a number: 1 is not at all, 5 is very.",
  },
  satisfaction_thanks: {
    zh: "感谢您的评价！如果还有想补充的，请直接写在下一条消息里。",
    en: "Thank you! If you would like to add something, write it in your next message.",
  },
  answer_held: {
    zh: "您的问题需要同事核对后再回复，请稍候。",
    en: "A colleague will check the answer to your question first. Thank you for your patience.",
  },
  trade_instruction: {
    zh: "抱歉，这里不接受交易指令，没有为您执行任何交易。请您在交易平台自行操作。交易部联系方式：{dealing_contact}。您的消息已转给同事。",
    en: "Sorry, orders are not accepted here, and nothing has been traded for you. Please use your trading platform. To reach the dealing desk: {dealing_contact}. A colleague has been told.",
  },
  advice_declined: {
    zh: "抱歉，我不能提供投资建议，也不预测价格。您的问题已转给同事。",
    en: "Sorry, I do not give investment advice or predict prices. I have passed your question to a colleague.",
  },
  account_security: {
    zh: "为保护您的账户，我们已紧急通知同事在这里为您处理。也可直接拨打安全热线：{hotline}。请不要把密码或验证码告诉任何人。",
    en: "To protect your account, a colleague has been called urgently and will take over here. You can also reach our hotline: {hotline}. Please tell nobody your password or a code.",
  },
};

/** What a wording may name, from the settings `conduct.dealing_contact` and `conduct.hotline`. */
export type Contacts = Record<"dealing_contact" | "hotline", string | null>;

const noContacts: Contacts = { dealing_contact: null, hotline: null };

/** The organisation's own words for something, or the standard ones. A sentence that names a contact not set is left out. */
export function wordingOf(
  key: WordingKey,
  language: Language,
  own: Wording = {},
  contacts: Contacts = noContacts,
): string {
  return (
    fill(own[key]?.[language] ?? standard[key][language], contacts) ?? fill(standard[key][language], contacts) ?? ""
  );
}

/** Null when nothing is left. */
function fill(text: string, contacts: Contacts): string | null {
  if (!text.includes("{")) return text;
  const isKnown = (sentence: string) =>
    Object.entries(contacts).every(([name, value]) => value !== null || !sentence.includes(`{${name}}`));
  const known = text
    .split(/(?<=[。！？]|[.!?](?=\s))/u)
    .filter(isKnown)
    .join("")
    .trim();
  const filled = known.replace(
    /\{(dealing_contact|hotline)\}/g,
    (whole, name: keyof Contacts) => contacts[name] ?? whole,
  );
  return filled === "" ? null : filled;
}
