import type { Language } from "../../domain/language/language.ts";
import { plain } from "./read-value.ts";
import type { SettingEntry } from "./setting-entry.ts";

/** A value as it is typed: text bare, everything else as JSON; nothing as a dash. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined || isEmpty(value)) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What holds where nothing is set. */
export function showStandard({ setting, standard }: SettingEntry, language: Language): string {
  return standard ? plain(standard[language]) : showValue(setting.standard);
}

/** True for what is stored and does not fit: it counts as not set. */
export function isUnfit({ setting }: SettingEntry, stored: unknown): boolean {
  return stored !== null && stored !== undefined && !setting.schema.safeParse(stored).success;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
