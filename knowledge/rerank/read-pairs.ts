import { z } from "zod";
import { InputError } from "../../infra/errors.ts";

/** Two questions, and whether somebody said that they ask the same. */
export interface QuestionPair {
  a: string;
  b: string;
  isSame: boolean;
}

const pairShape = z.object({
  a: z.string().trim().min(1).max(2_000),
  b: z.string().trim().min(1).max(2_000),
  label: z.union([z.literal(0), z.literal(1), z.boolean()]),
});

/** Fewer teach nothing that could be told from chance. */
const LEAST = { pairs: 500, same: 100 };

/**
 * Reads the lines `{"a", "b", "label"}` of a file; label 1: both ask the same.
 * @throws InputError naming the first line that is not as expected, or when there are too few of either label.
 */
export function parsePairs(source: string): QuestionPair[] {
  const pairs = source.split("\n").flatMap((content, index): QuestionPair[] => {
    if (content.trim() === "") return [];
    const parsed = pairShape.safeParse(parseJson(content));
    if (!parsed.success) throw new InputError(`Line ${index + 1} is not {"a", "b", "label": 0 or 1}.`);
    const { a, b, label } = parsed.data;
    return [{ a, b, isSame: Number(label) === 1 }];
  });
  const same = pairs.filter(({ isSame }) => isSame).length;
  if (pairs.length < LEAST.pairs || same < LEAST.same || pairs.length - same < LEAST.same) {
    throw new InputError(
      `To learn from pairs takes ${LEAST.pairs} of them, ${LEAST.same} of each label; these are ${pairs.length}, ${same} with label 1.`,
    );
  }
  return pairs;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
