import { z } from "zod";
import { type AskedPeriod, readPeriod } from "../../../domain/performance/period.ts";
import { ApiError } from "./problem.ts";

/** A period that figures are asked for. */
export const PeriodWord = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .describe(
    "today, yesterday, week, last-week, month, last-month, a month (2026-10) or a day (2026-10-05), in the organisation's zone",
  );

/** Days of the organisation's zone, in an answer. */
export const Days = z.object({ from: z.string(), to: z.string() });

/** The period that a request names. @throws ApiError 400 */
export function requirePeriod(word: string, today: string): AskedPeriod {
  return readPeriod(word, today) ?? refusePeriod();
}

/** @throws ApiError 400 */
export function refusePeriod(): never {
  const detail = "names no period that has begun: see the document for what does";
  throw new ApiError("invalid-request", {
    words: { en: `query /period: ${detail}`, zh: "query /period：不是有效的时间段，可用值见接口文档" },
    errors: [{ in: "query", pointer: "/period", detail }],
  });
}
