import { z } from "zod";
import { type Language, languages } from "../language/language.ts";
import { displayName } from "../organisation/read-input.ts";
import { campaignEventSchema, recurrenceSchema } from "./campaign-schedule.ts";
import { segmentSchema } from "./segment.ts";

const MAX_TEXT = 2000;
const words = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(MAX_TEXT, `has at most ${MAX_TEXT} characters`)
  .refine((text) => !/https?:\/\/[^\s{｛]*[{｛]/iu.test(text), "has a placeholder inside a link");

/** What is said, in one language or both; whoever reads only the other is not written to. */
export const contentSchema = z
  .strictObject({ en: words.optional(), zh: words.optional() })
  .refine((texts) => texts.en !== undefined || texts.zh !== undefined, "must have a text in en or zh");
export type CampaignContent = z.output<typeof contentSchema>;

const variant = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9]{1,10}$/, "is 1 to 10 letters and digits"),
  weight: z.number().int().min(1).max(1000).default(1),
  content: contentSchema,
});
export type Variant = z.output<typeof variant>;

const shared = {
  name: displayName,
  description: z.string().trim().max(2000).optional(),
  segment: segmentSchema,
  content: contentSchema.optional(),
  /** Texts to compare: each customer gets one of them, always the same. */
  variants: z.array(variant).min(2, "are two or more").max(10, "are at most 10").optional(),
  /** A platform or a channel's name; absent: wherever the customer wrote last. */
  channel: z.string().trim().min(1).max(100).optional(),
};

/** A campaign as a file describes it. */
export const campaignDefinition = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("one_time"), ...shared }),
    z.strictObject({ type: z.literal("recurring"), ...shared, schedule: recurrenceSchema }),
    z.strictObject({ type: z.literal("trigger_based"), ...shared, trigger: campaignEventSchema }),
  ])
  .refine(({ content: one, variants }) => (one === undefined) !== (variants === undefined), {
    path: ["content"],
    message: "or variants: one of the two, not both",
  })
  .refine(({ variants = [] }) => new Set(variants.map(({ name }) => name)).size === variants.length, {
    path: ["variants"],
    message: "must have different names",
  })
  .refine(({ variants = [] }) => new Set(variants.map((one) => languagesOf(one.content).join())).size <= 1, {
    path: ["variants"],
    message: "must all be in the same languages",
  });
export type CampaignDefinition = z.output<typeof campaignDefinition>;

/** The languages that a content has a text in. */
export function languagesOf(texts: CampaignContent): Language[] {
  return languages.filter((language) => texts[language] !== undefined);
}
