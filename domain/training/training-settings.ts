import { z } from "zod";

const retryHours = z.number().min(0).max(720);
const remindDays = z.number().int().min(0).max(60);

export interface TrainingSettings {
  /** How long a failed test waits before it can be repeated (`training.retry_hours`). */
  retryMs: number;
  /** How many days before it is due people are reminded of a course (`training.remind_days`). */
  remindDays: number;
}

export function readTrainingSettings(settings: ReadonlyMap<string, unknown>): TrainingSettings {
  return {
    retryMs: (retryHours.safeParse(settings.get("training.retry_hours")).data ?? 24) * 3_600_000,
    remindDays: remindDays.safeParse(settings.get("training.remind_days")).data ?? 3,
  };
}
