import { z } from "zod";
import { InputError } from "../../infra/errors.ts";

/** A name that people read: one line, bounded. */
export const displayName = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(200, "has at most 200 characters")
  .regex(/^[^\p{Cc}]*$/u, "must be one line");

/** An e-mail address, lower case. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("must be an address such as li.na@example.com").max(254, "has at most 254 characters"));

/** What a person gave us, checked. @throws InputError naming each field and what to change. */
export function readInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${String(path[0] ?? "")} ${message}`.trim());
  throw new InputError(problems.join("; "));
}
