import type { Language } from "../../domain/language/language.ts";
import type { Permission } from "../../domain/organisation/permissions.ts";
import type { Setting } from "../../domain/organisation/settings/setting.ts";

/** A setting with what people are told of it. */
export interface SettingEntry {
  setting: Setting<unknown>;
  /** What a value must be: unit and bounds. */
  fits: Record<Language, string>;
  /** One that fits, as it is typed. */
  example: string;
  meaning: Record<Language, string>;
  holdsFrom: HoldsFrom;
  /** The default in words, where the value alone does not tell it. */
  standard?: Record<Language, string>;
  /** The page that says more, from `docs/`. */
  page?: string;
  /** Who may change it besides holding `setting.change`. */
  guard?: Permission;
}

/** What a change touches first. Nothing is kept between two acts, so that it is the same in every process. */
export const holdsFrom = {
  message: { en: "the next message of a customer", zh: "下一条客户消息" },
  line: { en: "the next line or command of staff", zh: "员工的下一条消息或命令" },
  text: { en: "the next text that is written or worked out", zh: "下一条将写出的消息" },
  send: { en: "the next send, also of what is queued", zh: "下一次发送（含已排队的消息）" },
  minute: { en: "the next look at it, within a minute", zh: "下一次检查（一分钟内）" },
  begin: {
    en: "what begins from now on; what was promised keeps its time",
    zh: "此后开始的事项；已承诺的时限不变",
  },
  shown: { en: "the next time it is shown or worked out", zh: "下一次显示或计算" },
  computed: { en: "the days that are worked out from now on", zh: "此后计算的日期" },
} satisfies Record<string, Record<Language, string>>;
export type HoldsFrom = keyof typeof holdsFrom;
