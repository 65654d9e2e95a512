import { wordList } from "../language/word-list.ts";

export const campaignTypes = wordList({
  one_time: { en: "once", zh: "一次性" },
  recurring: { en: "recurring", zh: "周期性" },
  trigger_based: { en: "on an event", zh: "触发式" },
});

export const campaignStatuses = wordList({
  draft: { en: "draft", zh: "草稿" },
  scheduled: { en: "scheduled", zh: "已排期" },
  running: { en: "running", zh: "进行中" },
  paused: { en: "paused", zh: "已暂停" },
  completed: { en: "completed", zh: "已完成" },
  cancelled: { en: "cancelled", zh: "已取消", also: ["canceled"] },
});

/** How far a campaign got with one customer. */
export const executionStatuses = wordList({
  pending: { en: "pending", zh: "待发送" },
  sent: { en: "sent", zh: "已发送" },
  delivered: { en: "delivered", zh: "已送达" },
  opened: { en: "opened", zh: "已打开" },
  clicked: { en: "clicked", zh: "已点击" },
  replied: { en: "replied", zh: "已回复" },
  failed: { en: "failed", zh: "失败" },
});
