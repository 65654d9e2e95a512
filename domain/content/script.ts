import { DeskhandModel } from "../../infra/db/model.ts";

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
  declare contentCn: string;
  declare contentEn: string | null;
  declare purpose: string | null;
  declare followUp: unknown[];
  declare tags: string[];
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
  | "isActive"
  | "validFrom"
  | "validTo"
>;
