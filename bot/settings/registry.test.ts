import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { settingKeys } from "../../domain/organisation/settings/keys.ts";
import { RuleError } from "../../infra/errors.ts";
import { packageRoot } from "../../infra/package-root.ts";
import { findSetting, isSettingKey } from "./find-setting.ts";
import { readSettingValue } from "./read-value.ts";
import { settingRegistry } from "./registry.ts";
import { settingsTable } from "./settings-table.ts";

it.each(settingKeys)("has an example for %s that fits and a default that would hold by itself", (key) => {
  const found = findSetting(key);
  const value = readSettingValue(found, found.entry.example);
  expect(found.entry.setting.schema.safeParse(value).success).toBe(true);
  const { schema, standard } = found.entry.setting;
  expect(schema.safeParse(standard).success).toBe(true);
});

it("reads by SQL only settings that there are", () => {
  const files = ["app", "bot", "domain"].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(packageRoot, folder, name)),
  );
  const named = files.flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/settings[\s\S]{0,120}?\bkey = '([a-z_.]+)'/g),
  ]);
  expect(named.length).toBeGreaterThan(3);
  expect(named.map(([, key]) => key ?? "").filter((key) => !isSettingKey(key))).toEqual([]);
});

it("shows in docs/settings.md the settings that the code reads (npm run settings writes it)", () => {
  const page = readFileSync(join(packageRoot, "docs", "settings.md"), "utf8");
  expect(/<!-- settings -->\n([\s\S]*?)\n?<!-- \/settings -->/.exec(page)?.[1]).toBe(settingsTable());
});

it.each([
  ["sla.workinghours", "sla.working_hours"],
  ["leaderboard", "kpi.leaderboard"],
  ["Organization.Timezon", "organization.timezone"],
])("suggests for %s the nearest key", (typed, nearest) => {
  expect(() => findSetting(typed)).toThrow(`Did you mean ${nearest}?`);
});

it("takes text as it is, and JSON where text does not fit", () => {
  const read = (key: string, typed: string) => readSettingValue(findSetting(key), typed);
  expect(read("conduct.hotline", "400")).toBe("400");
  expect(read("desk.return_unanswered", "30")).toBe(30);
  expect(read("desk.return_unanswered", "off")).toBe("off");
  expect(read("satisfaction.enabled", "关")).toBe(false);
  expect(read("sla.holidays", '["2027-01-01"]')).toEqual(["2027-01-01"]);
});

it("either refuses what was typed or gives a value that fits", () => {
  const typed = fc.oneof(fc.string(), fc.json(), fc.integer().map(String));
  fc.assert(
    fc.property(fc.constantFrom(...settingKeys), typed, (key, text) => {
      const entry = settingRegistry[key];
      try {
        const value = readSettingValue({ key, entry }, text);
        expect(value ?? null).not.toBeNull();
        expect(entry.setting.schema.safeParse(value).success).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(RuleError);
      }
    }),
  );
});
