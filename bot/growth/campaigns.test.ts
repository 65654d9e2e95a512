import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addCampaign } from "../../domain/growth/add-campaign.ts";
import { campaignDefinition } from "../../domain/growth/campaign-definition.ts";
import { findCampaignLink, noteClick } from "../../domain/growth/campaign-links.ts";
import { decideCampaign } from "../../domain/growth/decide-campaign.ts";
import { cancelCampaign, pauseCampaign, resumeCampaign, scheduleCampaign } from "../../domain/growth/move-campaign.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type CampaignDesk, noon, openCampaignDesk } from "../../tests/support/campaign-desk.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { plainText } from "../ports/rich-text.ts";
import { runCampaigns } from "./run-campaigns.ts";
import { settleEnded } from "./settle-ended.ts";

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
const cli = { by: { actor: "cli" as const }, at: noon };

const content = { en: "Hello {customer_name}, here is the news: https://broker.example.com/news?a=1.", zh: "新消息。" };

describe("a campaign", () => {
  it("writes to each customer once, however often and however many processes run it", async () => {
    const customers = [await desk.addReachable(), await desk.addReachable(), await desk.addReachable()];
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(...customers) });
    await Promise.all([desk.run(), desk.run(), desk.run()]);
    await desk.run();
    await desk.deliver();
    expect(desk.taken.map(({ chat }) => chat).sort()).toEqual([...customers].sort());
    await desk.run();
    expect(Object.values(await desk.statuses(id))).toEqual(["delivered", "delivered", "delivered"]);
    expect(await desk.read(id)).toMatchObject({ status: "completed", stats: { sent: 3, delivered: 3, replied: 0 } });
  });

  it("goes on where a process died in the middle, with everybody written to once", async () => {
    const customers = [await desk.addReachable(), await desk.addReachable(), await desk.addReachable()];
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(...customers) });
    let asked = 0;
    const dying = {
      ...desk.deps.channels,
      byId: async (channelId: string) => {
        asked += 1;
        if (asked > 1) throw new Error("the process ends");
        return desk.deps.channels.byId(channelId);
      },
    };
    await expect(runCampaigns({ ...desk.deps, channels: dying })).rejects.toThrow("the process ends");
    expect(Object.values(await desk.statuses(id)).sort()).toEqual(["pending", "pending", "sent"]);
    await desk.run();
    await desk.deliver();
    expect(desk.taken.map(({ chat }) => chat).sort()).toEqual([...customers].sort());
  });

  it("does not write a second time to who turned out to be somebody whom it wrote to", async () => {
    const [first, second] = [
      await desk.addReachable(),
      await desk.addReachable({ customer: { timezone: "Asia/Tokyo" } }),
    ];
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(first, second) });
    await desk.run();
    await desk.db.system("customers").where({ id: first }).update({ merged_into: second });
    desk.setTime(later(12));
    await desk.run();
    expect(await desk.statuses(id)).toEqual({ [first]: "sent", [second]: "failed: merged" });
  });

  it.each([
    ["after what was queued behind it", { automation_told_at: noon }, ["Your answer.", "News."]],
    ["before it where it tells what must stand first", {}, ["News.", "Your answer."]],
  ])("goes out %s", async (_what, conversation, order) => {
    const customer = await desk.addReachable({ conversation });
    await desk.begin({ content: { en: "News." }, segment: await desk.segmentOf(customer) });
    await desk.run();
    const [row] = await desk.db.system("deliveries").where({ chat: customer });
    const channel = await desk.deps.channels.byId(row.channel_id);
    if (!channel) throw new Error("no channel");
    await desk.inside((scope) =>
      queueDelivery(scope, {
        ...{ channel, chat: customer, target: { chatId: customer }, audience: "customer", purpose: "service" },
        ...{ content: plainText("Your answer."), act: { by: "job", why: "test" } },
      }),
    );
    await desk.deliver();
    expect(desk.taken.map(({ text }) => order.find((words) => text.includes(words)))).toEqual(order);
  });

  it("says that it is automated, how to end it, and leads its links through us", async () => {
    const customer = await desk.addReachable();
    await desk.begin({ content, segment: await desk.segmentOf(customer) });
    await desk.run();
    await desk.deliver();
    const [{ text = "" } = {}] = desk.taken;
    expect(text).toContain("automated");
    expect(text).toMatch(/^Hello, here is the news: https:\/\/desk\.example\.com\/r\/[\w-]{22}\.\n\nReply STOP/m);
  });

  it("keeps to so many texts a minute on a channel", async () => {
    const customers = [await desk.addReachable(), await desk.addReachable(), await desk.addReachable()];
    await desk.set("campaigns.per_minute", 2);
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(...customers) });
    expect(await desk.run()).toBe(2);
    const links =
      "SELECT count(*)::int AS count FROM campaign_links l JOIN campaign_executions e ON e.id = l.execution_id WHERE e.campaign_id = ?";
    expect((await desk.db.system.raw(links, [id])).rows).toEqual([{ count: 2 }]);
    expect(await desk.run()).toBe(1);
    await desk.set("campaigns.per_minute", 1000);
  });

  it("takes back what has not gone out when it is paused, and writes to them once it goes on", async () => {
    const customer = await desk.addReachable();
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(customer) });
    await desk.run();
    const told = () => desk.db.system("conversations").where({ customer_id: customer }).first("automation_told_at");
    expect((await told()).automation_told_at).not.toBeNull();
    expect(await desk.locked(id, (scope, campaign) => pauseCampaign(scope, campaign, cli))).toBe(1);
    // The next text says again that it is automated.
    expect((await told()).automation_told_at).toBeNull();
    await desk.deliver();
    await desk.run();
    expect([desk.taken, await desk.statuses(id)]).toEqual([[], { [customer]: "pending" }]);
    await desk.locked(id, (scope, campaign) => resumeCampaign(scope, campaign, cli));
    await desk.run();
    await desk.deliver();
    expect(desk.taken.map(({ chat }) => chat)).toEqual([customer]);
  });

  it("ends for everybody who has not been written to when it is cancelled", async () => {
    const customer = await desk.addReachable();
    const asleep = await desk.addReachable({ customer: { timezone: "Asia/Tokyo" } });
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(customer, asleep) });
    await desk.run();
    expect(await desk.locked(id, (scope, campaign) => cancelCampaign(scope, campaign, cli))).toBe(2);
    desk.setTime(later(24));
    await desk.run();
    await desk.deliver();
    expect([desk.taken, await desk.statuses(id)]).toEqual([
      [],
      { [customer]: "failed: cancelled", [asleep]: "failed: cancelled" },
    ]);
  });

  it("counts who followed a link, wrote back or paid in afterwards, and says nothing of what no platform tells", async () => {
    const customer = await desk.addReachable();
    const { id } = await desk.begin({ content, segment: await desk.segmentOf(customer) });
    await desk.run();
    await desk.deliver();
    const token = /\/r\/([\w-]{22})/.exec(desk.taken[0]?.text ?? "")?.[1] ?? "";
    expect(await findCampaignLink(desk.db, token)).toMatchObject({ url: "https://broker.example.com/news?a=1" });
    await desk.run();
    await desk.inside((scope) => noteClick(scope, token, noon));
    // Deliveries carry the database's own time.
    const [{ delivered_at }] = await desk.db.system("campaign_executions").where({ campaign_id: id });
    desk.setTime(new Date(delivered_at.getTime() + 2 * HOUR_MS));
    await desk.db.system.raw("SELECT ensure_message_partition(?)", [desk.deps.clock.now()]);
    const at = new Date(delivered_at.getTime() + HOUR_MS);
    const conversation = await desk.db
      .system("conversations")
      .where({ customer_id: customer })
      .first("id", "channel_id");
    await desk.db.system("messages").insert({
      id: newId(),
      sent_at: at,
      org_id: desk.orgId,
      conversation_id: conversation.id,
      customer_id: customer,
      channel_id: conversation.channel_id,
      platform: "telegram",
      direction: "inbound",
      sender_type: "customer",
      content_type: "text",
      content: "Tell me more",
      received_at: at,
    });
    await desk.db.system("deposits").insert({
      id: newId(),
      org_id: desk.orgId,
      deposit_code: newId(),
      customer_id: customer,
      amount: 10,
      currency: "USD",
      deposit_type: "first",
      status: "confirmed",
      deposited_at: at,
      confirmed_at: at,
    });
    await settleEnded(desk.deps);
    expect((await desk.read(id)).stats).toEqual({
      sent: 1,
      delivered: 1,
      opened: 0,
      clicked: 1,
      replied: 1,
      converted: 1,
    });
    expect(await desk.statuses(id)).toEqual({ [customer]: "replied" });
  });

  it("cannot begin before somebody other than its author has approved it", async () => {
    const definition = campaignDefinition.parse({ name: "x", type: "one_time", segment: { everyone: true }, content });
    const { campaign } = await desk.inside((scope) =>
      addCampaign(scope, definition, { ...cli, authorId: desk.author }),
    );
    const own = { decision: "approve" as const, userId: desk.author, at: noon };
    await expect(desk.locked(campaign.id, (scope, one) => decideCampaign(scope, one, own))).rejects.toMatchObject({
      code: "rule.approval.own",
    });
    await expect(
      desk.locked(campaign.id, (scope, one) => scheduleCampaign(scope, one, { ...cli, startAt: noon, zone: "UTC" })),
    ).rejects.toMatchObject({ code: "rule.campaign.unapproved" });
  });
});

describe("a recurring campaign", () => {
  it("writes to each customer once a run, and ends after its last day", async () => {
    const customer = await desk.addReachable();
    const schedule = { every_days: 2, at: "13:00", until: "2026-03-12" };
    const { id } = await desk.begin({ type: "recurring", schedule, content, segment: await desk.segmentOf(customer) });
    const reached: number[] = [];
    for (const hours of [0, 1, 2, 25, 49, 50, 97]) {
      desk.setTime(later(hours));
      await desk.run();
      await desk.deliver();
      reached.push(desk.taken.length);
    }
    expect(reached).toEqual([0, 1, 1, 1, 2, 2, 2]);
    expect(await desk.read(id)).toMatchObject({ status: "completed", next_run_at: null });
  });
});

describe("a campaign on an event", () => {
  it("writes once to who gets the tag after it began, and to nobody who had it before", async () => {
    const [before, after] = [await desk.addReachable(), await desk.addReachable()];
    const segment = await desk.segmentOf(before, after);
    const tagged = (customer_id: string, created_at: Date) =>
      desk.db.system("customer_activities").insert({
        id: newId(),
        org_id: desk.orgId,
        customer_id,
        type: "tag_change",
        metadata: JSON.stringify({ tag: "+gold" }),
        created_at,
      });
    await tagged(before, later(-1));
    const { id } = await desk.begin({
      type: "trigger_based",
      trigger: { on: "tag_added", tag: "gold" },
      content,
      segment,
    });
    await desk.run();
    await tagged(after, later(0.1));
    desk.setTime(later(0.2));
    await desk.run();
    await tagged(after, later(0.3));
    desk.setTime(later(0.4));
    await desk.run();
    expect(await desk.statuses(id)).toEqual({ [after]: "sent" });
  });
});

describe("another organisation", () => {
  it("is neither written to nor sees the campaign", async () => {
    const customer = await desk.addReachable();
    const { id } = await desk.begin({ content });
    const orgId = newId();
    await desk.db.system("organizations").insert({ id: orgId, code: "other", name: "Other" });
    const foreign = newId();
    await desk.db.system("customers").insert({ id: foreign, org_id: orgId, customer_code: "C", name: "F" });
    await desk.run();
    const entered = await desk.statuses(id);
    expect(entered).toHaveProperty(customer);
    expect(entered).not.toHaveProperty(foreign);
    const seen = await inOrganization(desk.db, orgId, ({ trx }) => trx("campaigns").select("id"));
    expect(seen).toEqual([]);
  });
});
