import { z } from "zod";
import type { CustomerField, FieldValue } from "../../../domain/customers/customer-field.ts";

/** What a field holds, by its type. */
export const FieldContent = z
  .union([z.string(), z.array(z.string())])
  .nullable()
  .describe(
    "Text by the field's type: a number as it was written, a day as 1990-12-31, a choice by its code; texts for a list",
  );

/** What is known of a customer in their fields, in an answer: all of them. */
export const Fields = z
  .object({
    items: z.array(
      z.object({
        code: z.string(),
        label: z.object({ en: z.string(), zh: z.string() }),
        type: z.enum(["text", "phone", "email", "number", "date", "choice", "list", "zone"]),
        choices: z.array(z.string()).nullable().describe("Of a choice: the codes it may have"),
        isOwn: z.boolean().describe("The organisation's own field"),
        isDerived: z.boolean().describe("It follows from something else and is not set here"),
        value: FieldContent,
      }),
    ),
  })
  .meta({ id: "CustomerFields" });

/** Fields with what a customer has in them, as an answer shows them. */
export function showFields(
  fields: readonly CustomerField[],
  values: ReadonlyMap<string, FieldValue>,
): z.output<typeof Fields> {
  return {
    items: fields.map(({ code, words, kind, at, isDerived = false }) => ({
      ...{ code, label: { en: words.en, zh: words.zh }, type: kind.type },
      choices: kind.type === "choice" ? [...kind.choices.codes] : null,
      ...{ isOwn: "key" in at, isDerived, value: values.get(code) ?? null },
    })),
  };
}
