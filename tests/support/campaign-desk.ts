import type { ChannelDirectory, LiveChannel } from "../../bot/channels/channel-directory.ts";
import { deliverChat } from "../../bot/delivery/deliver-chat.ts";
import { createOutages } from "../../bot/delivery/outages.ts";
import { createPacer } from "../../bot/delivery/pacer.ts";
import { type CampaignDeps, runCampaigns } from "../../bot/growth/run-campaigns.ts";
import { toPlainText } from "../../bot/ports/rich-text.ts";
import { addCampaign } from "../../domain/growth/add-campaign.ts";
import { type Campaign, lockCampaign } from "../../domain/growth/campaign.ts";
import { campaignDefinition } from "../../domain/growth/campaign-definition.ts";
import { decideCampaign } from "../../domain/growth/decide-campaign.ts";
import { readGrowthSettings } from "../../domain/growth/growth-settings.ts";
import { scheduleCampaign } from "../../domain/growth/move-campaign.ts";
import type { Segment } from "../../domain/growth/segment.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createTracing } from "../../infra/tracing/tracing.ts";
import { type FundsDesk, openFundsDesk } from "./funds-desk.ts";

/** A database with one channel, whose customers are written to by campaigns at a time that the test sets. */
export interface CampaignDesk extends FundsDesk {
  deps: CampaignDeps;
  /** What the channel took, by the chat it went to. */
  taken: { chat: string; text: string }[];
  author: string;
  approver: string;
  setTime(at: Date): void;
  /** A customer with a private chat who agreed to marketing. */
  addReachable(change?: {
    customer?: object;
    conversation?: object;
    identity?: object;
    consent?: string | null;
  }): Promise<string>;
  /** A segment that only these customers are in. */
  segmentOf(...customers: string[]): Promise<Segment>;
  /** A campaign as a file describes it, approved. */
  add(definition: object): Promise<Campaign>;
  /** The same, begun now. */
  begin(definition: object): Promise<Campaign>;
  read(id: string): Promise<Campaign>;
  locked<T>(id: string, work: (scope: OrgScope, campaign: Campaign) => Promise<T>): Promise<T>;
  run(): Promise<number>;
  /** Sends what the chats wait for. */
  deliver(): Promise<void>;
  /** Each customer's status, with the reason where there is one. */
  statuses(campaignId: string): Promise<Record<string, string>>;
}

export const noon = new Date("2026-03-10T12:00:00Z");

/** `budget`: replies that the channel's platform counts. */
export async function openCampaignDesk(
  budget: { messages: number; windowMs: number } | null = null,
): Promise<CampaignDesk> {
  const desk = await openFundsDesk();
  await desk.db.system.raw("SELECT ensure_message_partition('2026-03-01'), ensure_message_partition('2026-04-01')");
  let now = noon;
  const clock = { now: () => now };
  const taken: CampaignDesk["taken"] = [];
  const adapter = {
    capabilities: { replyBudget: budget, rates: {}, uncertainSend: "safe", buttons: false, threads: false },
    split: (content: unknown) => [content],
    send: async (message: { deliveryId: string; target: { chatId: string }; content: never }) => {
      taken.push({ chat: message.target.chatId, text: toPlainText(message.content) });
      return { externalMessageId: message.deliveryId };
    },
  };
  const row = { id: newId(), platform: "telegram", name: "test" };
  const channel = { ...row, orgId: desk.orgId, status: "active", adapter } as unknown as LiveChannel;
  await desk.db.system("channels").insert({ ...row, org_id: desk.orgId, status: "active" });
  const channels = {
    byId: async (id: string) => (id === row.id ? channel : null),
    ofOrganisation: async (orgId: string) => (orgId === desk.orgId ? [channel] : []),
  } as unknown as ChannelDirectory;
  const deps = {
    db: desk.db,
    channels,
    ensureMonth: async () => undefined,
    clock,
    linkBase: "https://desk.example.com",
  };
  const pacer = createPacer({ secondMs: 1 });
  const [author, approver] = [await desk.addUser("Ann"), await desk.addUser("Mia")];
  let number = 7000;

  const locked: CampaignDesk["locked"] = (id, work) =>
    desk.inside(async (scope) => {
      const campaign = await lockCampaign(scope, id);
      if (!campaign) throw new Error("no such campaign");
      return work(scope, campaign);
    });
  const add = async (definition: object) => {
    const read = campaignDefinition.parse({
      name: `Campaign ${newId()}`,
      type: "one_time",
      segment: { everyone: true },
      ...definition,
    });
    const { campaign } = await desk.inside((scope) =>
      addCampaign(scope, read, { by: { actor: "cli" }, authorId: author, at: now }),
    );
    await locked(campaign.id, (scope, one) =>
      decideCampaign(scope, one, { decision: "approve", userId: approver, at: now }),
    );
    return campaign;
  };
  return {
    ...desk,
    deps,
    taken,
    author,
    approver,
    locked,
    add,
    setTime: (at) => {
      now = at;
    },
    addReachable: async ({ customer = {}, conversation = {}, identity = {}, consent = "granted" } = {}) => {
      const customerId = await desk.addCustomer();
      const base = { org_id: desk.orgId, customer_id: customerId, channel_id: row.id };
      await desk.db
        .system("customers")
        .where({ id: customerId })
        .update({ language: "en", ...customer });
      await desk.db
        .system("customer_identities")
        .insert({ id: newId(), ...base, platform: "telegram", external_user_id: customerId, ...identity });
      number += 1;
      await desk.db.system("conversations").insert({
        id: newId(),
        ...base,
        number,
        chat: customerId,
        external_chat_id: customerId,
        channel_type: "telegram",
        status: "active",
        ...conversation,
      });
      if (consent)
        await desk.db
          .system("consents")
          .insert({ id: newId(), org_id: desk.orgId, customer_id: customerId, kind: "marketing", state: consent });
      return customerId;
    },
    begin: async (definition) => {
      const { id } = await add(definition);
      return locked(id, async (scope, campaign) => {
        const { zone } = readGrowthSettings(await loadSettings(scope));
        await scheduleCampaign(scope, campaign, { by: { actor: "cli" }, at: now, startAt: now, zone });
        return campaign;
      });
    },
    segmentOf: async (...customers) => {
      const tag = { id: newId(), org_id: desk.orgId, name: `segment ${newId()}` };
      await desk.db.system("tags").insert(tag);
      for (const customer_id of customers) {
        await desk.db.system("customer_tags").insert({ customer_id, tag_id: tag.id, org_id: desk.orgId });
      }
      return { tags: { any: [tag.name] } };
    },
    read: (id) => desk.db.system("campaigns").where({ id }).first(),
    run: () => runCampaigns(deps),
    deliver: async () => {
      const chats = await desk.db
        .system("deliveries")
        .where({ status: "queued", org_id: desk.orgId })
        .distinct("chat")
        .pluck("chat");
      for (const chat of chats) {
        const parts = { pacer, outages: createOutages(), blobs: {} as never, log: silentLog, tracing: createTracing() };
        const delivering = { ...deps, ...parts };
        await deliverChat(delivering, { channelId: row.id, chat });
      }
    },
    statuses: async (campaignId) => {
      const rows = await desk.db.system("campaign_executions").where({ campaign_id: campaignId });
      return Object.fromEntries(
        rows.map(({ customer_id, status, error_message }) => [
          customer_id,
          error_message ? `${status}: ${error_message}` : status,
        ]),
      );
    },
  };
}
