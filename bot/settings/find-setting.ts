import { distance } from "fastest-levenshtein";
import { type PlacedSettingKey, type SettingKey, settingKeys } from "../../domain/organisation/settings/keys.ts";
import { refuse } from "../desk/refuse.ts";
import { settingRegistry } from "./registry.ts";
import type { SettingEntry } from "./setting-entry.ts";

export interface FoundSetting {
  /** As it is stored: of one channel or team with its id. */
  key: SettingKey | PlacedSettingKey;
  entry: SettingEntry;
  isPlaced: boolean;
}

const placed = /^answers\.mode\.(channel|team)\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The setting of that key. @throws RuleError with the nearest key there is. */
export function findSetting(typed: string): FoundSetting {
  const key = typed.trim().toLowerCase();
  if (isSettingKey(key)) return { key, entry: settingRegistry[key], isPlaced: false };
  // The pattern says what the type does.
  if (placed.test(key)) return { key: key as PlacedSettingKey, entry: settingRegistry["answers.mode"], isPlaced: true };
  const nearest = nearestKey(key);
  const said = [...typed.trim()].slice(0, 60).join("");
  return refuse("setting_unknown", {
    en: `There is no setting ${said}. Did you mean ${nearest}? All of them: /setting, or deskhand setting list.`,
    zh: `没有设置 ${said}。您是否要找 ${nearest}？全部设置：/设置，或 deskhand setting list。`,
  });
}

export function isSettingKey(key: string): key is SettingKey {
  return (settingKeys as readonly string[]).includes(key);
}

/** What was meant most likely: by the whole key, or by its last part where the category was left out. */
function nearestKey(typed: string): SettingKey {
  const tail = typed.slice(0, 80);
  const far = (key: string) => Math.min(distance(key, tail), distance(key.slice(key.indexOf(".") + 1), tail));
  return [...settingKeys].reduce((best, key) => (far(key) < far(best) ? key : best));
}
