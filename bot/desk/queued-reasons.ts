import type { Language } from "../../domain/language/language.ts";

/** Why a conversation that somebody had waits for a person again. */
export type QueuedReason = "owner_away" | "off_shift" | "unanswered" | "staff_left" | "idle";

/** What follows the customer's name in lists. */
export const queuedReasons: Record<QueuedReason, Record<Language, string>> = {
  owner_away: { en: "is back in the queue: the owner is away", zh: "已退回队列：负责人已离开" },
  off_shift: { en: "is back in the queue: the owner is off shift", zh: "已退回队列：负责人已下班" },
  unanswered: { en: "is back in the queue: not answered in time", zh: "已退回队列：未按时回复" },
  staff_left: { en: "is back in the queue: the owner's access has ended", zh: "已退回队列：原负责人的权限已停用" },
  idle: { en: "is back in the queue: nothing was said for long", zh: "已退回队列：长时间无新消息" },
};
