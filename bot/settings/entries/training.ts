import { remindDays, retryHours } from "../../../domain/training/training-settings.ts";
import type { SettingEntry } from "../setting-entry.ts";

/** Courses of staff. */
export const trainingEntries = {
  "training.retry_hours": {
    setting: retryHours,
    fits: { en: "hours, 0 to 720", zh: "小时，0 至 720" },
    example: "24",
    meaning: { en: "how long a failed test waits before it can be repeated", zh: "测验未通过后多久可以重考" },
    holdsFrom: "shown",
    page: "training.md",
  },
  "training.remind_days": {
    setting: remindDays,
    fits: { en: "whole days, 0 to 60", zh: "整数天，0 至 60" },
    example: "3",
    meaning: { en: "how many days before it is due people are reminded of a course", zh: "课程到期前几天提醒员工" },
    holdsFrom: "shown",
    page: "training.md",
  },
} satisfies Record<string, SettingEntry>;
