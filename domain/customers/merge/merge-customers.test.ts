import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../../tests/support/waiting-conversations.ts";
import { rebuildFunnel } from "../../funds/rebuild-funnel.ts";
import { hasOptedOut } from "../consent.ts";
import { Consent } from "../customer.ts";
import { addTagRule } from "../tag-rules.ts";
import { findDuplicates, findLatestDuplicates, type Proposal } from "./find-duplicates.ts";
import { mergeCustomers } from "./merge-customers.ts";
import { undoMerge } from "./undo-merge.ts";
import { followingTables, movedTables } from "./what-moves.ts";

let desk: WaitingConversations;
let manager: string;
const at = new Date();

beforeAll(async () => {
  desk = await openWaitingConversations();
  manager = await desk.addUser("Mia", { role: "manager" });
});
afterAll(() => desk.close());

async function person(facts: Record<string, unknown> = {}): Promise<string> {
  const { customerId } = await desk.addConversation();
  if (Object.keys(facts).length > 0) await desk.db.system("customers").where({ id: customerId }).update(facts);
  return customerId;
}

const add = (table: string, row: Record<string, unknown>) =>
  desk.db.system(table).insert({ id: newId(), org_id: desk.orgId, ...row });
const deposit = (customerId: string, type: string, day: string) =>
  add("deposits", {
    customer_id: customerId,
    deposit_code: newId(),
    amount: "100.10",
    currency: "USD",
    deposit_type: type,
    deposited_at: day,
  });
const merge = (keptId: string, mergedId: string) =>
  desk.within((scope) => mergeCustomers(scope, { keptId, mergedId }, { by: { userId: manager }, at, evidence: [] }));
const undo = (number: number) => desk.within((scope) => undoMerge(scope, number, { by: { userId: manager }, at }));

async function lastContactOf(ids: string[]): Promise<string[]> {
  const { rows } = await desk.db.system.raw(
    `SELECT c.last_contact_at::text AS at FROM unnest(?::uuid[]) WITH ORDINALITY AS t (id, place)
     JOIN customers c ON c.id = t.id ORDER BY place`,
    [ids],
  );
  return rows.map(({ at }: { at: string }) => at);
}

it("notes the later last contact, and when undone each one's own, with what was said since", async () => {
  const [old, later, since] = [
    "2026-01-02 03:04:05.123456+00",
    "2026-03-04 05:06:07.654321+00",
    "2026-03-05 00:00:00+00",
  ] as const;
  const [kept, merged] = [await person({ last_contact_at: old }), await person({ last_contact_at: later })];
  const conversations = () => desk.db.system("conversations");
  await conversations().whereIn("customer_id", [kept, merged]).update({ last_customer_message_at: null });
  const [theirs] = await conversations().where({ customer_id: merged }).pluck("id");
  const done = await merge(kept, merged);
  expect(await lastContactOf([kept, merged])).toEqual([later, later]);
  await conversations().where({ id: theirs }).update({ last_customer_message_at: since });
  await undo((done as { number: number }).number);
  expect(await lastContactOf([kept, merged])).toEqual([old, since]);
});

const tables = ["conversations", "leads", "memories", "consents", "deposits", "customer_contacts"];
/** Everything of these customers, but what says that they were merged. */
async function everything(ids: string[]): Promise<unknown> {
  const customers = await desk.db
    .system("customers")
    .whereIn("id", ids)
    .orderBy("id")
    .select("id", "phone", "email", "birth_date", "status", "owner_id", "merged_into");
  const rows = await Promise.all(
    tables.map((table) => desk.db.system(table).whereIn("customer_id", ids).orderBy("id").select("*")),
  );
  const tags = await desk.db.system("customer_tags").whereIn("customer_id", ids).orderBy(["customer_id", "tag_id"]);
  const stable = (row: Record<string, unknown>) => ({ ...row, updated_at: null });
  return { customers, tags, rows: rows.map((list) => list.map(stable)) };
}

async function wholePair(): Promise<[string, string]> {
  const kept = await person({ phone: "+8613800138000" });
  const merged = await person({
    email: "wang@example.com",
    birth_date: "1980-02-29",
    status: "blacklist",
    owner_id: manager,
  });
  for (const id of [kept, merged]) {
    await add("leads", { customer_id: id });
    await add("memories", { customer_id: id, type: "long_term", content: "likes tea" });
    await add("customer_contacts", { customer_id: id, name: "Li", is_primary: true });
    await deposit(id, "first", id === kept ? "2026-11-05" : "2026-11-02");
  }
  const [both, one] = [newId(), newId()];
  await desk.db.system("tags").insert([both, one].map((id) => ({ id, org_id: desk.orgId, name: id })));
  await desk.db
    .system("customer_tags")
    .insert([kept, merged].map((id) => ({ org_id: desk.orgId, customer_id: id, tag_id: both })));
  await desk.db.system("customer_tags").insert({ org_id: desk.orgId, customer_id: merged, tag_id: one });
  return [kept, merged];
}

/** Tables that name a customer and that a merge leaves alone, with why. */
const staying: Record<string, string> = {
  customer_tags: "moved by tag, since a tag stands once with each",
  funnel_tofu: "worked out again for both",
  funnel_mofu: "worked out again for both",
  funnel_bofu: "worked out again for both",
  deliveries: "what was sent stays written down under whom it was sent to",
};

describe("a merge", () => {
  it("moves each table that names a customer, or says why it stays", async () => {
    const rows = await desk.rows<{ name: string }>(
      `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name = 'customer_id'
         AND c.table_name !~ '^messages_'`,
    );
    const moved = new Set<string>([...Object.keys(movedTables), ...followingTables, ...Object.keys(staying)]);
    expect(rows.map(({ name }) => name).filter((name) => !moved.has(name))).toEqual([]);
  });

  it("keeps what a case holds under the other name, and twice the same once", async () => {
    const [kept, merged] = [await person(), await person()];
    const held = { reason: "a case", placed_by: manager, placed_at: at };
    await add("legal_holds", { ...held, customer_id: kept, matter: "A" });
    await add("legal_holds", { ...held, customer_id: merged, matter: "A" });
    await add("legal_holds", { ...held, customer_id: merged, matter: "B" });
    expect(await merge(kept, merged)).toMatchObject({ kind: "merged" });
    const matters = await desk.rows("SELECT matter FROM legal_holds WHERE customer_id = ? ORDER BY matter", [kept]);
    expect(matters).toEqual([{ matter: "A" }, { matter: "B" }]);
  });

  it("leaves the merged customer their place in a campaign that both are in", async () => {
    const [kept, merged] = [await person(), await person()];
    const [shared, own] = [newId(), newId()];
    for (const id of [shared, own]) {
      await desk.db.system("campaigns").insert({ id, org_id: desk.orgId, name: id });
      await add("campaign_executions", { campaign_id: id, customer_id: merged });
    }
    await add("campaign_executions", { campaign_id: shared, customer_id: kept });
    const whose = () =>
      desk.db.system("campaign_executions").whereIn("campaign_id", [shared, own]).orderBy("id").pluck("customer_id");
    const done = await merge(kept, merged);
    if (done.kind !== "merged") throw new Error(done.kind);
    expect(await whose()).toEqual([merged, kept, kept]);
    await undo(done.number);
    expect(await whose()).toEqual([merged, merged, kept]);
  });

  it("moves all that belonged to one customer to the other, of which nothing is lost", async () => {
    const [kept, merged] = await wholePair();
    expect(await merge(kept, merged)).toMatchObject({ kind: "merged" });
    const [row] = await desk.rows(
      "SELECT phone, email, status, birth_date::text, merged_into FROM customers WHERE id = ?",
      [kept],
    );
    expect(row).toEqual({
      phone: "+8613800138000",
      email: "wang@example.com",
      status: "blacklist",
      birth_date: "1980-02-29",
      merged_into: null,
    });
    for (const table of ["conversations", "leads", "memories", "deposits", "customer_contacts"]) {
      expect(await desk.rows(`SELECT id FROM ${table} WHERE customer_id = ?`, [kept])).toHaveLength(2);
    }
    expect(await desk.rows("SELECT tag_id FROM customer_tags WHERE customer_id = ?", [kept])).toHaveLength(2);
    const types = await desk.rows("SELECT deposit_type FROM deposits WHERE customer_id = ? ORDER BY deposited_at", [
      kept,
    ]);
    expect(types).toEqual([{ deposit_type: "first" }, { deposit_type: "repeat" }]);
    expect(await desk.rows("SELECT merged_into FROM customers WHERE id = ?", [merged])).toEqual([
      { merged_into: kept },
    ]);
  });

  it("leaves, as its undoing does, funnel rows that working them out again does not change", async () => {
    const [kept, merged] = await wholePair();
    await desk.db
      .system("deposits")
      .whereIn("customer_id", [kept, merged])
      .update({ status: "confirmed", confirmed_at: at });
    await rebuildFunnel(desk.db, desk.orgId);
    const first = await merge(kept, merged);
    expect((await rebuildFunnel(desk.db, desk.orgId)).changed).toBe(0);
    const sums =
      "SELECT customer_id, deposit_count::int, total_deposits::text FROM funnel_bofu WHERE customer_id = ANY(?)";
    const { rows } = await desk.db.system.raw(sums, [[kept, merged]]);
    expect(rows).toEqual([{ customer_id: kept, deposit_count: 2, total_deposits: "200.20" }]);
    if (first.kind !== "merged") throw new Error(first.kind);
    await undo(first.number);
    expect((await rebuildFunnel(desk.db, desk.orgId)).changed).toBe(0);
    expect((await desk.db.system.raw(sums, [[kept, merged]])).rows).toHaveLength(2);
  });

  it("gives the kept customer the tags that rules say of what it took over, and each their own after undoing", async () => {
    const [kept, merged] = [await person(), await person({ city: "Shenzhen" })];
    await desk.within((scope) =>
      addTagRule(scope, { userId: manager }, { tag: "South", field: "city", value: "Shenzhen", today: "2026-11-26" }),
    );
    const tagged = async () =>
      (await desk.rows<{ id: string }>("SELECT customer_id AS id FROM customer_tags WHERE is_auto")).map(
        ({ id }) => id,
      );
    const first = await merge(kept, merged);
    expect(await tagged()).toContain(kept);
    if (first.kind !== "merged") throw new Error(first.kind);
    await undo(first.number);
    expect(await tagged()).toEqual([merged]);
  });

  it("is undone exactly", async () => {
    const pair = await wholePair();
    const before = await everything(pair);
    const merged = await merge(...pair);
    if (merged.kind !== "merged") throw new Error(merged.kind);
    expect(await everything(pair)).not.toEqual(before);
    expect(await undo(merged.number)).toMatchObject({ kind: "undone" });
    expect(await everything(pair)).toEqual(before);
    expect(await undo(merged.number)).toEqual({ kind: "undone_already" });
  });

  it("leaves what was changed by hand since as it is", async () => {
    const [kept, other] = await wholePair();
    const merged = await merge(kept, other);
    if (merged.kind !== "merged") throw new Error(merged.kind);
    await desk.db.system("customers").where({ id: kept }).update({ email: "new@example.com" });
    await undo(merged.number);
    const emails = await desk.rows<{ email: string }>("SELECT email FROM customers WHERE id = ?", [kept]);
    expect(emails).toEqual([{ email: "new@example.com" }]);
  });

  it("keeps an opt-out, of whichever of the two, and one said meanwhile for both", async () => {
    const [kept, other] = [await person(), await person()];
    const optOut = (customerId: string) =>
      desk.within(async ({ trx, orgId }) =>
        Consent.query(trx).insert({ orgId, customerId, kind: "marketing", state: "withdrawn" }),
      );
    await optOut(other);
    const first = await merge(kept, other);
    expect(await desk.within((scope) => hasOptedOut(scope, kept))).toBe(true);
    if (first.kind !== "merged") throw new Error(first.kind);
    await undo(first.number);
    expect(await desk.within((scope) => hasOptedOut(scope, kept))).toBe(false);
    const [a, b] = [await person(), await person()];
    const second = await merge(a, b);
    if (second.kind !== "merged") throw new Error(second.kind);
    await optOut(a);
    await undo(second.number);
    for (const id of [a, b]) expect(await desk.within((scope) => hasOptedOut(scope, id))).toBe(true);
  });

  it("happens once where two do it at the same instant, whichever way round", async () => {
    const [a, b, c] = [await person(), await person(), await person()];
    const results = await Promise.all([merge(a, b), merge(b, a), merge(a, b), merge(c, b)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual([
      "merged",
      "merged_already",
      "merged_already",
      "merged_already",
    ]);
    const ids = "SELECT id FROM customer_merges WHERE undone_at IS NULL AND (kept_id IN (?, ?, ?))";
    expect(await desk.rows(ids, [a, b, c])).toHaveLength(1);
  });

  it("of A into B and of B into A at once leaves one of them, with everything of both", async () => {
    for (let round = 0; round < 8; round++) {
      const [a, b] = [await person(), await person()];
      for (const id of [a, b]) await deposit(id, "first", "2026-11-05");
      const results = await Promise.all([merge(a, b), merge(b, a)]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(["merged", "merged_already"]);
      const standing = await desk.db.system("customers").whereIn("id", [a, b]).select("id", "merged_into");
      const kept = standing.find(({ merged_into }) => merged_into === null)?.id;
      expect(standing.find(({ merged_into }) => merged_into !== null)).toMatchObject({ merged_into: kept });
      for (const table of ["conversations", "deposits"]) {
        expect(await desk.rows(`SELECT id FROM ${table} WHERE customer_id = ?`, [kept])).toHaveLength(2);
      }
      const types = await desk.db.system("deposits").where({ customer_id: kept }).pluck("deposit_type");
      expect(types.sort()).toEqual(["first", "repeat"]);
      const written = await desk.rows("SELECT id FROM customer_merges WHERE kept_id = ? OR merged_id = ?", [
        kept,
        kept,
      ]);
      expect(written).toHaveLength(1);
    }
  });

  it("into somebody who was merged on since is undone only after that", async () => {
    const [a, b, c] = [await person(), await person(), await person()];
    const first = await merge(b, c);
    const second = await merge(a, b);
    if (first.kind !== "merged" || second.kind !== "merged") throw new Error("not merged");
    expect(await undo(first.number)).toEqual({ kind: "merged_on", number: second.number });
    await undo(second.number);
    expect(await undo(first.number)).toMatchObject({ kind: "undone" });
    expect(await desk.rows("SELECT id FROM conversations WHERE customer_id = ?", [c])).toHaveLength(1);
  });

  it("waits while both have an open conversation in one chat", async () => {
    const [a, b] = [await person(), await person()];
    await desk.db.system("conversations").whereIn("customer_id", [a, b]).update({ chat: "group-1" });
    expect(await merge(a, b)).toEqual({ kind: "same_chat" });
  });
});

describe("who may be one person", () => {
  const proposed = (customerId: string) =>
    desk.within((scope) => findDuplicates(scope, { customerId, country: "CN", limit: 10 }));

  it("is found by the same number however it is written, and said to be unverified where it was only said", async () => {
    const [a, b] = [await person({ phone: "138-0013-9999" }), await person({ phone: "+86 13800139999" })];
    expect(await proposed(a)).toMatchObject([
      { customers: [{ id: a }, { id: b }], evidence: [{ kind: "phone", isOnFile: true }] },
    ]);
    const c = await person();
    await add("leads", { customer_id: c, contact_phone: "+8613800139999" });
    const of = (await proposed(c)).map(({ evidence }) => evidence);
    expect(of).toEqual([[{ kind: "phone", isOnFile: false }], [{ kind: "phone", isOnFile: false }]]);
  });

  it("is nobody whose numbers only end alike, and nobody of the same name alone", async () => {
    const a = await person({ phone: "+8613900138111", name: "Zhang Wei" });
    await person({ phone: "+8613500138111", name: "Zhang Wei" });
    expect(await proposed(a)).toEqual([]);
    const b = await person({ name: "ZHANG WEI", city: "Shenzhen" });
    const c = await person({ name: "Zhang Wei", city: "shenzhen" });
    expect(await proposed(b)).toMatchObject([{ customers: [{ id: b }, { id: c }], evidence: [{ kind: "city" }] }]);
  });

  it("is not proposed again once a merge was undone", async () => {
    const [a, b] = [await person({ email: "x@example.com" }), await person({ email: "X@example.com" })];
    expect(await proposed(a)).toHaveLength(1);
    const merged = await merge(a, b);
    expect(await proposed(a)).toEqual([]);
    if (merged.kind !== "merged") throw new Error(merged.kind);
    await undo(merged.number);
    expect(await proposed(a)).toEqual([]);
  });
});

describe("the contacts that staff keep of a customer", () => {
  it("propose two who share one, with a contact, a customer's own or a lead's, however it is written", async () => {
    const [first, second, third, fourth] = [await person(), await person(), await person(), await person()];
    await add("customer_contacts", { customer_id: first, name: "Li", phone: "+8613912345601" });
    await add("customer_contacts", { customer_id: second, name: "Li", phone: "139 1234 5601", email: "Li@A.test" });
    await desk.db.system("customers").where({ id: third }).update({ email: "li@a.test" });
    await add("customer_contacts", { customer_id: third, name: "Wu", wechat_id: "Wu_Wechat" });
    await add("leads", { customer_id: fourth, contact_wechat: "wu_wechat" });
    const those = (proposals: Proposal[]) =>
      proposals
        .map(({ customers, evidence }) => ({ ids: customers.map(({ id }) => id), evidence }))
        .filter(({ ids }) => ids.some((id) => [first, second, third, fourth].includes(id)));
    const of = async (customerId: string) =>
      those(await desk.within((scope) => findDuplicates(scope, { customerId, country: "CN", limit: 50 })));
    const latest = { before: null, customers: 4, enough: 10, country: "CN" } as const;
    const phone = { ids: [first, second], evidence: [{ kind: "phone", isOnFile: true }] };
    const email = { ids: [second, third], evidence: [{ kind: "email", isOnFile: true }] };
    const wechat = { ids: [third, fourth], evidence: [{ kind: "wechat", isOnFile: false }] };
    expect(await of(first)).toEqual([phone]);
    expect(await of(second)).toEqual([phone, email]);
    expect(await of(fourth)).toEqual([wechat]);
    const { proposals, looked, next } = await desk.within((scope) => findLatestDuplicates(scope, latest));
    expect(those(proposals)).toEqual([phone, email, wechat]);
    expect([looked, next]).toEqual([4, first]);
  });

  it("are looked through from the newest customer back, each pair once, to the last", async () => {
    const twins: string[] = [];
    for (let pair = 0; pair < 4; pair++) {
      twins.push(await person({ email: `twin${pair}@a.test` }), await person({ email: `twin${pair}@a.test` }));
    }
    const found: string[][] = [];
    let pieces = 0;
    const walk = async (before: string | null): Promise<void> => {
      const { looked, proposals, next } = await desk.within((scope) =>
        findLatestDuplicates(scope, { before, customers: 3, enough: 10, country: "CN" }),
      );
      expect(looked).toBeLessThanOrEqual(3);
      found.push(...proposals.map(({ customers }) => customers.map(({ id }) => id)));
      pieces += 1;
      if (next !== null) await walk(next);
    };
    await walk(null);
    const ours = found.filter((pair) => pair.some((id) => twins.includes(id)));
    expect(ours).toEqual([3, 2, 1, 0].map((pair) => twins.slice(2 * pair, 2 * pair + 2)));
    expect(new Set(found.map(String)).size).toBe(found.length);
    const all = await desk.db.system("customers").where({ org_id: desk.orgId }).whereNull("merged_into").count();
    expect(pieces).toBe(Math.floor(Number(all[0]?.count) / 3) + 1);
  });

  it("are looked through in smaller pieces where they share one number with hundreds", async () => {
    for (let one = 0; one < 40; one++) await person({ wechat_id: "shared_by_forty" });
    const latest = { before: null, customers: 40, enough: 10_000, country: "CN" } as const;
    const { proposals } = await desk.within((scope) => findLatestDuplicates(scope, latest));
    expect(proposals).toHaveLength((40 * 39) / 2);
  });

  it("propose nobody with themselves", async () => {
    const one = await person({ email: "own@a.test" });
    await add("customer_contacts", { customer_id: one, name: "Own", email: "own@a.test" });
    expect(await desk.within((scope) => findDuplicates(scope, { customerId: one, country: "CN", limit: 9 }))).toEqual(
      [],
    );
  });
});
