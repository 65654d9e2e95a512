import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type CampaignDesk, noon, openCampaignDesk } from "../../tests/support/campaign-desk.ts";
import { previewCampaign } from "./preview-campaign.ts";

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

const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(noon.getTime() + hours * HOUR_MS);

const content = { en: "Hello {customer_name}, here is the news: https://broker.example.com/news?a=1.", zh: "新消息。" };

describe("a campaign", () => {
  it("writes to nobody whom the rules of conduct keep from it, and says of each why", async () => {
    const fine = await desk.addReachable();
    const blacklisted = await desk.addReachable({ customer: { status: "blacklist" } });
    const optedOut = await desk.addReachable({ consent: "withdrawn" });
    const silent = await desk.addReachable({ consent: null });
    const gone = await desk.addReachable({ identity: { unreachable_at: noon } });
    const withdrawing = await desk.addReachable();
    await withdrawal(withdrawing);
    const distressed = await desk.addReachable();
    await desk.db.system("alerts").insert({
      id: newId(),
      org_id: desk.orgId,
      number: 1,
      kind: "distress",
      severity: "critical",
      cause: newId(),
      title: "x",
      customer_id: distressed,
    });
    const chinese = await desk.addReachable({ customer: { language: "zh" } });
    const everybody = [fine, blacklisted, optedOut, silent, gone, withdrawing, distressed, chinese];
    const draft = await desk.add({ content: { en: "News." }, segment: await desk.segmentOf(...everybody) });
    const expected = {
      [fine]: "sent",
      [blacklisted]: "failed: blacklisted",
      [optedOut]: "failed: opted_out",
      [silent]: "failed: no_consent",
      [gone]: "failed: unreachable",
      [withdrawing]: "failed: withdrawal_waiting",
      [distressed]: "failed: matter_open",
      [chinese]: "failed: other_language",
    };
    const seen = await desk.inside((scope) => previewCampaign(scope, desk.deps, draft));
    expect(seen).toMatchObject({ target: 8, reachable: 1, channels: [{ name: "telegram/test", count: 1 }] });
    expect(seen.excluded.map(({ reason }) => reason).sort()).toEqual(
      Object.values(expected)
        .flatMap((one) => one.split(": ")[1] ?? [])
        .sort(),
    );
    const { id } = await desk.begin({ content: { en: "News." }, segment: draft.target_segment });
    await desk.run();
    expect(await desk.statuses(id)).toEqual(expected);
  });

  it("keeps what is on file about the client from an account that nobody verified", async () => {
    const facts = { customer: { custom_fields: JSON.stringify({ account_type: "Gold" }) } };
    const stranger = await desk.addReachable(facts);
    const verified = await desk.addReachable({ ...facts, identity: { verified_at: noon } });
    const { id } = await desk.begin({
      content: { en: "Your {account_type} account." },
      segment: await desk.segmentOf(stranger, verified),
    });
    await desk.run();
    expect(await desk.statuses(id)).toEqual({ [stranger]: "failed: unverified", [verified]: "sent" });
    await desk.deliver();
    expect(desk.taken.map(({ text }) => text).join()).toContain("Your Gold account.");
  });

  it.each([
    ["opts out", (id: string) => consent(id, "withdrawn"), "consent.withdrawn"],
    ["asks for their money", (id: string) => withdrawal(id), "selling.paused"],
    [
      "is blacklisted",
      (id: string) => desk.db.system("customers").where({ id }).update({ status: "blacklist" }),
      "customer.blacklisted",
    ],
  ])("does not reach who %s after the text was queued", async (_what, happens, rule) => {
    const customer = await desk.addReachable();
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(customer) });
    await desk.run();
    await happens(customer);
    await desk.deliver();
    await desk.run();
    expect(desk.taken).toEqual([]);
    expect(await desk.statuses(id)).toEqual({ [customer]: `failed: ${rule}` });
    const [message] = await desk.db.system("messages").where({ customer_id: customer, direction: "outbound" });
    expect(message.status).toBe("cancelled");
  });

  it("waits for the end of the customer's own quiet hours", async () => {
    const here = await desk.addReachable();
    const there = await desk.addReachable({ customer: { timezone: "Asia/Tokyo" } }); // 21:00 at noon in UTC
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(here, there) });
    await desk.run();
    expect(await desk.statuses(id)).toEqual({ [here]: "sent", [there]: "pending" });
    desk.setTime(later(11));
    await desk.run();
    expect(await desk.statuses(id)).toMatchObject({ [there]: "pending" });
    desk.setTime(later(12));
    await desk.run();
    expect(await desk.statuses(id)).toMatchObject({ [there]: "sent" });
  });

  it("keeps the organisation's quiet hours for a customer whose time zone is none", async () => {
    const nowhere = await desk.addReachable({ customer: { timezone: "Not/AZone" } });
    await desk.set("organization.timezone", "Asia/Tokyo"); // 21:00 at noon in UTC
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(nowhere) });
    await desk.run();
    expect(await desk.statuses(id)).toEqual({ [nowhere]: "pending" });
    await desk.set("organization.timezone", "UTC");
  });
});

describe("on a platform that counts replies", () => {
  it("writes only where its window has room, and leaves people two", async () => {
    const counted = await openCampaignDesk({ messages: 5, windowMs: 48 * HOUR_MS });
    const open = await counted.addReachable({ conversation: { last_customer_message_at: later(-1) } });
    const shut = await counted.addReachable({ conversation: { last_customer_message_at: later(-49) } });
    const never = await counted.addReachable();
    const { id } = await counted.begin({ content });
    await counted.run();
    expect(await counted.statuses(id)).toEqual({ [open]: "sent", [shut]: "failed: window", [never]: "failed: window" });
    await counted.close();
  });
});

async function consent(customer_id: string, state: string) {
  await desk.db.system("consents").insert({ id: newId(), org_id: desk.orgId, customer_id, kind: "marketing", state });
}

async function withdrawal(customer_id: string) {
  await desk.db.system("withdrawals").insert({
    id: newId(),
    org_id: desk.orgId,
    withdrawal_code: newId(),
    customer_id,
    amount: 5,
    currency: "USD",
    status: "pending",
    requested_at: noon,
    due_at: later(24),
  });
}
