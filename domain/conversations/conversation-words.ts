import { wordList } from "../language/word-list.ts";
import type { conversationStatuses, Priority } from "./conversation.ts";
import type { ContentType } from "./message.ts";

export const conversationStatusWords = wordList<(typeof conversationStatuses)[number]>({
  pending: { en: "waiting", zh: "待处理" },
  active: { en: "active", zh: "进行中" },
  resolved: { en: "resolved", zh: "已解决" },
  closed: { en: "closed", zh: "已关闭" },
});

export const priorityWords = wordList<Priority>({
  urgent: { en: "urgent", zh: "紧急" },
  high: { en: "high", zh: "高" },
  medium: { en: "medium", zh: "中" },
  low: { en: "low", zh: "低" },
});

export const directions = wordList({
  inbound: { en: "from the customer", zh: "客户发来" },
  outbound: { en: "to the customer", zh: "发给客户" },
  internal: { en: "internal", zh: "内部" },
});

export const senderTypes = wordList({
  customer: { en: "customer", zh: "客户" },
  agent: { en: "person", zh: "人工", also: ["employee", "员工"] },
  ai: { en: "bot", zh: "机器人", also: ["智能"] },
  system: { en: "system", zh: "系统" },
});

export const contentTypeWords = wordList<ContentType>({
  text: { en: "text", zh: "文字", also: ["文本"] },
  image: { en: "picture", zh: "图片" },
  voice: { en: "voice message", zh: "语音" },
  video: { en: "video", zh: "视频" },
  file: { en: "file", zh: "文件" },
  sticker: { en: "sticker", zh: "表情" },
  card: { en: "card", zh: "卡片" },
  contact: { en: "contact", zh: "名片" },
  location: { en: "location", zh: "位置" },
  system: { en: "system notice", zh: "系统消息" },
});

export const messageStatuses = wordList({
  received: { en: "received", zh: "已收到" },
  queued: { en: "queued", zh: "排队中" },
  held: { en: "held", zh: "待审批" },
  sent: { en: "sent", zh: "已发送" },
  delivered: { en: "delivered", zh: "已送达" },
  read: { en: "read", zh: "已读" },
  failed: { en: "failed", zh: "失败" },
  uncertain: { en: "uncertain", zh: "结果未知" },
  cancelled: { en: "cancelled", zh: "已取消", also: ["canceled"] },
});

/** What is seen in how people talk with a customer; other events are what happened to the conversation. */
export const talkEvents = wordList({
  counter_question: { en: "counter-question", zh: "反问" },
  frame_output: { en: "setting the frame", zh: "框架输出" },
  rapport_building: { en: "building rapport", zh: "粘度建立" },
  push_action: { en: "moving forward", zh: "推进动作" },
  quality_conversation: { en: "good conversation", zh: "高质量对话" },
  intent_signal: { en: "sign of interest", zh: "意向信号" },
  risk_signal: { en: "sign of risk", zh: "风险信号" },
});
