import { z } from "zod";

// A table has only text, and an empty cell is no value.
export const filled = (value: unknown) => (typeof value === "string" ? value.trim() || null : (value ?? null));
export const text = (max: number) =>
  z.preprocess(filled, z.string("is missing").max(max, `has at most ${max} characters`));
export const optionalText = (max: number) =>
  z.preprocess(filled, z.string("must be text").max(max, `has at most ${max} characters`).nullable());
export const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => readList(filled(value)),
    z.array(item, "must be a list, such as a|b").max(100, "has at most 100"),
  );
export const instant = z.preprocess(
  filled,
  z.union([z.iso.date(), z.iso.datetime({ offset: true })], "must be a date such as 2026-11-23").nullable(),
);
export const yesOrNo = z.preprocess(readYesOrNo, z.boolean("must be true or false"));

/** `["a", "b"]` as JSON, or `a|b`, or one a line. */
function readList(value: unknown): unknown {
  if (value === null) return [];
  if (typeof value !== "string") return value;
  if (!value.startsWith("[")) {
    return value
      .split(/[|｜\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function readYesOrNo(value: unknown): unknown {
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (word === undefined || word === null || word === "") return true;
  if (["true", "yes", "1", "是", 1].includes(word as string | number)) return true;
  if (["false", "no", "0", "否", 0].includes(word as string | number)) return false;
  return word;
}
