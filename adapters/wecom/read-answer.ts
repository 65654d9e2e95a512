import { z } from "zod";
import { type Effect, refusalError, strangeAnswerError } from "./api-errors.ts";

export const Answer = z.looseObject({ errcode: z.number().default(0), errmsg: z.string().default("") });
/** What WeCom answered: `errcode` 0 is success, everything else a refusal. HTTP 200 in both cases. */
export type Answer = z.infer<typeof Answer>;

/** What an answer says. Throws DeliveryError for a refusal and for an answer of another shape. */
export function readAnswer<T>(answer: Answer, shape: z.ZodType<T>, path: string, effect: Effect = "none"): T {
  if (answer.errcode !== 0) throw refusalError(answer.errcode, path);
  const read = shape.safeParse(answer);
  if (!read.success) throw strangeAnswerError(path, effect);
  return read.data;
}
