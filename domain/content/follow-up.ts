import { z } from "zod";

/** What may come after a script. */
export type FollowUp =
  /** One line: the code of another script, else words for the customer. */
  | { kind: "line"; text: string }
  /** Words for the customer in one or both languages. */
  | { kind: "words"; cn: string | null; en: string | null }
  /** Something for the agent to do: never sent. */
  | { kind: "step"; cn: string | null; en: string | null };

const text = z.string().trim().min(1).max(4_000);
const words = z.object({ content_cn: text.nullish(), content_en: text.nullish() });
const step = z.object({ step_cn: text.nullish(), step_en: text.nullish() });

/**
 * Reads one entry of `scripts.follow_up`: `"SCR_004"`, `"Anything else?"`, `{"content_cn": …, "content_en": …}`, or
 * `{"step_cn": …, "step_en": …}` for what the agent is to do. Null for anything else.
 */
export function readFollowUp(entry: unknown): FollowUp | null {
  const line = text.safeParse(entry);
  if (line.success) return { kind: "line", text: line.data };
  const said = words.safeParse(entry);
  if (said.success && (said.data.content_cn || said.data.content_en)) {
    return { kind: "words", cn: said.data.content_cn ?? null, en: said.data.content_en ?? null };
  }
  const done = step.safeParse(entry);
  if (done.success && (done.data.step_cn || done.data.step_en)) {
    return { kind: "step", cn: done.data.step_cn ?? null, en: done.data.step_en ?? null };
  }
  return null;
}
