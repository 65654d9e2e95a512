import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { permissionsTable } from "../bot/commands/permissions-table.ts";
import { rightsTable } from "../bot/commands/rights-table.ts";
import { permissions } from "../domain/organisation/permissions.ts";
import { packageRoot } from "../infra/package-root.ts";

it("shows in docs/rights.md the rights that the code gives (npm run rights writes it)", () => {
  const page = readFileSync(join(packageRoot, "docs", "rights.md"), "utf8");
  const shown = /<!-- rights -->\n([\s\S]*?)\n?<!-- \/rights -->/.exec(page)?.[1];
  expect(shown).toBe(rightsTable());
});

it("shows there every permission with who holds it, also of parts of a command", () => {
  const page = readFileSync(join(packageRoot, "docs", "rights.md"), "utf8");
  const shown = /<!-- permissions -->\n([\s\S]*?)\n?<!-- \/permissions -->/.exec(page)?.[1];
  expect(shown).toBe(permissionsTable());
  for (const permission of Object.keys(permissions)) expect(shown).toContain(`| \`${permission}\` |`);
  for (const part of [
    "/deposit confirm",
    "/withdrawal confirm",
    "/customer block",
    "/customer tier",
    "/alerts rules",
    "/kpi board on",
  ]) {
    expect(shown).toContain(`\`${part}\``);
  }
});
