import { z } from "zod";
import { InputError } from "../../infra/errors.ts";

/** A text with what it is, and where rows say it, whether to learn from it or to be measured on it. */
export interface LabelledRow {
  text: string;
  label: string;
  split?: string | undefined;
}

const rowShape = z.object({
  text: z.string().trim().min(1),
  label: z.string().trim().min(1).max(200),
  split: z.string().optional(),
});

/**
 * Reads the lines of a file of labelled texts; where rows carry a `split`, only those of `part`.
 * @throws InputError naming the first line that is not as expected.
 */
export function parseLabelledRows(source: string, file: string, part: "train" | "test"): LabelledRow[] {
  const rows = source.split("\n").flatMap((line, index): LabelledRow[] => {
    if (line.trim() === "") return [];
    const parsed = rowShape.safeParse(parseJson(line));
    if (!parsed.success) throw new InputError(`Line ${index + 1} of ${file} is not {"text", "label", "split"?}.`);
    return [parsed.data];
  });
  const kept = rows.filter(({ split }) => split === undefined || split === part);
  if (kept.length === 0) {
    throw new InputError(
      rows.length === 0
        ? `There are no labelled texts in ${file}`
        : `There are no rows with "split": "${part}" in ${file}`,
    );
  }
  return kept;
}

/** Public files are split by others, who miss a few doubles among thousands. */
const FEW = 0.01;

/**
 * What was learnt by heart proves nothing, so no text may be on both sides. Of one file with its own split the few
 * doubles there may be (less than one in a hundred) are not trained on.
 * @throws InputError when there are more, or the sides are two files.
 */
export function withoutShared(
  train: readonly LabelledRow[],
  test: readonly LabelledRow[],
  isOneFile: boolean,
): { train: LabelledRow[]; leftOut: number } {
  const measured = new Set(test.map(({ text }) => text));
  const kept = train.filter(({ text }) => !measured.has(text));
  const leftOut = train.length - kept.length;
  if (leftOut === 0 || (isOneFile && leftOut < test.length * FEW)) return { train: kept, leftOut };
  throw new InputError(
    `${leftOut} of the texts to train on ${leftOut === 1 ? "is" : "are"} also among those to measure on. ` +
      `Take them out of one side.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
