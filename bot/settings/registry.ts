import type { SettingKey } from "../../domain/organisation/settings/keys.ts";
import type { Setting } from "../../domain/organisation/settings/setting.ts";
import { answerEntries } from "./entries/answers.ts";
import { campaignEntries } from "./entries/campaigns.ts";
import { conductEntries } from "./entries/conduct.ts";
import { customerEntries } from "./entries/customers.ts";
import { deskEntries } from "./entries/desk.ts";
import { growthEntries } from "./entries/growth.ts";
import { organizationEntries } from "./entries/organization.ts";
import { timeEntries } from "./entries/time.ts";
import { trainingEntries } from "./entries/training.ts";
import type { SettingEntry } from "./setting-entry.ts";

/** Every setting there is. The compiler asks for the entry of each key, under its own key. */
export const settingRegistry: { readonly [K in SettingKey]: SettingEntry & { setting: Setting<unknown, K> } } = {
  ...organizationEntries,
  ...answerEntries,
  ...deskEntries,
  ...timeEntries,
  ...conductEntries,
  ...customerEntries,
  ...growthEntries,
  ...campaignEntries,
  ...trainingEntries,
};

/** The first word of a key. */
export function categoryOf(key: SettingKey): string {
  return key.slice(0, key.indexOf("."));
}
