import { storedValue } from "../../../bot/settings/change-setting.ts";
import { findSetting } from "../../../bot/settings/find-setting.ts";
import { plain } from "../../../bot/settings/read-value.ts";
import { categoryOf, settingRegistry } from "../../../bot/settings/registry.ts";
import { holdsFrom, type SettingEntry } from "../../../bot/settings/setting-entry.ts";
import { isUnfit, showStandard, showValue } from "../../../bot/settings/show-setting.ts";
import { settingKeys } from "../../../domain/organisation/settings/keys.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError } from "../../../infra/errors.ts";

export interface ListedSetting {
  key: string;
  /** Null: the default holds. */
  value: string | null;
  default: string;
  takes: string;
}

/** Every setting, or those of a category, with what is stored; after them what is set for single channels and teams. */
export async function listSettings(scope: OrgScope, category?: string): Promise<ListedSetting[]> {
  const keys = settingKeys.filter((key) => category === undefined || categoryOf(key) === category);
  if (keys.length === 0) {
    const known = [...new Set(settingKeys.map(categoryOf))].join(", ");
    throw new InputError(`There is no category "${category}". There are: ${known}`);
  }
  const stored = await loadSettings(scope);
  const placed = [...stored].filter(([key]) => key.startsWith("answers.mode.") && keys.includes("answers.mode"));
  return [
    ...keys.map((key) => listed(key, settingRegistry[key], stored.get(key))),
    ...placed.map(([key, value]) => listed(key, settingRegistry["answers.mode"], value)),
  ];
}

function listed(key: string, entry: SettingEntry, stored: unknown): ListedSetting {
  const value = stored === undefined || isUnfit(entry, stored) ? null : showValue(stored);
  return { key, value, default: showStandard(entry, "en"), takes: plain(entry.fits.en) };
}

/** One setting with everything that is known of it. @throws RuleError for a key that there is not. */
export async function describeSetting(scope: OrgScope, typed: string): Promise<Record<string, string | null>> {
  const found = findSetting(typed);
  const { key, entry } = found;
  const stored = await storedValue(scope, found);
  return {
    key,
    value: stored === null ? null : showValue(stored),
    ...(isUnfit(entry, stored) ? { note: "the value does not fit, so the default holds" } : {}),
    default: showStandard(entry, "en"),
    takes: plain(entry.fits.en),
    example: entry.example,
    meaning: plain(entry.meaning.en),
    holdsFrom: holdsFrom[entry.holdsFrom].en,
  };
}
