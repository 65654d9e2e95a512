import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scriptStatuses } from "../domain/content/script.ts";
import { scriptOutcomes } from "../domain/content/script-outcome.ts";
import { alertSeverities, alertStatuses } from "../domain/control/alert-state.ts";
import { conversationStatuses, priorities, sessionStates } from "../domain/conversations/conversation.ts";
import { handoverStatuses } from "../domain/conversations/handover.ts";
import { contentTypes } from "../domain/conversations/message.ts";
import { reminderStatuses } from "../domain/conversations/reminder.ts";
import { slaKinds, slaOutcomes } from "../domain/conversations/sla-clock.ts";
import { spokenLanguages } from "../domain/language/customer-language.ts";
import { chineseScripts, languages } from "../domain/language/language.ts";
import { shiftKinds } from "../domain/organisation/duty-shifts.ts";
import { teamPlaceKinds } from "../domain/organisation/team-places.ts";
import { tiers } from "../domain/organisation/team-rules.ts";
import { unlinkReasons } from "../domain/organisation/unlink-accounts.ts";
import { departments, employeeLevels, presences, roles, userStatuses } from "../domain/organisation/values.ts";
import { connectOwner } from "../infra/db/connect.ts";
import { knowledgeAudiences } from "../knowledge/index.ts";
import { MIGRATED_TEMPLATE } from "./support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.ts";

let database: TestDatabase;
let owner: ReturnType<typeof connectOwner>;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  owner = connectOwner(database.url);
});
afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

describe("the columns of the two seed documents", () => {
  it("all exist in the tables that exist", async () => {
    const { rows } = await owner.raw(
      "SELECT table_name || '.' || column_name AS name, table_name FROM information_schema.columns WHERE table_schema = 'public'",
    );
    const columns = new Set(rows.map((row: { name: string }) => row.name));
    const tables = new Set(rows.map((row: { table_name: string }) => row.table_name));
    const promised = readFileSync(new URL("./fixtures/schema/seed-columns.tsv", import.meta.url), "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t")[3] ?? "")
      .filter((target) => target !== "-" && tables.has(target.split(".")[0]));
    expect(promised.length).toBeGreaterThan(350);
    expect(promised.filter((target) => !columns.has(target))).toEqual([]);
  });
});

describe("value lists", () => {
  it.each([
    ["users", "role", roles],
    ["users", "department", departments],
    ["users", "level", employeeLevels],
    ["users", "status", userStatuses],
    ["past_identities", "reason", unlinkReasons],
    ["users", "language", languages],
    ["customers", "language", languages],
    ["customers", "chinese_script", chineseScripts],
    ["customers", "language_pending", spokenLanguages],
    ["messages", "content_type", contentTypes],
    ["conversations", "status", conversationStatuses],
    ["conversations", "priority", priorities],
    ["conversations", "session_state", sessionStates],
    ["users", "presence", presences],
    ["sla_results", "kind", slaKinds],
    ["sla_results", "outcome", slaOutcomes],
    ["conversation_handovers", "status", handoverStatuses],
    ["reminders", "status", reminderStatuses],
    ["scripts", "status", scriptStatuses],
    ["script_uses", "outcome", scriptOutcomes],
    ["alerts", "severity", alertSeverities],
    ["alerts", "status", alertStatuses],
    ["team_places", "kind", teamPlaceKinds],
    ["team_rules", "tier", tiers],
    ["team_rules", "language", languages],
    ["duty_shifts", "kind", shiftKinds],
    ["knowledge_bases", "audience", knowledgeAudiences],
  ] as const)("of %s.%s are the same in code and in the database", async (table, column, values) => {
    const { rows } = await owner.raw(
      `SELECT pg_get_constraintdef(c.oid) AS rule FROM pg_constraint c
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
       WHERE c.conrelid = ?::regclass AND a.attname = ? AND c.contype = 'c'`,
      [table, column],
    );
    const inDatabase = rows.flatMap((row: { rule: string }) =>
      [...row.rule.matchAll(/'([^']+)'::text/g)].map((match) => match[1]),
    );
    expect(inDatabase.sort()).toEqual([...values].sort());
  });
});
