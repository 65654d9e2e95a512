import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { openDesk, type TestDesk } from "../../tests/support/held-texts.ts";
import type { Conversation } from "../conversations/conversation.ts";
import { addDeal, findDeal, moveDeal } from "../funds/deals.ts";
import { type DealDetail, setDealDetail } from "../funds/set-deal.ts";
import { setBlacklisted } from "./blacklist.ts";
import { advanceJourney, changeStage } from "./change-stage.ts";
import { addCustomField, findField, loadFields, retireCustomField } from "./custom-fields.ts";
import { Customer } from "./customer.ts";
import { findByField } from "./find-by-field.ts";
import { movesByHand } from "./journey.ts";
import { lockCustomer } from "./lock-customer.ts";
import { setCustomerField } from "./set-field.ts";
import type { JourneyStage, SalesStage } from "./stages.ts";
import { addTag, removeTag } from "./tag-customer.ts";
import { addTagRule, removeTagRule } from "./tag-rules.ts";
import { accountOf, isVerifiedAccount, verifyAccount } from "./verify-account.ts";

const DAY_MS = 86_400_000;
const TODAY = "2026-11-26";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const inside = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(desk.db, desk.orgId, work);
const byMia = () => ({ by: { userId: desk.mia }, at: new Date() });

async function tagsOf({ customerId }: Conversation): Promise<{ name: string; is_auto: boolean }[]> {
  return desk.db
    .system("customer_tags as ct")
    .join("tags as t", "t.id", "ct.tag_id")
    .where({ "ct.customer_id": customerId })
    .orderBy("t.name")
    .select("t.name", "ct.is_auto");
}

async function setField(conversation: Conversation, word: string, value: string | null): Promise<void> {
  await inside(async (scope) => {
    const field = findField(await loadFields(scope), word);
    if (!field) throw new Error(`no field ${word}`);
    await setCustomerField(scope, conversation.customerId, { field, value }, byMia());
  });
}

describe("an event of the journey", () => {
  it("moves the customer on, with the days in the stage before and what moved them, and not twice", async () => {
    const { customerId } = await desk.converse();
    const moved = await inside(async (scope) => {
      const customer = await lockCustomer(scope, customerId);
      const at = (days: number) => ({
        by: { actor: "job" as const },
        at: new Date(customer.createdAt.getTime() + days * DAY_MS),
      });
      return [
        await advanceJourney(scope, customer, "account_opened", at(3.5)),
        await advanceJourney(scope, customer, "first_message", at(4)),
        await advanceJourney(scope, customer, "first_deposit", at(8.6)),
      ];
    });
    expect(moved).toEqual(["action", null, "subscribe"]);
    const rows = await desk.db.system("customer_journey").where({ customer_id: customerId }).orderBy("created_at");
    expect(rows.map((row) => [row.from_stage, row.to_stage, row.duration_days, row.trigger_event])).toEqual([
      ["awareness", "action", 3, "account_opened"],
      ["action", "subscribe", 5, "first_deposit"],
    ]);
  });
});

describe("a stage that two change at once", () => {
  interface Step {
    column: string;
    before: string;
    after: string;
  }
  const STAGES = { journey: "journey_stage", sales: "stage" } as const;

  /** What became of both, and whether each step in the timeline begins where the one before ended. */
  async function race(kind: "journey" | "sales", acts: ((scope: OrgScope, customer: Customer) => Promise<unknown>)[]) {
    const { customerId } = await desk.converse();
    await desk.db
      .system("customers")
      .where({ id: customerId })
      .update({ journey_stage: "attention", stage: "potential" });
    const act = (one: (typeof acts)[number]) =>
      // As commands and jobs read who it is before they change them.
      inside(async (scope) => one(scope, await Customer.query(scope.trx).findById(customerId).throwIfNotFound()));
    const results = await Promise.all(acts.map(act));
    const { rows } = await desk.db.system.raw(
      "SELECT changes FROM audit_logs WHERE resource_id = ? AND action = 'customer.stage' ORDER BY seq",
      [customerId],
    );
    const steps: Step[] = rows.map(({ changes }: { changes: Step }) => changes);
    const timeline = await desk.db
      .system("customer_activities")
      .where({ customer_id: customerId, type: "stage_change" })
      .pluck("title");
    expect(timeline.sort()).toEqual(steps.map(({ before, after }) => `${before} → ${after}`).sort());
    let stage = kind === "journey" ? "attention" : "potential";
    for (const { before, after } of steps) {
      expect(before).toBe(stage);
      stage = after;
    }
    const now = await desk.db.system("customers").where({ id: customerId }).first(STAGES[kind]);
    expect(now).toEqual({ [STAGES[kind]]: stage });
    return { results, steps, stage };
  }
  const toJourney = (stage: JourneyStage) => (scope: OrgScope, customer: Customer) =>
    changeStage(scope, customer, { kind: "journey", stage }, { userId: desk.mia, at: new Date() });
  const toSales = (stage: SalesStage) => (scope: OrgScope, customer: Customer) =>
    changeStage(scope, customer, { kind: "sales", stage }, { userId: desk.ann, at: new Date() });

  it("is moved once where both want the same", async () => {
    for (let round = 0; round < 5; round++) {
      const { results, steps } = await race("journey", [toJourney("trust"), toJourney("trust")]);
      expect(results.filter((result) => (result as { isMoved: boolean }).isMoved)).toHaveLength(1);
      expect(steps).toHaveLength(1);
    }
  });

  it("is moved by one of them along the journey, and the other is told where the customer could go from there", async () => {
    for (let round = 0; round < 5; round++) {
      const { results, stage, steps } = await race("journey", [toJourney("trust"), toJourney("awareness")]);
      expect(steps).toHaveLength(1);
      expect(results).toContainEqual({ isMoved: true, from: "attention" });
      expect(results).toContainEqual({ isMoved: false, from: stage, moves: movesByHand(stage as JourneyStage) });
    }
  });

  it("of sales is moved by both, one after the other, each from where the other left it", async () => {
    for (let round = 0; round < 5; round++) {
      const { steps } = await race("sales", [toSales("interested"), toSales("opportunity")]);
      expect(steps).toHaveLength(2);
    }
  });

  it("keeps the timeline whole where an event and a person move it", async () => {
    for (let round = 0; round < 5; round++) {
      const { stage } = await race("journey", [
        toJourney("trust"),
        (scope, customer) => advanceJourney(scope, customer, "first_deposit", { by: { actor: "job" }, at: new Date() }),
      ]);
      expect(stage).toBe("subscribe");
    }
  });
});

describe("a deal", () => {
  it("that two people move at once is moved by one of them", async () => {
    const { customerId } = await desk.converse();
    const worth = { title: "Gold", amount: "0.10000001", currency: "BTC", probability: null };
    await inside((scope) =>
      addDeal(scope, customerId, worth, { by: { userId: desk.ann }, ownerId: desk.ann, at: new Date() }),
    );
    const seen = await inside((scope) => findDeal(scope, customerId, 1));
    if (!seen) throw new Error("no deal");
    const move = (to: "won" | "proposal") =>
      inside((scope) => moveDeal(scope, customerId, seen, { to, today: TODAY, at: new Date() }, { userId: desk.mia }));
    expect((await Promise.all([move("won"), move("proposal")])).sort()).toEqual([false, true]);
    const moves = await desk.db.system("customer_activities").where({ customer_id: customerId, type: "deal_change" });
    expect(moves).toHaveLength(1);
    expect((await inside((scope) => findDeal(scope, customerId, 1)))?.amount).toBe("0.10000001");
  });
});

describe("the trail of a deal", () => {
  async function openDeal() {
    const { customerId } = await desk.converse();
    const worth = { title: "Gold", amount: null, currency: null, probability: 35 };
    const id = await inside((scope) => addDeal(scope, customerId, worth, { ...byMia(), ownerId: null }));
    const see = async () => {
      const deal = await inside((scope) => findDeal(scope, customerId, 1));
      if (!deal) throw new Error("no deal");
      return deal;
    };
    const set = async (detail: DealDetail, value: string | string[] | null) => {
      const deal = await see();
      await inside((scope) => setDealDetail(scope, customerId, deal, { detail, value }, byMia()));
    };
    const move = async (to: "won" | "proposal") => {
      const deal = await see();
      const made = { to, today: TODAY, at: new Date() };
      await inside((scope) => moveDeal(scope, customerId, deal, made, { userId: desk.mia }));
    };
    const changes = (action: string): Promise<Record<string, unknown>[]> =>
      desk.db.system("audit_logs").where({ action, resource_id: customerId }).orderBy("seq").pluck("changes");
    return { id, set, move, changes };
  }

  it("says of each detail what stood there before", async () => {
    const { id, set, changes } = await openDeal();
    await set("expected_close_date", "2026-12-31");
    await set("expected_close_date", "2027-01-31");
    await set("competitors", ["Acme", "Zenith"]);
    await set("competitors", null);
    await set("notes", "calls");
    expect(await changes("deal.set")).toEqual([
      { dealId: id, detail: "expected_close_date", before: null, after: "2026-12-31" },
      { dealId: id, detail: "expected_close_date", before: "2026-12-31", after: "2027-01-31" },
      { dealId: id, detail: "competitors", before: [], after: ["Acme", "Zenith"] },
      { dealId: id, detail: "competitors", before: ["Acme", "Zenith"], after: [] },
      { dealId: id, detail: "notes", before: null, after: "calls" },
    ]);
  });

  it("goes from one to the next where two write the same at once", async () => {
    const { set, changes } = await openDeal();
    await Promise.all([set("notes", "one"), set("notes", "two")]);
    const [first, second] = await changes("deal.set");
    expect(first).toMatchObject({ before: null });
    expect(second).toMatchObject({ before: first?.["after"] });
  });

  it("says how likely it was before a move", async () => {
    const { id, move, changes } = await openDeal();
    await move("proposal");
    await move("won");
    expect(await changes("deal.move")).toEqual([
      { dealId: id, before: "initial", after: "proposal", probabilityBefore: 35, probability: 60 },
      { dealId: id, before: "proposal", after: "won", probabilityBefore: 60, probability: 100 },
    ]);
  });
});

describe("a customer on the blacklist", () => {
  it("gets nothing automated or unasked, whoever queues it, and what a person writes", async () => {
    const conversation = await desk.converse();
    const block = (isBlacklisted: boolean) =>
      inside(async (scope) => {
        const customer = await lockCustomer(scope, conversation.customerId);
        return setBlacklisted(scope, customer, { isBlacklisted, reason: "threats" }, byMia());
      });
    expect([await block(true), await block(true)]).toEqual([true, false]);
    const refused = { name: "RuleError", code: "rule.customer.blacklisted" };
    await expect(desk.send(conversation, "Hello", { purpose: "answer", sender: { type: "ai" } })).rejects.toMatchObject(
      refused,
    );
    await expect(
      desk.send(conversation, "News", { purpose: "marketing", sender: { type: "system" } }),
    ).rejects.toMatchObject(refused);
    await expect(desk.send(conversation, "Hello")).resolves.toMatchObject({ held: false });
    await block(false);
    await expect(
      desk.send(conversation, "Hello", { purpose: "answer", sender: { type: "ai" } }),
    ).resolves.toMatchObject({ held: false });
  });
});

describe("an account", () => {
  it("counts as the client's once somebody verified it, in private alone", async () => {
    const conversation = await desk.converse();
    const { customerId, channelId } = conversation;
    const row = { org_id: desk.orgId, channel_id: channelId, platform: "telegram", customer_id: customerId };
    await desk.db
      .system("customer_identities")
      .insert([{ ...row, id: desk.db.system.raw("gen_random_uuid()"), external_user_id: `${customerId}-1` }]);
    const isVerified = () => inside((scope) => isVerifiedAccount(scope, conversation.id));
    expect(await isVerified()).toBe(false);
    await inside(async (scope) => {
      const account = await accountOf(scope, conversation.id);
      if (account) await verifyAccount(scope, customerId, account, { how: "called back", ...byMia() });
    });
    expect(await isVerified()).toBe(true);
    await desk.db.system("conversations").where({ id: conversation.id }).update({ is_group: true });
    expect(await isVerified()).toBe(false);
  });
});

describe("a field of the organisation's own", () => {
  it("is set by its type, finds customers, and keeps its values when it is retired and comes back", async () => {
    const conversation = await desk.converse();
    const input = { name: "Manager_Level", type: "choice", choices: ["Gold", "Silver"], labelZh: "经理级别" };
    await inside((scope) => addCustomField(scope, { actor: "cli" }, input));
    await setField(conversation, "经理级别", "Gold");
    const find = () =>
      inside(async (scope) => {
        const field = findField(await loadFields(scope), "manager_level");
        return field && (await findByField(scope, field, "gold", 5)).map(({ id }) => id);
      });
    expect(await find()).toEqual([conversation.customerId]);
    await inside((scope) => retireCustomField(scope, { actor: "cli" }, { name: "manager_level", at: new Date() }));
    expect(await find()).toBeNull();
    await inside((scope) => addCustomField(scope, { actor: "cli" }, input));
    expect(await find()).toEqual([conversation.customerId]);
  });

  it.each([
    [{ name: "two words", type: "text" }, "is one word"],
    [{ name: "phone", type: "text" }, "already"],
    [{ name: "size", type: "colour" }, "must be one of text, number, date, choice"],
    [{ name: "size", type: "choice" }, "are needed for the type choice"],
    [{ name: "size", type: "choice", choices: ["L", "l"] }, "must differ"],
  ])("is refused as %j", async (input, words) => {
    await expect(inside((scope) => addCustomField(scope, { actor: "cli" }, input))).rejects.toThrow(words);
  });
});

describe("a tag by rule", () => {
  it("comes and goes with the value, and leaves what a person put on", async () => {
    const [early, late] = [await desk.converse(), await desk.converse()];
    await setField(early, "city", "上海");
    const rule = { tag: "华东", field: "城市", value: "上海", today: TODAY };
    const added = await inside((scope) => addTagRule(scope, { actor: "cli" }, rule));
    expect(added).toMatchObject({ field: "city", tagged: 1 });
    await setField(late, "city", "上海");
    expect(await tagsOf(late)).toEqual([{ name: "华东", is_auto: true }]);
    await setField(late, "city", "北京");
    expect(await tagsOf(late)).toEqual([]);
    await inside(async (scope) => addTag(scope, await lockCustomer(scope, late.customerId), "华东", desk.ann));
    await inside((scope) => removeTagRule(scope, { actor: "cli" }, rule));
    expect(await tagsOf(early)).toEqual([]);
    expect(await tagsOf(late)).toEqual([{ name: "华东", is_auto: false }]);
  });
});

describe("a tag of the system", () => {
  it("is neither put on nor taken off by hand", async () => {
    const { customerId } = await desk.converse();
    await desk.db
      .system("tags")
      .insert({ id: desk.db.system.raw("gen_random_uuid()"), org_id: desk.orgId, name: "vip", is_system: true });
    const changes = await inside(async (scope) => {
      const customer = await lockCustomer(scope, customerId);
      return [await addTag(scope, customer, "vip", desk.ann), await removeTag(scope, customer, "vip", desk.ann)];
    });
    expect(changes).toEqual(["kept", "kept"]);
  });
});
