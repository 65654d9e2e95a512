import { z } from "zod";
import { hasSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { type Fact, MAX_FACT_CHARACTERS } from "../../domain/memory/fact.ts";
import { type MemorySubject, saidSubjects } from "../../domain/memory/subjects.ts";
import { fold } from "../text/fold.ts";
import { parseModelJson } from "../text/parse-model-json.ts";
import { amountOf } from "./rules/amount.ts";
import { productsIn } from "./rules/products.ts";
import { readStatements } from "./rules/statements.ts";

const shape = z.object({
  facts: z
    .array(
      z.object({
        subject: z.enum(saidSubjects as [MemorySubject, ...MemorySubject[]]),
        value: z.string().trim().min(1).max(100),
        quote: z.string().trim().min(2).max(MAX_FACT_CHARACTERS),
      }),
    )
    .max(20),
});

/**
 * What of a model's list is the customer's own statement: each must quote words that stand in the message, in a clause
 * that asks nothing and supposes nothing. Everything else is dropped. Null when the output is not the list asked for.
 */
export function checkFacts(output: string, text: string): Fact[] | null {
  const parsed = shape.safeParse(parseModelJson(output));
  if (!parsed.success) return null;
  const said = readStatements(text).map(({ words }) => squeeze(words));
  return parsed.data.facts.flatMap(({ subject, value, quote }) => {
    const quoted = squeeze(quote);
    const stands = said.some((clause) => clause.includes(quoted) || (clause.length > 5 && quoted.includes(clause)));
    if (!squeeze(text).includes(quoted) || !stands || hasSecrets(quote)) return [];
    return valuesOf(subject, value, quote).map((one) => ({ subject, value: one, words: quote }));
  });
}

/** In the spelling that the rules give, so that both speak of the same. */
function valuesOf(subject: MemorySubject, value: string, quote: string): string[] {
  const plain = fold(value).trim();
  switch (subject) {
    case "budget":
      return [amountOf(fold(quote)) ?? []].flat();
    case "product_interest":
      return productsIn(fold(quote));
    case "risk_preference":
      return ["low", "medium", "high"].includes(plain) ? [plain] : [];
    default:
      return [plain];
  }
}

function squeeze(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, "");
}
