import { cruise, type IConfiguration, type ICruiseResult } from "dependency-cruiser";
import { expect, it } from "vitest";

const folders = ["app", "playground", "adapters", "bot", "knowledge", "domain", "infra", "migrations"];

it("every folder imports only from the floors below it", async () => {
  const url = new URL("../.dependency-cruiser.mjs", import.meta.url).href;
  const { forbidden, options } = ((await import(url)) as { default: Required<IConfiguration> }).default;
  const { output } = await cruise(folders, { ...options, ruleSet: { forbidden }, validate: true });
  const { summary } = output as ICruiseResult;
  // A parser that cannot read TypeScript finds no modules, hence no violations: count before believing.
  expect(summary.totalCruised).toBeGreaterThan(300);
  expect(summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`)).toEqual(
    [],
  );
}, 60_000);
