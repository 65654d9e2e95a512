import { wordList } from "../language/word-list.ts";

export const workflowTriggers = wordList({
  new_lead: { en: "new lead", zh: "新线索" },
  tag_change: { en: "tag changed", zh: "标签变更" },
  stage_change: { en: "stage changed", zh: "阶段变更" },
  schedule: { en: "schedule", zh: "定时" },
  webhook: { en: "webhook", zh: "外部回调" },
  manual: { en: "by hand", zh: "手动" },
});

export const workflowTargets = wordList({
  lead: { en: "lead", zh: "线索" },
  customer: { en: "customer", zh: "客户" },
});

export const workflowStatuses = wordList({
  running: { en: "running", zh: "运行中" },
  waiting: { en: "waiting", zh: "等待中" },
  completed: { en: "completed", zh: "已完成" },
  failed: { en: "failed", zh: "失败" },
  cancelled: { en: "cancelled", zh: "已取消", also: ["canceled"] },
});
