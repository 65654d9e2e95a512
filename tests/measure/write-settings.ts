import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingsTable } from "../../bot/settings/settings-table.ts";
import { packageRoot } from "../../infra/package-root.ts";

// Writes the table of settings into its page.
const path = join(packageRoot, "docs", "settings.md");
const page = readFileSync(path, "utf8");
const written = page.replace(
  /<!-- settings -->[\s\S]*<!-- \/settings -->/,
  () => `<!-- settings -->\n${settingsTable()}\n<!-- /settings -->`,
);
writeFileSync(path, written);
