import type { z } from "zod";
import { ApiError, type Problem } from "./problem.ts";

type Part = NonNullable<Problem["errors"]>[number]["in"];

const MAX_ERRORS = 20;

/** One part of a request, checked. @throws ApiError 400 that names each place and what to change. */
export function readRequest<T extends z.ZodType>(schema: T, value: unknown, part: Part): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues
    .slice(0, MAX_ERRORS)
    .map(({ path, message }) => ({ in: part, pointer: pointerTo(path), detail: message }));
  const detail = errors.map((error) => `${part} ${error.pointer || "/"}: ${error.detail}`).join("; ");
  throw new ApiError("invalid-request", { detail: detail.slice(0, 1000), errors });
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
