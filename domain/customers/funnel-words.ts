import { wordList } from "../language/word-list.ts";

/** How the first look at a new contact ended. */
export const screeningResults = wordList({
  passed: { en: "passed", zh: "通过" },
  rejected: { en: "rejected", zh: "筛掉", also: ["screened out", "未通过"] },
});

/** The part of the funnel that something is for. */
export const funnelLayers = wordList({
  tofu: { en: "top of the funnel", zh: "引流层" },
  mofu: { en: "middle of the funnel", zh: "培育层" },
  bofu: { en: "bottom of the funnel", zh: "成交层" },
  vip: { en: "VIP", zh: "贵宾" },
});
