import { DeskhandModel } from "../../infra/db/model.ts";
import type { SalesStage } from "../customers/stages.ts";

export const scriptLevels = ["beginner", "intermediate", "advanced"] as const;
export type ScriptLevel = (typeof scriptLevels)[number];

export const scriptStatuses = ["draft", "pending", "approved", "rejected", "retired"] as const;

/** One version of a wording for staff. */
export class Script extends DeskhandModel {
  static override tableName = "scripts";
  static override jsonAttributes = ["followUp", "tags"];
  declare scriptCode: string;
  declare version: number;
  declare category: string;
  declare subcategory: string | null;
  declare scenario: string | null;
  declare level: ScriptLevel | null;
  /** One of the two languages may be missing, not both. */
  declare contentCn: string | null;
  declare contentEn: string | null;
  declare purpose: string | null;
  /** What may be said or done next: see `readFollowUp`. */
  declare followUp: unknown[];
  declare tags: string[];
  /** The customer's stages that it is for; empty: all. */
  declare stages: SalesStage[];
  declare usageCount: number;
  declare successCount: number;
  /** Numeric columns come as text. */
  declare successRate: string | null;
  declare avgRating: string | null;
  declare isActive: boolean;
  declare status: (typeof scriptStatuses)[number];
  declare approvedBy: string | null;
  declare approvedAt: Date | null;
  declare validFrom: Date | null;
  declare validTo: Date | null;
  declare createdBy: string | null;
}

/** What a version says: two versions with the same words are one. */
export type ScriptWords = Pick<
  Script,
  | "category"
  | "subcategory"
  | "scenario"
  | "level"
  | "contentCn"
  | "contentEn"
  | "purpose"
  | "followUp"
  | "tags"
  | "stages"
  | "isActive"
  | "validFrom"
  | "validTo"
>;

/** The words of a stored version. */
export function wordsOfScript(script: Script): ScriptWords {
  const { category, subcategory, scenario, level, contentCn, contentEn, purpose, followUp, tags, stages } = script;
  const { isActive, validFrom, validTo } = script;
  return {
    ...{ category, subcategory, scenario, level, contentCn, contentEn, purpose, followUp, tags, stages },
    ...{ isActive, validFrom, validTo },
  };
}
