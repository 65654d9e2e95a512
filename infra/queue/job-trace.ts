import { z } from "zod";

const Traced = z.object({ trace: z.string() });

/** The `traceparent` of whatever asked for a job, as `enqueueJob` keeps it in the payload; null where there is none. */
export function traceOfJob(payload: unknown): string | null {
  return Traced.safeParse(payload).data?.trace ?? null;
}
