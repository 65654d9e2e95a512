import { wordList } from "../language/word-list.ts";

export const dealStages = wordList({
  initial: { en: "initial", zh: "初步接触", also: ["初始"] },
  needs_confirmed: { en: "needs confirmed", zh: "需求确认" },
  proposal: { en: "proposal", zh: "方案报价", also: ["方案"] },
  negotiation: { en: "negotiation", zh: "谈判", also: ["商务谈判"] },
  won: { en: "won", zh: "赢单", also: ["成交"] },
  lost: { en: "lost", zh: "丢单", also: ["输单"] },
});
