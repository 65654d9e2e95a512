import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { permissionsTable } from "../../bot/commands/permissions-table.ts";
import { rightsTable } from "../../bot/commands/rights-table.ts";
import { packageRoot } from "../../infra/package-root.ts";

// Writes the tables of rights into their page.
const path = join(packageRoot, "docs", "rights.md");
const page = readFileSync(path, "utf8");
const written = page.replace(
  /<!-- rights -->[\s\S]*<!-- \/rights -->/,
  () => `<!-- rights -->\n${rightsTable()}\n<!-- /rights -->`,
);
const whole = written.replace(
  /<!-- permissions -->[\s\S]*<!-- \/permissions -->/,
  () => `<!-- permissions -->\n${permissionsTable()}\n<!-- /permissions -->`,
);
writeFileSync(path, whole);
