import { z } from "zod";
import { type CodeOf, wordList } from "../language/word-list.ts";

/** What a statement of a lead is about, where a model found it. */
export const leadPointKinds = wordList({
  interest: { en: "interest", zh: "兴趣" },
  obstacle: { en: "obstacle", zh: "顾虑" },
  timing: { en: "timing", zh: "时间" },
  comparison: { en: "compares with", zh: "对比" },
});
export type LeadPointKind = CodeOf<typeof leadPointKinds>;

/** By which wording of which message. */
const said = { messageId: z.uuid(), version: z.int(), at: z.coerce.date() };

/**
 * `leads.ai_analysis`: what a lead's last messages say of them. Codes and places alone, none of the customer's words:
 * who reads it takes those from the messages as they stand, so that nothing is forgotten in a second place.
 */
const LeadAnalysis = z.object({
  at: z.coerce.date(),
  /** The model that found the points; null: rules alone. */
  model: z.string().nullable(),
  /** What they asked about, the newest first. */
  topics: z.array(z.object({ intent: z.string(), ...said })),
  /** What a person should look at, the gravest first. */
  concerns: z.array(z.object({ kind: z.string(), severity: z.enum(["low", "medium", "high", "critical"]), ...said })),
  points: z.array(
    z.object({
      kind: z.enum(leadPointKinds.codes as [LeadPointKind, ...LeadPointKind[]]),
      /** Where it stands in the message, as `readLeadLines` gives it. */
      start: z.int().min(0),
      end: z.int().min(1),
      ...said,
    }),
  ),
});
export type LeadAnalysis = z.infer<typeof LeadAnalysis>;

/** What was kept; null where nothing was analysed yet. */
export function readAnalysis(kept: unknown): LeadAnalysis | null {
  const parsed = LeadAnalysis.safeParse(kept);
  return parsed.success ? parsed.data : null;
}
