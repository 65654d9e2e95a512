import type { Language } from "../../domain/language/language.ts";
import type { Matter } from "../conduct/matters/matter.ts";
import { queuedReasons } from "./queued-reasons.ts";

/** Why a conversation waits for a person. */
export type HandoffReason =
  | "requested"
  | "no_answer"
  | "unreadable"
  | "held"
  | "bot_off"
  | "after_rating"
  | "blacklisted"
  | Matter;

/** What follows the customer's name. */
export const handoffReasons: Record<HandoffReason, Record<Language, string>> = {
  requested: { en: "asks for a person", zh: "要求人工服务" },
  no_answer: { en: "has a question without an approved answer", zh: "的问题没有已批准的答案" },
  unreadable: { en: "sent something the bot cannot read", zh: "发送了机器人无法读取的内容" },
  trade_instruction: { en: "gave an order to trade: not accepted, not executed", zh: "发来交易指令：未接受，未执行" },
  advice: { en: "asks for advice or a forecast: declined", zh: "询问投资建议或行情预测：已婉拒" },
  account_security: { en: "URGENT: reports a lost or hacked account", zh: "紧急：报告账户被盗或手机遗失" },
  after_rating: { en: "needs a person: see the comment on the rating", zh: "需要人工：请看评价后的留言" },
  held: { en: "waits: the automated answer was held", zh: "在等待：自动答复已被拦截" },
  blacklisted: { en: "is blacklisted and writes: the bot is silent", zh: "在黑名单中并发来消息：机器人不作答复" },
  bot_off: { en: "waits for a person: the bot does not answer here", zh: "在等待人工：机器人在此不作答复" },
};

/** Why something waits, as the desk calls it; "" for a reason that is not in the list. */
export function handoffReasonLabel(reason: string | null, language: Language): string {
  const labels: Record<string, Record<Language, string>> = { ...handoffReasons, ...queuedReasons };
  return (reason !== null && labels[reason]?.[language]) || "";
}
