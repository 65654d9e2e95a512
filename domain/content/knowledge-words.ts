import { wordList } from "../language/word-list.ts";

export const processingStatuses = wordList({
  pending: { en: "pending", zh: "待处理" },
  processing: { en: "processing", zh: "处理中" },
  completed: { en: "completed", zh: "已完成" },
  failed: { en: "failed", zh: "失败" },
});

/** Of a file that somebody posted to be imported. */
export const importStatuses = wordList({
  offered: { en: "offered", zh: "待确认" },
  queued: { en: "queued", zh: "排队中" },
  completed: { en: "imported", zh: "已导入" },
  failed: { en: "failed", zh: "失败" },
});

export const memoryTypes = wordList({
  short_term: { en: "short-term", zh: "短期" },
  long_term: { en: "long-term", zh: "长期" },
  shared: { en: "shared", zh: "共享" },
});

export const memorySources = wordList({
  conversation: { en: "conversation", zh: "会话" },
  manual: { en: "by hand", zh: "手动" },
  ai_analysis: { en: "automatic analysis", zh: "智能分析" },
  system_record: { en: "a record of the product", zh: "系统记录" },
});

export const memoryCategories = wordList({
  preference: { en: "preference", zh: "偏好" },
  need: { en: "need", zh: "需求" },
  event: { en: "event", zh: "事件" },
  personal: { en: "personal", zh: "个人" },
  insight: { en: "insight", zh: "洞察" },
});
