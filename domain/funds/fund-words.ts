import { wordList } from "../language/word-list.ts";

export const depositTypes = wordList({
  first: { en: "first deposit", zh: "首金", also: ["首次入金", "首入金"] },
  repeat: { en: "repeat deposit", zh: "复入金", also: ["再次入金"] },
  large: { en: "large deposit", zh: "大额入金" },
});

/** Of deposits and withdrawals alike: forward only, and what is confirmed or failed stays so. */
export const fundStatuses = wordList({
  pending: { en: "pending", zh: "处理中", also: ["待处理", "待确认"] },
  confirmed: { en: "confirmed", zh: "已确认", also: ["completed", "已完成"] },
  failed: { en: "failed", zh: "失败" },
});

export const withdrawalReasons = wordList({
  profit_taking: { en: "taking profit", zh: "盈利提现" },
  panic_exit: { en: "leaving in panic", zh: "恐慌离场" },
  needs_funds: { en: "needs the money", zh: "资金需求" },
  other: { en: "other", zh: "其他", also: ["其它"] },
});

export const riskLevels = wordList({
  low: { en: "low", zh: "低", also: ["低风险"] },
  medium: { en: "medium", zh: "中", also: ["中风险"] },
  high: { en: "high", zh: "高", also: ["高风险"] },
});
