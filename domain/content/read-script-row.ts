import { z } from "zod";
import { InputError } from "../../infra/errors.ts";
import { findSalesStage, salesStages } from "../customers/stages.ts";
import { filled, instant, list, optionalText, text, yesOrNo } from "./cells.ts";
import { scriptLevelWords } from "./content-words.ts";
import { type ScriptWords, scriptLevels } from "./script.ts";

export interface ScriptRow {
  /** Null: the row gets the next code, or that of a script with the same words. */
  code: string | null;
  words: ScriptWords;
  /** E-mail address or employee code of who wrote it. */
  author: string | null;
}

/** The columns that an import reads. Whatever else `scripts` has is ours to fill. */
export const scriptColumns = [
  "script_code",
  "category",
  "subcategory",
  "scenario",
  "level",
  "content_cn",
  "content_en",
  "purpose",
  "follow_up",
  "tags",
  "stages",
  "is_active",
  "valid_from",
  "valid_to",
  "created_by",
] as const;

const level = z.preprocess(
  (value) => scriptLevelWords.read(String(value ?? "")) ?? filled(value),
  z.enum(scriptLevels, `must be ${scriptLevels.join(", ")} (or 初级, 中级, 高级)`).nullable(),
);

const stage = z.preprocess(
  (value) => (typeof value === "string" ? (findSalesStage(value) ?? value) : value),
  z.enum(salesStages, `must be of ${salesStages.join(", ")}`),
);

const Row = z.object({
  script_code: optionalText(50),
  category: text(100),
  subcategory: optionalText(100),
  scenario: optionalText(200),
  level,
  content_cn: text(20_000),
  content_en: optionalText(20_000),
  purpose: optionalText(2_000),
  follow_up: list(z.json()),
  tags: list(z.string().max(100)),
  stages: list(stage),
  is_active: yesOrNo,
  valid_from: instant,
  valid_to: instant,
  created_by: optionalText(254),
});

/** Reads one row of an import: JSON values, or the text of a table's cells. @throws InputError naming each column. */
export function readScriptRow(record: unknown): ScriptRow {
  const result = Row.safeParse(record);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "the row"} ${issue.message}`);
    throw new InputError(problems.join("; "));
  }
  const row = result.data;
  return {
    code: row.script_code,
    author: row.created_by,
    words: {
      category: row.category,
      subcategory: row.subcategory,
      scenario: row.scenario,
      level: row.level,
      contentCn: row.content_cn,
      contentEn: row.content_en,
      purpose: row.purpose,
      followUp: row.follow_up,
      tags: row.tags,
      stages: row.stages,
      isActive: row.is_active,
      validFrom: row.valid_from === null ? null : new Date(row.valid_from),
      validTo: row.valid_to === null ? null : new Date(row.valid_to),
    },
  };
}
