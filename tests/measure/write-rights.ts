import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rightsTable } from "../../bot/commands/rights-table.ts";
import { packageRoot } from "../../infra/package-root.ts";

// Writes the table of rights into its page.
const path = join(packageRoot, "docs", "rights.md");
const page = readFileSync(path, "utf8");
const written = page.replace(
  /<!-- rights -->[\s\S]*<!-- \/rights -->/,
  () => `<!-- rights -->\n${rightsTable()}\n<!-- /rights -->`,
);
writeFileSync(path, written);
