import { settingKeys } from "../../domain/organisation/settings/keys.ts";
import { settingRegistry } from "./registry.ts";
import { holdsFrom, type SettingEntry } from "./setting-entry.ts";
import { showValue } from "./show-setting.ts";

/** The settings as a table for their page: `npm run settings` writes it, a test compares. */
export function settingsTable(): string {
  const rows = settingKeys.map((key) => rowOf(key, settingRegistry[key]));
  return ["| key | value | default | meaning | holds from |", "|---|---|---|---|---|", ...rows].join("\n");
}

function rowOf(key: string, entry: SettingEntry): string {
  const more = entry.page ? ` ([${entry.page.replace(/#.*/, "")}](${entry.page}))` : "";
  const cells = [
    `\`${key}\``,
    entry.fits.en,
    standardOf(entry),
    `${entry.meaning.en}${more}`,
    holdsFrom[entry.holdsFrom].en,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function standardOf({ setting, standard }: SettingEntry): string {
  if (standard) return standard.en;
  if (Array.isArray(setting.standard) && setting.standard.length > 0) return setting.standard.join(", ");
  const shown = showValue(setting.standard);
  return shown === "–" ? shown : `\`${shown}\``;
}
