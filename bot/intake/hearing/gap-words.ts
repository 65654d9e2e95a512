import type { Language } from "../../../domain/language/language.ts";
import type { CatchUpState, GapCause } from "./gap.ts";

/** Why a channel was not heard, for people. */
export const causeWords: Record<GapCause, Record<Language, string>> = {
  process_down: { en: "the product was down", zh: "程序未运行" },
  database_away: { en: "the database was away", zh: "数据库不可用" },
  connection_closed: { en: "the platform's connection was closed", zh: "与平台的连接中断" },
  channel_error: { en: "the channel did not work", zh: "渠道故障" },
  paused: { en: "the channel was paused", zh: "渠道已暂停" },
  unknown: { en: "not known", zh: "原因不明" },
};

/** What became of what was said meanwhile. */
export function recoveryWords(gap: {
  catchUp: CatchUpState | null;
  recovered: number;
  known: number;
  placesLeft: number;
  placesFailed: number;
}): Record<Language, string> {
  const { recovered, known, placesLeft, placesFailed } = gap;
  const unread = {
    en: placesFailed === 0 ? "" : `; ${placesFailed} chats could not be read`,
    zh: placesFailed === 0 ? "" : `；${placesFailed} 个会话无法读取`,
  };
  switch (gap.catchUp) {
    case "running":
      return {
        en: `${recovered} recovered so far, ${known} were there; ${placesLeft} chats are still to be read${unread.en}`,
        zh: `目前已找回 ${recovered} 条，${known} 条原已收到；还有 ${placesLeft} 个会话待读取${unread.zh}`,
      };
    case "done":
      return {
        en: `${recovered} recovered, ${known} were there${unread.en}`,
        zh: `已找回 ${recovered} 条，${known} 条原已收到${unread.zh}`,
      };
    case "kept":
      return { en: "the platform kept it and brings it by itself", zh: "平台已保留，会自行补发" };
    case "partly":
      return {
        en: "the platform keeps a part and brings it by itself; what staff wrote is lost",
        zh: "平台保留一部分并自行补发；员工所发消息已丢失",
      };
    case "lost":
      return { en: "the platform cannot tell what was missed", zh: "平台无法告知遗漏了什么" };
    case null:
      return { en: "not heard now", zh: "目前仍收不到消息" };
  }
}
