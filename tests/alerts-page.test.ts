import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rulesTable } from "../bot/alerts/rules-table.ts";

it("docs/alerts.md shows the rules as they are in the code", () => {
  const page = readFileSync(new URL("../docs/alerts.md", import.meta.url), "utf8");
  const shown = /<!-- rules -->\n([\s\S]*?)\n<!-- end of rules -->/.exec(page)?.[1];
  expect(shown).toBe(rulesTable());
});
