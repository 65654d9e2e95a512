import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { moveDeposit } from "./move-deposit.ts";
import { moveWithdrawal } from "./move-withdrawal.ts";
import { rebuildFunnel, refreshChanged } from "./rebuild-funnel.ts";
import { recordDeposit } from "./record-deposit.ts";
import { recordWithdrawal } from "./record-withdrawal.ts";

let desk: FundsDesk;
let ann: string;

const START = Date.UTC(2026, 2, 1);
const at = new Date("2026-03-31T00:00:00Z");
const reporter = { by: { actor: "cli" as const }, at };
/** In cents. */
const VIP_FROM = 300_000;

beforeAll(async () => {
  desk = await openFundsDesk();
  ann = await desk.addUser("Ann");
  await desk.set("funds.vip_deposits", { USD: "3000", EUR: "3000" });
});
afterAll(() => desk.close());

interface Step {
  kind: "deposit" | "withdrawal" | "owner";
  customer: number;
  cents: number;
  currency: "USD" | "EUR";
  hour: number;
  end: "confirmed" | "failed" | null;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("deposit", "deposit", "withdrawal", "owner"),
    customer: fc.nat(1),
    cents: fc.integer({ min: 1, max: 200_000 }),
    currency: fc.constantFrom("USD", "EUR"),
    hour: fc.nat(700),
    end: fc.constantFrom("confirmed", "confirmed", "failed", null),
  }),
  { minLength: 1, maxLength: 14 },
);

it("following events one by one says what an obvious count says, and working it all out again changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const customers = [await desk.addCustomer(new Date(START)), await desk.addCustomer(new Date(START), ann)];
      const owners: (string | null)[] = [null, ann];
      const done: (Step & { owner: string | null; order: number })[] = [];
      for (const step of sequence) {
        const owner = owners[step.customer] ?? null;
        if (step.kind === "owner") owners[step.customer] = owner === null ? ann : null;
        else done.push({ ...step, owner, order: done.length });
        await take(step, customers[step.customer] ?? "", owners[step.customer] ?? null);
      }
      for (const [index, customerId] of customers.entries()) {
        const mine = done.filter(({ customer, end }) => customer === index && end === "confirmed");
        expect(await bottomOf(customerId)).toEqual(expectedBottom(mine));
      }
      // Customers about whom nothing was said yet.
      await refreshChanged({ db: desk.db, clock: { now: () => at } });
      const before = await everything();
      const rebuilt = await rebuildFunnel(desk.db, desk.orgId);
      expect(rebuilt.changed).toBe(0);
      expect(await everything()).toEqual(before);
    }),
    { numRuns: 12 },
  );
}, 120_000);

async function take(step: Step, customerId: string, owner: string | null): Promise<void> {
  if (step.kind === "owner") {
    await desk.db.system("customers").where({ id: customerId }).update({ owner_id: owner, updated_at: at });
    return refreshChanged({ db: desk.db, clock: { now: () => at } });
  }
  const report = {
    customerId,
    amount: `${Math.floor(step.cents / 100)}.${String(step.cents % 100).padStart(2, "0")}`,
    currency: step.currency,
    externalRef: newId(),
    happenedAt: new Date(START + step.hour * 3_600_000),
  };
  await desk.inside(async (scope) => {
    if (step.kind === "deposit") {
      const { row } = await recordDeposit(scope, report, reporter);
      if (step.end) await moveDeposit(scope, row.depositCode, step.end, reporter);
    } else {
      const { row } = await recordWithdrawal(scope, report, reporter);
      if (step.end) await moveWithdrawal(scope, row.withdrawalCode, step.end, reporter);
    }
  });
}

type Done = Step & { owner: string | null; order: number };

/** The same by counting cents. */
function expectedBottom(confirmed: Done[]) {
  const keys = new Set(confirmed.map(({ owner, currency }) => `${owner}|${currency}`));
  return [...keys].sort().map((key) => {
    const [owner, currency] = key.split("|");
    const mine = confirmed.filter((one) => `${one.owner}|${one.currency}` === key);
    const deposits = inOrder(mine.filter(({ kind }) => kind === "deposit"));
    const paidIn = sum(deposits);
    const withdrawals = mine.filter(({ kind }) => kind === "withdrawal");
    const paidOut = sum(withdrawals);
    const vip = vipSince(confirmed.filter((one) => one.currency === currency && one.kind === "deposit"));
    const first = deposits[0];
    return {
      key,
      user_id: owner === "null" ? null : owner,
      currency,
      paidIn,
      paidOut,
      net: paidIn - paidOut,
      deposit_count: deposits.length,
      withdrawal_count: withdrawals.length,
      first: first?.cents ?? null,
      first_deposit_at: first ? new Date(START + first.hour * 3_600_000) : null,
      days_to_first_deposit: first ? Math.floor(first.hour / 24) : null,
      max: deposits.length > 0 ? Math.max(...deposits.map(({ cents }) => cents)) : null,
      rate: rateOf(paidIn, paidOut),
      is_vip: vip !== null,
      vip_since: vip,
    };
  });
}

const inOrder = (list: Done[]) => [...list].sort((a, b) => a.hour - b.hour || a.order - b.order);
const sum = (list: Done[]) => list.reduce((total, { cents }) => total + cents, 0);

function vipSince(deposits: Done[]): Date | null {
  let soFar = 0;
  for (const one of inOrder(deposits)) {
    soFar += one.cents;
    if (soFar >= VIP_FROM) return new Date(START + one.hour * 3_600_000);
  }
  return null;
}

/** Hundredths of a per cent, halves up. */
function rateOf(paidIn: number, paidOut: number): number {
  if (paidOut === 0) return 0;
  return paidIn === 0 ? 10_000 : Math.min(10_000, Math.floor((paidOut * 20_000 + paidIn) / (2 * paidIn)));
}

async function bottomOf(customerId: string) {
  const rows = await desk.db.system("funnel_bofu").where({ customer_id: customerId });
  const cents = (amount: string | null) => (amount === null ? null : Math.round(Number(amount) * 100));
  return rows
    .map((row) => ({
      key: `${row.user_id}|${row.currency}`,
      user_id: row.user_id,
      currency: row.currency,
      paidIn: cents(row.total_deposits),
      paidOut: cents(row.total_withdrawals),
      net: cents(row.net_deposit),
      deposit_count: row.deposit_count,
      withdrawal_count: row.withdrawal_count,
      first: cents(row.first_deposit_amount),
      first_deposit_at: row.first_deposit_at,
      days_to_first_deposit: row.days_to_first_deposit,
      max: cents(row.max_deposit_amount),
      rate: cents(row.withdrawal_rate),
      is_vip: row.is_vip,
      vip_since: row.vip_since,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function everything() {
  const tables = ["funnel_tofu", "funnel_mofu", "funnel_bofu"];
  return Promise.all(tables.map((table) => desk.db.system(table).orderBy("id")));
}

it("writes again what somebody changed by hand, and takes away what nothing stands for", async () => {
  const customerId = await desk.addCustomer(new Date(START), ann);
  const report = { customerId, amount: "100", currency: "USD", externalRef: null, happenedAt: new Date(START) };
  await desk.inside((scope) => recordDeposit(scope, { ...report, status: "confirmed" }, reporter));
  const before = await everything();
  await desk.db.system("funnel_bofu").where({ customer_id: customerId }).update({ total_deposits: "999" });
  await desk.db.system("funnel_tofu").where({ customer_id: customerId }).delete();
  await desk.db
    .system("funnel_mofu")
    .insert({ id: newId(), org_id: desk.orgId, customer_id: customerId, user_id: null });
  expect((await rebuildFunnel(desk.db, desk.orgId)).changed).toBe(3);
  const plain = (tables: Awaited<ReturnType<typeof everything>>) =>
    tables.map((rows) => rows.map(({ id, created_at, updated_at, ...row }) => row));
  expect(plain(await everything())).toEqual(plain(before));
});

it("follows what is told of a customer: source, group, talks, account", async () => {
  const { system } = desk.db;
  const customerId = await desk.addCustomer(new Date(START), ann);
  const channelId = newId();
  await system("channels").insert({ id: channelId, org_id: desk.orgId, platform: "telegram", name: "t" });
  await system("channel_groups").insert({
    id: newId(),
    org_id: desk.orgId,
    channel_id: channelId,
    chat_id: "-7",
    name: "VIP room",
  });
  await system("leads").insert({
    id: newId(),
    org_id: desk.orgId,
    customer_id: customerId,
    source_detail: "spring",
    status: "qualified",
  });
  const conversation = (change: object) => ({
    ...{ id: newId(), org_id: desk.orgId, customer_id: customerId, channel_id: channelId, agent_id: null },
    ...{ number: Math.floor(Math.random() * 1e9), chat: newId(), external_chat_id: "5" },
    ...change,
  });
  const talk = conversation({ agent_id: ann });
  await system("conversations").insert(
    [talk, conversation({ is_group: true, external_chat_id: "-7" })].map((row) => ({ is_group: false, ...row })),
  );
  await system("conversation_events").insert(
    ["quality_conversation", "quality_conversation", "counter_question"].map((event_type) => ({
      ...{
        id: newId(),
        org_id: desk.orgId,
        conversation_id: talk.id,
        customer_id: customerId,
        user_id: ann,
        event_type,
      },
    })),
  );
  await system("customer_external_refs").insert({
    ...{ id: newId(), org_id: desk.orgId, customer_id: customerId, system: "mt5", external_ref: newId() },
    account_opened_at: new Date(START + 3.5 * 86_400_000),
  });
  await refreshChanged({ db: desk.db, clock: { now: () => new Date() } });
  expect(await system("funnel_tofu").where({ customer_id: customerId })).toMatchObject([
    { user_id: ann, source_detail: "spring", joined_group: true, group_name: "VIP room", screening_result: "passed" },
  ]);
  expect(await system("funnel_mofu").where({ customer_id: customerId })).toMatchObject([
    {
      ...{ user_id: ann, total_conversations: 2, high_quality_conversations: 1, counter_question_count: 1 },
      ...{ account_opened: true, account_platform: "mt5", days_to_open: 3, followed_recommendations: false },
    },
  ]);
});
