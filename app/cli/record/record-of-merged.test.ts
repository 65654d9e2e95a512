import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordCrossBorder } from "../../../domain/customers/cross-border.ts";
import { mergeCustomers } from "../../../domain/customers/merge/merge-customers.ts";
import { recordLead } from "../../../domain/customers/record-lead.ts";
import { addDeal } from "../../../domain/funds/deals.ts";
import { recordDeposit } from "../../../domain/funds/record-deposit.ts";
import { recordTalk } from "../../../domain/funds/record-talk.ts";
import { recordWithdrawal } from "../../../domain/funds/record-withdrawal.ts";
import { addUser } from "../../../domain/organisation/add-user.ts";
import { findOrganization } from "../../../domain/organisation/ensure-organization.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
let orgId: string;
const at = new Date("2026-11-20T10:00:00Z");
const people = { first: newId(), second: newId(), last: newId(), other: newId() };

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.json(["org", "list"]);
  orgId = await findOrganization(cli.db.system, "default");
  for (const [name, id] of Object.entries(people)) {
    const row = { id, org_id: orgId, customer_code: `CUST_${name.toUpperCase()}`, name };
    await cli.db.system("customers").insert(row);
  }
  await liveThrough(people.first, "1");
  await liveThrough(people.other, "2");
  await sendWithoutConversation(people.first);
  await merge(people.second, people.first);
  await merge(people.last, people.second);
});
afterAll(() => cli.close());

const inside = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(cli.db, orgId, work);

/** What is written down of a customer beside what was said. */
async function liveThrough(customerId: string, number: string): Promise<void> {
  const reporter = { by: { actor: "cli" as const }, at };
  const money = { customerId, amount: "500", currency: "USD", happenedAt: at };
  const blank = { contactPhone: null, contactEmail: null, contactWechat: null, companyName: null, sourceDetail: null };
  const utm = { utmSource: null, utmMedium: null, utmCampaign: null, utmContent: null, utmTerm: null };
  const deal = { title: "Gold", amount: null, currency: null, probability: null };
  const consent = { customerId, recipient: "team", state: "granted" as const, source: "form" };
  await inside(async (scope) => {
    const lead = { customerId, contactName: "Wang", sourcePlatform: "web", ...blank, ...utm };
    await recordLead(scope, reporter.by, lead, at);
    await addDeal(scope, customerId, deal, { ...reporter, ownerId: null });
    await recordCrossBorder(scope, reporter.by, consent);
    await recordDeposit(scope, { ...money, externalRef: `D${number}`, status: "confirmed" }, reporter);
    const { row } = await recordWithdrawal(scope, { ...money, externalRef: `W${number}` }, reporter);
    await recordTalk(scope, row.withdrawalCode, { words: "They need it.", reason: null }, reporter);
  });
}

/** Such a delivery stays under the name that it was made for. */
async function sendWithoutConversation(customerId: string): Promise<void> {
  const channel = { id: newId(), org_id: orgId, platform: "telegram", name: "main", config: {} };
  await cli.db.system("channels").insert(channel);
  const sent = { target: {}, audience: "customer", purpose: "marketing", content: "[]", act: { by: "bot" } };
  const row = { ...sent, id: newId(), org_id: orgId, customer_id: customerId, channel_id: channel.id, chat: "c" };
  await cli.db.system("deliveries").insert(row);
}

async function merge(keptId: string, mergedId: string): Promise<void> {
  const added = { name: "Mia", email: `${newId()}@example.com`, role: "manager" as const };
  await inside(async (scope) => {
    const { id: userId } = await addUser(scope, { actor: "cli" }, added);
    await mergeCustomers(scope, { keptId, mergedId }, { by: { userId }, at, evidence: [] });
  });
}

type Rows = Record<string, Record<string, unknown>[]>;

it("has everything of who they were before two merges, with the trail of their money, and nothing of another", async () => {
  const folder = join(cli.folder, "last");
  await cli.json(["record", "export", "--customer", "CUST_LAST", "--out", folder]);
  const rows: Rows = JSON.parse(await readFile(join(folder, "customers/CUST_LAST.json"), "utf8"));
  const codes = rows["customers"]?.map(({ customer_code }) => customer_code);
  expect(codes?.sort()).toEqual(["CUST_FIRST", "CUST_LAST", "CUST_SECOND"]);
  const counts = Object.entries(rows).map(([name, list]) => [name, list.length]);
  expect(Object.fromEntries(counts)).toMatchObject({
    ...{ customer_merges: 2, deposits: 1, withdrawals: 1, deals: 1, leads: 1, consents: 1, deliveries: 1 },
  });
  expect(rows["audit_logs"]?.map(({ action }) => action)).toEqual([
    ...["lead.add", "deal.add", "consent.record", "deposit.record", "deposit.move", "customer.stage"],
    ...["withdrawal.record", "withdrawal.talk", "customer.merge", "customer.merge"],
  ]);
});

it("is refused for who was merged away, with who they are now", async () => {
  const out = join(cli.folder, "first");
  const ran = await cli.run(["record", "export", "--customer", "cust_first", "--out", out]);
  expect(ran).toMatchObject({ code: 1, stdout: "", stderr: "CUST_FIRST is CUST_LAST now: export that one\n" });
});
