import { wordList } from "../language/word-list.ts";

export const courseTypes = wordList({
  start_7_days: { en: "7 days to start", zh: "7天上手" },
  growth_30_days: { en: "30 days to skill", zh: "30天成才" },
  core_90_days: { en: "90 days to the core team", zh: "90天中坚" },
});

export const courseLevels = wordList({
  newcomer: { en: "newcomer", zh: "新人" },
  intermediate: { en: "intermediate", zh: "进阶" },
  advanced: { en: "advanced", zh: "高级" },
});

export const courseStatuses = wordList({
  not_started: { en: "not started", zh: "未开始" },
  in_progress: { en: "in progress", zh: "进行中", also: ["学习中"] },
  completed: { en: "completed", zh: "已完成" },
  failed: { en: "failed", zh: "未通过", also: ["失败"] },
});
