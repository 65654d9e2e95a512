import { z } from "zod";
import { languages } from "../../../domain/language/language.ts";
import { compilePhrase } from "./phrase.ts";

const phrase = z
  .string()
  .trim()
  .max(100)
  .refine((text) => compilePhrase(text).pieces.some((piece) => piece.text.length > 1), "needs a word of two letters");

export const claimSeverities = ["medium", "high"] as const;

/**
 * One thing that must not be said. Phrases are plain: `…` stands for a few words of the same clause, `……` for a few of
 * the same sentence, `*` for any ending of a word.
 */
export const claimEntrySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,49}$/),
  /** Only for texts in these languages; absent: for all. */
  languages: z.array(z.enum(languages)).min(1).optional(),
  patterns: z.array(phrase).min(1).max(200),
  /** Where one of these meets the words, they are allowed: 不保本, "no guarantee". */
  exceptions: z.array(phrase).max(200).default([]),
  /** Shown to the author; one text serves both languages. */
  reason: z.union([
    z.strictObject({ zh: z.string().min(1).max(300), en: z.string().min(1).max(300) }),
    z
      .string()
      .min(1)
      .max(300)
      .transform((text) => ({ zh: text, en: text })),
  ]),
  severity: z.enum(claimSeverities).default("high"),
});
export type ClaimEntry = z.infer<typeof claimEntrySchema>;

/** The organisation's own list: an entry with the id of a default takes its place. */
export const claimEntriesSchema = z.array(claimEntrySchema).max(200);
