import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catchUpStates, gapCauses } from "../bot/intake/hearing/gap.ts";
import { materialStatuses, materialTypes, scriptLevelWords } from "../domain/content/content-words.ts";
import {
  importStatuses,
  memoryCategories,
  memorySources,
  memoryTypes,
  processingStatuses,
} from "../domain/content/knowledge-words.ts";
import { scriptStatuses } from "../domain/content/script.ts";
import { scriptOutcomes } from "../domain/content/script-outcome.ts";
import { alertSeverities, alertStatuses } from "../domain/control/alert-state.ts";
import { conversationStatuses, priorities, sessionStates } from "../domain/conversations/conversation.ts";
import {
  contentTypeWords,
  conversationStatusWords,
  directions,
  messageStatuses,
  priorityWords,
  senderTypes,
  talkEvents,
} from "../domain/conversations/conversation-words.ts";
import { handoverStatuses } from "../domain/conversations/handover.ts";
import { contentTypes } from "../domain/conversations/message.ts";
import { reminderStatuses } from "../domain/conversations/reminder.ts";
import { sentiments } from "../domain/conversations/signals.ts";
import { slaKinds, slaOutcomes } from "../domain/conversations/sla-clock.ts";
import {
  contactRoles,
  customerActivityTypes,
  customerStatuses,
  customerTiers,
  customerTypes,
  customFieldTypes,
  genders,
  investmentExperiences,
  personaTypes,
  riskPreferences,
  tagCategories,
} from "../domain/customers/customer-words.ts";
import { funnelLayers, screeningResults } from "../domain/customers/funnel-words.ts";
import { leadActivityTypes, leadStatuses } from "../domain/customers/lead-words.ts";
import { journeyStages, salesStages } from "../domain/customers/stages.ts";
import { dealStages } from "../domain/funds/deal-words.ts";
import { depositTypes, fundStatuses, riskLevels, withdrawalReasons } from "../domain/funds/fund-words.ts";
import { campaignStatuses, campaignTypes, executionStatuses } from "../domain/growth/campaign-words.ts";
import { workflowStatuses, workflowTargets, workflowTriggers } from "../domain/growth/workflow-words.ts";
import { spokenLanguages } from "../domain/language/customer-language.ts";
import { chineseScripts, languages } from "../domain/language/language.ts";
import { shiftKinds } from "../domain/organisation/duty-shifts.ts";
import {
  departmentWords,
  employeeLevelWords,
  plans,
  roleWords,
  settingTypes,
  userStatusWords,
} from "../domain/organisation/staff-words.ts";
import { teamPlaceKinds } from "../domain/organisation/team-places.ts";
import { tiers } from "../domain/organisation/team-rules.ts";
import { unlinkReasons } from "../domain/organisation/unlink-accounts.ts";
import { departments, employeeLevels, presences, roles, userStatuses } from "../domain/organisation/values.ts";
import { courseLevels, courseStatuses, courseTypes } from "../domain/training/course-words.ts";
import { connectOwner } from "../infra/db/connect.ts";
import { knowledgeAudiences, vectorSetStates } from "../knowledge/index.ts";
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

/** What a type of the seed documents is here: keys are UUIDs, times have a zone, money and shares are decimals. */
const typeHere: Record<string, string> = {
  bigserial: "uuid",
  bigint: "uuid",
  uuid: "uuid",
  varchar: "text",
  text: "text",
  "text[]": "text[]",
  integer: "integer",
  decimal: "numeric",
  float: "double precision",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp with time zone",
  timestamptz: "timestamp with time zone",
  jsonb: "jsonb",
  inet: "inet",
};

/** Columns of another type than the rule gives, with why. */
const otherTypes: Record<string, { type: string; why: string }> = {
  "settings.value": { type: "jsonb", why: "a setting is typed: the other document has it as JSON too" },
};

describe("the columns of the two seed documents", () => {
  const promised = readFileSync(new URL("./fixtures/schema/seed-columns.tsv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .map(([, , , target = "", type = ""]) => ({ target, type }))
    .filter(({ target }) => target !== "-");

  it("all exist, each with a fitting type", async () => {
    const { rows } = await owner.raw(
      `SELECT c.relname || '.' || a.attname AS name, format_type(a.atttypid, NULL) AS type FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')`,
    );
    const columns = new Map(rows.map((row: { name: string; type: string }) => [row.name, row.type]));
    expect(promised).toHaveLength(604);
    const unfit = promised
      .map(({ target, type }) => {
        const fitting = (otherTypes[target]?.type ?? typeHere[type]) || `a type for ${type}`;
        return { target, type: columns.get(target) ?? "missing", fitting };
      })
      .filter(({ type, fitting }) => type !== fitting);
    expect(unfit).toEqual([]);
  });

  it("have no type of their own where the rule's would do", () => {
    const needed = Object.keys(otherTypes).filter((name) =>
      promised.some(({ target, type }) => target === name && typeHere[type] !== otherTypes[name]?.type),
    );
    expect(needed).toEqual(Object.keys(otherTypes));
  });

  it.each([
    ["amounts and sums", /(amount|deposit|withdrawal|revenue|price|budget|cost)$/, /^(numeric|integer)$/],
    ["times", /(?<!^hired)_at$/, /^timestamp with time zone$/],
    ["whether something is so", /^(is|has)_/, /^boolean$/],
  ])("are of the type that their name says: %s", async (_what, name, type) => {
    const { rows } = await owner.raw(
      `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, NULL) AS type FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT LIKE 'knex%'`,
    );
    const named = rows.filter((row: { name: string }) => name.test(row.name));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((row: { type: string }) => !type.test(row.type))).toEqual([]);
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
    ["customer_handovers", "status", handoverStatuses],
    ["reminders", "status", reminderStatuses],
    ["scripts", "status", scriptStatuses],
    ["script_uses", "outcome", scriptOutcomes],
    ["alerts", "severity", alertSeverities],
    ["alerts", "status", alertStatuses],
    ["team_places", "kind", teamPlaceKinds],
    ["channel_beats", "trouble", gapCauses],
    ["channel_gaps", "cause", gapCauses],
    ["channel_gaps", "catch_up", catchUpStates],
    ["team_rules", "tier", tiers],
    ["team_rules", "language", languages],
    ["duty_shifts", "kind", shiftKinds],
    ["knowledge_bases", "audience", knowledgeAudiences],
    ["organizations", "plan", plans.codes],
    ["users", "role", roleWords.codes],
    ["users", "department", departmentWords.codes],
    ["users", "level", employeeLevelWords.codes],
    ["users", "status", userStatusWords.codes],
    ["settings", "value_type", settingTypes.codes],
    ["customers", "type", customerTypes.codes],
    ["customers", "status", customerStatuses.codes],
    ["customers", "gender", genders.codes],
    ["customers", "tier", customerTiers.codes],
    ["customers", "stage", salesStages],
    ["customers", "journey_stage", journeyStages],
    ["customers", "investment_experience", investmentExperiences.codes],
    ["customers", "risk_preference", riskPreferences.codes],
    ["customers", "persona_type", personaTypes.codes],
    ["customer_contacts", "role", contactRoles.codes],
    ["customer_activities", "type", customerActivityTypes.codes],
    ["custom_fields", "type", customFieldTypes.codes],
    ["tags", "category", tagCategories.codes],
    ["leads", "status", leadStatuses.codes],
    ["lead_activities", "type", leadActivityTypes.codes],
    ["conversations", "status", conversationStatusWords.codes],
    ["conversations", "priority", priorityWords.codes],
    ["conversations", "ai_sentiment", sentiments],
    ["messages", "direction", directions.codes],
    ["messages", "sender_type", senderTypes.codes],
    ["messages", "content_type", contentTypeWords.codes],
    ["messages", "status", messageStatuses.codes],
    ["message_insights", "sentiment", sentiments],
    ["documents", "processing_status", processingStatuses.codes],
    ["knowledge_imports", "status", importStatuses.codes],
    ["memories", "type", memoryTypes.codes],
    ["memories", "source_type", memorySources.codes],
    ["vector_sets", "state", vectorSetStates],
    ["memories", "category", memoryCategories.codes],
    ["scripts", "level", scriptLevelWords.codes],
    ["materials", "type", materialTypes.codes],
    ["materials", "status", materialStatuses.codes],
    ["materials", "suitable_stages", funnelLayers.codes],
    ["deals", "stage", dealStages.codes],
    ["deposits", "deposit_type", depositTypes.codes],
    ["deposits", "status", fundStatuses.codes],
    ["withdrawals", "status", fundStatuses.codes],
    ["withdrawals", "reason", withdrawalReasons.codes],
    ["withdrawals", "risk_level", riskLevels.codes],
    ["funnel_tofu", "screening_result", screeningResults.codes],
    ["training_courses", "course_type", courseTypes.codes],
    ["training_courses", "level", courseLevels.codes],
    ["training_progress", "status", courseStatuses.codes],
    ["campaigns", "type", campaignTypes.codes],
    ["campaigns", "status", campaignStatuses.codes],
    ["campaign_executions", "status", executionStatuses.codes],
    ["workflows", "trigger_type", workflowTriggers.codes],
    ["workflow_executions", "target_type", workflowTargets.codes],
    ["workflow_executions", "status", workflowStatuses.codes],
  ] as const)("of %s.%s are the same in code and in the database", async (table, column, values) => {
    const { rows } = await owner.raw(
      `SELECT pg_get_constraintdef(c.oid) AS rule FROM pg_constraint c
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
       WHERE c.conrelid = ?::regclass AND a.attname = ? AND c.contype = 'c'`,
      [table, column],
    );
    const inDatabase = rows.flatMap((row: { rule: string }) =>
      [...row.rule.matchAll(/'([^'[]+)'::text|"(\w+)"/g)].map((match) => match[1] ?? match[2]),
    );
    expect(inDatabase.sort()).toEqual([...values].sort());
  });

  it("hold the events of how people talk among all events of a conversation", async () => {
    const { rows } = await owner.raw(
      `SELECT pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conname = 'conversation_events_event_type_check'`,
    );
    expect(talkEvents.codes.filter((code) => !rows[0].rule.includes(`'${code}'`))).toEqual([]);
  });
});
