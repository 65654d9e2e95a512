import { z } from "zod";
import { customerTiers } from "../customers/customer-words.ts";
import { journeyStages, salesStages } from "../customers/stages.ts";
import { languages } from "../language/language.ts";

const word = z.string().trim().min(1, "must not be empty").max(100, "has at most 100 characters");
const words = z.array(word).min(1, "must name at least one").max(50, "names at most 50");
const days = z.number().int().min(1).max(3650);

/** Whom a campaign is for: all conditions must hold; of a list, any of its values. */
export const segmentSchema = z
  .strictObject({
    everyone: z.literal(true).optional(),
    stage: z.array(z.enum(salesStages)).min(1).optional(),
    journey_stage: z.array(z.enum(journeyStages)).min(1).optional(),
    tier: z
      .array(z.enum(customerTiers.codes as ["S", "A", "B", "C"]))
      .min(1)
      .optional(),
    tags: z.strictObject({ any: words.optional(), all: words.optional(), none: words.optional() }).optional(),
    language: z.array(z.enum(languages)).min(1).optional(),
    country: words.optional(),
    /** E-mail addresses or employee codes of whose customers they are. */
    owner: words.optional(),
    /** Names of teams that the owner is in. */
    team: words.optional(),
    /** Platforms or names of channels on which they have an account. */
    channel: words.optional(),
    last_contact: z
      .strictObject({
        before: z.iso.date().optional(),
        after: z.iso.date().optional(),
        /** Longer ago than so many days, or never. */
        older_than_days: days.optional(),
        within_days: days.optional(),
      })
      .optional(),
    /** Of the organisation's own fields: each must have one of its values. */
    custom_fields: z.record(word, words).optional(),
    /** Whether a deposit of theirs was confirmed. */
    has_deposit: z.boolean().optional(),
  })
  .refine((segment) => Object.values(segment).some((condition) => condition !== undefined), {
    message: 'must say whom it is for; {"everyone": true} means every customer',
  });

export type Segment = z.output<typeof segmentSchema>;
