import { expect, it, onTestFinished } from "vitest";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { runDay } from "./run-day.ts";

it("gets through a short day with nothing wrong: nobody else's text, nobody forgotten, every promise counted", async () => {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  onTestFinished(() => database.drop());
  const findings = await runDay({
    databaseUrl: database.url,
    seed: 7,
    customers: 12,
    agents: 4,
    managers: 1,
    hours: 1,
    realSeconds: 20,
    drainWithinMs: 180_000,
  });
  const wrong = findings.filter((finding) => finding.wrong > 0);
  expect(wrong).toEqual([]);
  expect(findings.find(({ name }) => name.startsWith("customers' messages"))?.checked).toBeGreaterThan(20);
}, 300_000);
