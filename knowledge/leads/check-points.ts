import { z } from "zod";
import { type LeadPointKind, leadPointKinds } from "../../domain/leads/lead-analysis.ts";
import { parseModelJson } from "../text/parse-model-json.ts";

const shape = z.object({
  points: z
    .array(
      z.object({
        kind: z.enum(leadPointKinds.codes as [LeadPointKind, ...LeadPointKind[]]),
        line: z.int().min(1),
        quote: z.string().trim().min(2).max(200),
      }),
    )
    .max(20),
});

/** Words of a line that state something: which line, from 0, and where in it. */
export interface FoundPoint {
  kind: LeadPointKind;
  line: number;
  start: number;
  end: number;
}

const MOST = 6;

/**
 * What of a model's list stands in the messages word for word; everything else is dropped. Null when the output is not
 * the list asked for.
 */
export function checkPoints(output: string, lines: readonly string[]): FoundPoint[] | null {
  const parsed = shape.safeParse(parseModelJson(output));
  if (!parsed.success) return null;
  const seen = new Set<string>();
  return parsed.data.points
    .flatMap(({ kind, line, quote }): FoundPoint[] => {
      const start = lines[line - 1]?.indexOf(quote) ?? -1;
      const key = `${kind}:${line}:${start}`;
      if (start < 0 || quote.includes("****") || seen.has(key)) return [];
      seen.add(key);
      return [{ kind, line: line - 1, start, end: start + quote.length }];
    })
    .slice(0, MOST);
}
