import { signalPolicyOf } from "../../../bot/signals/signal-policy.ts";
import { slaPolicyOf } from "../../../domain/conversations/sla.ts";
import { type CodeName, customerCode, takeNumber } from "../../../domain/organisation/codes.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { userId } from "../seed-staff.ts";
import type { Story } from "./plan-story.ts";
import { createReading } from "./read-line.ts";
import { gather, insertRows, type Row } from "./rows.ts";
import { type StoryPlace, storyRows } from "./story-rows.ts";
import { type LeadOf, writeLeads } from "./write-leads.ts";
import { type MoneyOf, writeMoney } from "./write-money.ts";

/** Who of the demo's staff look after customers; a story names them by their place here. */
export const caringStaff = ["agent@demo.test", "lead@demo.test", "manager@demo.test"] as const;

/** In an order in which each row finds what it names. */
const order = [
  "customers",
  "customer_identities",
  "customer_tags",
  "customer_journey",
  "customer_activities",
  "customer_external_refs",
  "deals",
  "conversations",
  "messages",
  "message_insights",
  "conversation_events",
  "sla_results",
  "audit_logs",
] as const;

/**
 * Writes customers with all that happened with them, in the caller's transaction. What follows from it is worked out
 * later.
 */
export async function writeStories(scope: OrgScope, stories: readonly Story[]): Promise<void> {
  const place = await openPlace(scope, stories);
  const tables = new Map<string, Row[]>();
  const leads: LeadOf[] = [];
  const money: MoneyOf[] = [];
  let customer = await takeNumbers(scope, "customer", stories.length);
  let conversation = await takeNumbers(scope, "conversation", count(stories));
  for (const story of stories) {
    const own = { ...place, code: customerCode(customer), firstNumber: conversation };
    const { customerId, rows } = storyRows(story, own);
    for (const more of rows) gather(tables, more);
    const ownerId = story.owner === null ? null : (place.staff[story.owner]?.id ?? null);
    leads.push({ story, customerId, ownerId, channelId: place.channels[story.person.platform] });
    money.push({ customerId, ownerId, deposits: story.deposits, withdrawals: story.withdrawals });
    customer += 1;
    conversation += story.talks.length;
  }
  for (const table of order) await insertRows(scope.trx, table, tables.get(table) ?? []);
  await writeLeads(scope, leads);
  await writeMoney(scope, money);
}

async function openPlace(
  scope: OrgScope,
  stories: readonly Story[],
): Promise<Omit<StoryPlace, "code" | "firstNumber">> {
  const settings = await loadSettings(scope);
  const staff = [];
  for (const email of caringStaff) {
    const id = await userId(scope, email);
    staff.push({ id, teamId: await teamOf(scope, id) });
  }
  return {
    orgId: scope.orgId,
    policy: slaPolicyOf(settings),
    reading: createReading(signalPolicyOf(settings)),
    staff,
    channels: {
      telegram: await channelOf(scope, "telegram"),
      slack: await channelOf(scope, "slack"),
      wecom: await channelOf(scope, "wecom"),
    },
    tagIds: await tagsOf(scope, new Set(stories.flatMap(({ tags }) => tags))),
  };
}

async function teamOf({ trx, orgId }: OrgScope, id: string): Promise<string | null> {
  const row = await trx("user_teams").where({ org_id: orgId, user_id: id }).first("team_id");
  return row?.team_id ?? null;
}

/**
 * The channel of the playground, which gets its settings when the playground starts; until then it is out of order, and
 * nothing goes out or comes in by it.
 */
async function channelOf({ trx, orgId }: OrgScope, platform: string): Promise<string> {
  const where = { org_id: orgId, platform, name: "playground" };
  const known = await trx("channels").where(where).first("id");
  if (known) return known.id;
  const id = newId();
  await trx("channels").insert({ id, ...where, status: "error", status_reason: "the playground has not been started" });
  return id;
}

async function tagsOf({ trx, orgId }: OrgScope, names: ReadonlySet<string>): Promise<Map<string, string>> {
  const rows = [...names].map((name) => ({ id: newId(), org_id: orgId, name }));
  if (rows.length === 0) return new Map();
  await trx("tags").insert(rows).onConflict(["org_id", "name"]).ignore();
  const tags: { id: string; name: string }[] = await trx("tags").where({ org_id: orgId }).select("id", "name");
  return new Map(tags.map(({ id, name }) => [name, id]));
}

/** The first of so many numbers in a row. */
async function takeNumbers(scope: OrgScope, name: CodeName, many: number): Promise<number> {
  const first = await takeNumber(scope.trx, scope.orgId, name);
  await scope
    .trx("code_counters")
    .where({ org_id: scope.orgId, name })
    .update({ value: first + Math.max(0, many - 1) });
  return first;
}

function count(stories: readonly Story[]): number {
  return stories.reduce((sum, { talks }) => sum + talks.length, 0);
}
