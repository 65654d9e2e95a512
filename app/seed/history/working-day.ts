import type { Dice } from "./dice.ts";

export const DAY_MS = 24 * 60 * 60_000;
export const MINUTE_MS = 60_000;

/** An instant between nine and half past two in Shanghai on the weekday at or after this one. */
export function inWorkingHours(dice: Dice, near: Date): Date {
  const day = new Date(near);
  day.setUTCHours(1, 0, 0, 0);
  while (day.getUTCDay() === 0 || day.getUTCDay() === 6) day.setUTCDate(day.getUTCDate() + 1);
  return new Date(day.getTime() + dice.between(0, 330) * MINUTE_MS + dice.between(0, 59) * 1000);
}
