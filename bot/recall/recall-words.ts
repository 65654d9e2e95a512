import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { paragraph, type RichText } from "../ports/rich-text.ts";
import type { TakenBack } from "./take-back.ts";

/** What the person who asked is told; where the customer keeps the line, how to correct it. */
export function recallAnswer(
  taken: TakenBack,
  about: { customer: Pick<Customer, "name">; code: string },
  language: Language,
): RichText {
  const words = paragraph(outcomeWords(taken, about.customer.name)[language]);
  return taken.kind === "impossible" ? [words, ...correction(about.code, language)] : [words];
}

/** A correction to be completed and sent. */
export function correction(code: string, language: Language): RichText {
  return [
    paragraph({ en: "To send a correction, complete this line:", zh: "如需更正，请补全并发送：" }[language]),
    {
      type: "code",
      text: { en: `/send ${code} Correction to my last message: `, zh: `/send ${code} 更正上一条消息：` }[language],
    },
  ];
}

function outcomeWords(taken: TakenBack, to: string): Record<Language, string> {
  switch (taken.kind) {
    case "cancelled":
      return { en: `Cancelled: nothing was sent to ${to}.`, zh: `已取消：未向 ${to} 发送任何内容。` };
    case "perhaps_sent":
      return {
        en: `It is not sent again. Whether an earlier attempt reached ${to} is not known: the platform did not answer.`,
        zh: `不会再次发送。之前的一次尝试是否已送达 ${to} 不得而知：平台没有答复。`,
      };
    case "asked":
      return {
        en: `The platform is asked to take it back from ${to}; the thread says when it has.`,
        zh: `正在请求平台从 ${to} 处撤回，结果会显示在话题中。`,
      };
    case "impossible":
      return whyKept(taken, to);
  }
}

function whyKept({ why, hours }: Extract<TakenBack, { kind: "impossible" }>, to: string): Record<Language, string> {
  switch (why) {
    case "platform":
      return {
        en: `${to} keeps this line: this platform has no way to take a message back.`,
        zh: `${to} 仍能看到该消息：此平台不支持撤回。`,
      };
    case "too_late":
      return {
        en: `${to} keeps this line: the platform takes messages back only within ${duration(hours ?? 0).en}.`,
        zh: `${to} 仍能看到该消息：平台只允许在 ${duration(hours ?? 0).zh}内撤回。`,
      };
    case "unanswered":
      return {
        en: `It is not known whether ${to} got this line, and the platform gave nothing to remove it by.`,
        zh: `不确定 ${to} 是否收到该消息，且平台没有给出可用于撤回的编号。`,
      };
    case "elsewhere":
      return {
        en: `This line was written on the platform itself: take it back there. ${to} keeps it until then.`,
        zh: `该消息是在平台上直接发送的，请在平台上撤回。在此之前 ${to} 仍能看到。`,
      };
  }
}

function duration(hours: number): Record<Language, string> {
  return hours >= 1
    ? { en: `${Math.round(hours)} hours`, zh: `${Math.round(hours)} 小时` }
    : { en: `${Math.round(hours * 60)} minutes`, zh: `${Math.round(hours * 60)} 分钟` };
}
