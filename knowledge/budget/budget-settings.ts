import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";

const bound = z.number().int().min(0).max(1_000_000_000).nullable();
const price = z.number().min(0).max(10_000);

export const modelTokensPerDay = defineSetting("answers.model_tokens_per_day", bound, null);
export const modelSecondsPerDay = defineSetting("answers.model_seconds_per_day", bound, null);
export const modelCostPerDay = defineSetting(
  "answers.model_cost_per_day",
  z.number().min(0).max(1_000_000).nullable(),
  null,
);
export const modelPrices = defineSetting("answers.model_prices", z.strictObject({ input: price, output: price }), {
  input: 0,
  output: 0,
});

/** What a day of an organisation's may use of a model; null: as much as comes. */
export interface DailyBudget {
  tokens: number | null;
  milliseconds: number | null;
  cost: number | null;
  /** Of a million tokens. */
  prices: { input: number; output: number };
}

export function readDailyBudget(settings: Settings): DailyBudget {
  const seconds = readSetting(settings, modelSecondsPerDay);
  return {
    tokens: readSetting(settings, modelTokensPerDay),
    milliseconds: seconds === null ? null : seconds * 1000,
    cost: readSetting(settings, modelCostPerDay),
    prices: readSetting(settings, modelPrices),
  };
}
