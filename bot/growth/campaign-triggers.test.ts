import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { moveDeposit } from "../../domain/funds/move-deposit.ts";
import { recordDeposit } from "../../domain/funds/record-deposit.ts";
import { newId } from "../../infra/ids.ts";
import { type CampaignDesk, noon, openCampaignDesk } from "../../tests/support/campaign-desk.ts";

let desk: CampaignDesk;
beforeAll(async () => {
  desk = await openCampaignDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.setTime(noon);
  await desk.deliver();
  desk.taken.length = 0;
});

const content = { en: "Here is the news.", zh: "新消息。" };
const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);
async function runAt(minute: number): Promise<void> {
  desk.setTime(minutes(minute));
  await desk.run();
}
async function happens(customerId: string, type: "stage_change" | "tag_change", metadata: object, minute: number) {
  const row = { id: newId(), org_id: desk.orgId, customer_id: customerId, type, created_at: minutes(minute) };
  await desk.db.system("customer_activities").insert({ ...row, metadata: JSON.stringify(metadata) });
}
const reaches = (customerId: string, after: string, minute: number) =>
  happens(customerId, "stage_change", { before: "potential", after }, minute);

describe("a campaign on a stage", () => {
  it("writes to who comes into one of its stages, of sales or of the journey, and once however often they do", async () => {
    const [sold, subscribed, lost] = [await desk.addReachable(), await desk.addReachable(), await desk.addReachable()];
    const segment = await desk.segmentOf(sold, subscribed, lost);
    const trigger = { on: "stage_change", to: ["closed", "subscribe"] };
    const { id } = await desk.begin({ type: "trigger_based", trigger, content, segment });
    await desk.run();
    expect(await desk.statuses(id)).toEqual({});
    await reaches(sold, "closed", 1);
    await reaches(subscribed, "subscribe", 1);
    await reaches(lost, "lost", 1);
    await runAt(2);
    await reaches(sold, "closed", 3);
    await runAt(4);
    await desk.deliver();
    expect(await desk.statuses(id)).toEqual({ [sold]: "sent", [subscribed]: "sent" });
    expect(desk.taken.map(({ chat }) => chat).sort()).toEqual([sold, subscribed].sort());
  });

  it("writes again after each change where it says so, and once for each however often it is looked at", async () => {
    const customer = await desk.addReachable();
    const trigger = { on: "stage_change", to: ["closed"], every_time: true };
    const segment = await desk.segmentOf(customer);
    await desk.begin({ type: "trigger_based", trigger, content, segment });
    await desk.run();
    for (const minute of [1, 3]) {
      await reaches(customer, "closed", minute);
      await runAt(minute + 1);
      await runAt(minute + 1.5);
    }
    await desk.deliver();
    expect(desk.taken.map(({ chat }) => chat)).toEqual([customer, customer]);
  });

  it("writes only to who is in its segment", async () => {
    const [inside, outside] = [await desk.addReachable(), await desk.addReachable()];
    const trigger = { on: "stage_change", to: ["closed"] };
    const { id } = await desk.begin({
      ...{ type: "trigger_based", trigger, content },
      segment: await desk.segmentOf(inside),
    });
    await desk.run();
    await reaches(inside, "closed", 1);
    await reaches(outside, "closed", 1);
    await runAt(2);
    expect(await desk.statuses(id)).toEqual({ [inside]: "sent" });
  });
});

describe("a campaign on a tag", () => {
  it("writes again each time the tag is put on where it says so, and never as it is taken off", async () => {
    const customer = await desk.addReachable();
    const trigger = { on: "tag_added", tag: "gold", every_time: true };
    const segment = await desk.segmentOf(customer);
    await desk.begin({ type: "trigger_based", trigger, content, segment });
    await desk.run();
    for (const [minute, tag] of [
      [1, "+gold"],
      [2, "-gold"],
      [3, "+gold"],
      [4, "+silver"],
    ] as const) {
      await happens(customer, "tag_change", { tag }, minute);
      await runAt(minute + 0.5);
    }
    await desk.deliver();
    expect(desk.taken).toHaveLength(2);
  });
});

describe("a campaign on a first deposit", () => {
  it("writes as the first is confirmed, not as it is recorded, and not for a later one", async () => {
    const [first, waiting] = [await desk.addReachable(), await desk.addReachable()];
    const trigger = { on: "first_deposit" };
    const segment = await desk.segmentOf(first, waiting);
    const { id } = await desk.begin({ type: "trigger_based", trigger, content, segment });
    await desk.run();
    const by = (minute: number) => ({ by: { actor: "cli" as const }, at: minutes(minute) });
    const records = async (customerId: string, minute: number) => {
      const report = { customerId, amount: "500", currency: "USD", externalRef: newId(), happenedAt: minutes(minute) };
      return (await desk.inside((scope) => recordDeposit(scope, report, by(minute)))).row.depositCode;
    };
    const confirms = (code: string, minute: number) =>
      desk.inside((scope) => moveDeposit(scope, code, "confirmed", by(minute)));
    const code = await records(first, 1);
    await records(waiting, 1);
    await runAt(2);
    expect(await desk.statuses(id)).toEqual({});
    await confirms(code, 3);
    await runAt(4);
    expect(await desk.statuses(id)).toEqual({ [first]: "sent" });
    await confirms(await records(first, 5), 5);
    await runAt(6);
    await desk.deliver();
    expect(desk.taken.map(({ chat }) => chat)).toEqual([first]);
  });
});
