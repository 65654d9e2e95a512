import { expect } from "vitest";
import { runCampaigns } from "../../../bot/growth/run-campaigns.ts";
import { addCampaign } from "../../../domain/growth/add-campaign.ts";
import { campaignDefinition } from "../../../domain/growth/campaign-definition.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** What is said to many by plan. */
export const campaigning: readonly Scenario[] = [
  {
    name: "a campaign that somebody else approved reaches whoever agreed to marketing, and /campaign says how it went",
    proves: ["campaign", "approve"],
    run: async (stage) => {
      await stage.set("campaigns.quiet_hours", "off");
      const about = await stage.takenBy(stage.ann);
      const { code, approval, tag } = await write(stage, about, "Our new desk is open on Saturdays.");
      await stage.asks(stage.mia, `/campaign schedule ${code}`, `${code} is not approved yet`);
      await stage.asks(stage.ann, "/campaign", "Your role (agent) may not use");
      await stage.asks(stage.mia, "/approvals", code);
      await stage.asks(stage.mia, `/approve ${approval}`, `${code} “${tag}” is approved by Mia`);
      await stage.asks(stage.mia, `/campaign preview ${code}`, "never agreed to marketing: 1");
      await agree(stage, about);
      await stage.asks(stage.mia, `/活动 预览 ${code}`, "1 of 1 would be written to now");
      await stage.asks(stage.mia, `/campaign schedule ${code}`, `${code} begins within a minute`);
      await run(stage);
      await stage.customerHears(about, "Our new desk is open on Saturdays.");
      await stage.settled();
      await run(stage);
      await stage.asks(stage.mia, `/campaign show ${code}`, "sent 1 · delivered 1 · clicked 0 · replied 0");
      const status = "SELECT status, completed_at IS NOT NULL AS ended FROM campaigns WHERE campaign_code = ?";
      expect(await stage.row(status, code)).toEqual({ status: "completed", ended: true });
      await stage.asks(stage.mia, `/campaign pause ${code}`, `${code} is completed: it cannot be changed`);
    },
  },
  {
    name: "/campaign pauses, resumes and cancels what is planned, and nobody is written to",
    proves: ["campaign"],
    run: async (stage) => {
      await stage.set("campaigns.quiet_hours", "off");
      const about = await stage.takenBy(stage.ann);
      await agree(stage, about);
      const { code, approval } = await write(stage, about, "This is never said.");
      await stage.asks(stage.mia, `/approve ${approval}`, `${code}`);
      await stage.asks(stage.mia, `/campaign schedule ${code} soonish`, "When? For example");
      await stage.asks(stage.mia, `/campaign schedule ${code} in 2h`, `${code} begins at`);
      await stage.asks(stage.mia, `/群发 暂停 ${code}`, `${code} is paused`);
      await stage.asks(stage.mia, `/campaign resume ${code}`, `${code} goes on`);
      await stage.asks(stage.mia, `/campaign cancel ${code}`, `${code} is cancelled`);
      await run(stage);
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("This is never said.");
      await stage.asks(stage.mia, "/campaign", `${code} · `);
      await stage.asks(stage.mia, "/campaign show CAM_999999", "There is no campaign “CAM_999999”");
    },
  },
  {
    name: "a campaign with a prohibited claim is not approved, and its author hears why it is rejected",
    proves: ["approve", "reject"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const { code, approval } = await write(stage, about, "Guaranteed profit for everybody!");
      await stage.asks(stage.mia, `/approve ${approval}`, `${code} is not approved`);
      await stage.asks(stage.mia, `/reject ${approval}`, "Say why");
      await stage.asks(stage.mia, `/reject ${approval} No promises`, "Reason: No promises");
      await stage.hears(stage.ann, code, "was rejected by Mia");
      expect(await stage.row("SELECT status FROM campaigns WHERE campaign_code = ?", code)).toEqual({
        status: "cancelled",
      });
    },
  },
];

/** A campaign of Ann's for this one customer. */
async function write(stage: Stage, about: DeskedConversation, text: string) {
  const { db } = stage.product;
  const tag = `campaign for ${about.code}`;
  const tagId = newId();
  await db.system("tags").insert({ id: tagId, org_id: stage.orgId, name: tag });
  await db
    .system("customer_tags")
    .insert({ customer_id: await customerOf(stage, about), tag_id: tagId, org_id: stage.orgId });
  const definition = campaignDefinition.parse({
    ...{ name: tag, type: "one_time", segment: { tags: { any: [tag] } } },
    content: { en: text },
  });
  const by = { by: { actor: "cli" as const }, authorId: stage.ann.userId, at: new Date() };
  const { campaign, approval } = await inOrganization(db, stage.orgId, (scope) => addCampaign(scope, definition, by));
  return { code: campaign.campaign_code, approval, tag };
}

async function agree(stage: Stage, about: DeskedConversation): Promise<void> {
  const customer = await customerOf(stage, about);
  const consent = { org_id: stage.orgId, customer_id: customer, kind: "marketing", state: "granted" };
  await stage.product.db.system("consents").insert({ id: newId(), ...consent });
}

async function customerOf(stage: Stage, about: DeskedConversation): Promise<string> {
  const row = await stage.row("SELECT customer_id FROM conversations WHERE id = ?", about.id);
  return String(row?.["customer_id"]);
}

/** What the clock does every minute. */
async function run(stage: Stage): Promise<void> {
  await runCampaigns({ ...stage.product, linkBase: null });
}
