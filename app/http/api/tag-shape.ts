import { z } from "zod";
import { tagCategories } from "../../../domain/customers/customer-words.ts";
import type { CustomerTag } from "../../../domain/customers/tag-customer.ts";
import { instant, line } from "./fields.ts";

/** The name of a tag. */
export const TagName = line(60).describe("The tag's name, as it is written");

/** The tags of a customer in an answer: all of them. */
export const Tags = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        category: z.enum(tagCategories.codes),
        color: z.string(),
        isAuto: z.boolean().describe("A rule put it on, and takes it off"),
        isSystem: z.boolean().describe("It follows from what happens; nobody puts it on or takes it off"),
        taggedBy: z.string().nullable().describe("The employee code of who put it on; null: no person did"),
        taggedAt: instant,
      }),
    ),
  })
  .meta({ id: "CustomerTags" });

/** Tags as an answer shows them. */
export function showTags(tags: readonly CustomerTag[]): z.output<typeof Tags> {
  return { items: tags.map((tag) => ({ ...tag, taggedAt: tag.taggedAt.toISOString() })) };
}
