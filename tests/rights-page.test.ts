import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rightsTable } from "../bot/commands/rights-table.ts";
import { packageRoot } from "../infra/package-root.ts";

it("shows in docs/rights.md the rights that the code gives (npm run rights writes it)", () => {
  const page = readFileSync(join(packageRoot, "docs", "rights.md"), "utf8");
  const shown = /<!-- rights -->\n([\s\S]*?)\n?<!-- \/rights -->/.exec(page)?.[1];
  expect(shown).toBe(rightsTable());
});
