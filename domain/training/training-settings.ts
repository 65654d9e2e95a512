import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../organisation/settings/setting.ts";

export const retryHours = defineSetting("training.retry_hours", z.number().min(0).max(720), 24);
export const remindDays = defineSetting("training.remind_days", z.number().int().min(0).max(60), 3);

export interface TrainingSettings {
  /** How long a failed test waits before it can be repeated (`training.retry_hours`). */
  retryMs: number;
  /** How many days before it is due people are reminded of a course (`training.remind_days`). */
  remindDays: number;
}

export function readTrainingSettings(settings: Settings): TrainingSettings {
  return { retryMs: readSetting(settings, retryHours) * 3_600_000, remindDays: readSetting(settings, remindDays) };
}
