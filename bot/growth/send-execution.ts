import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Reach } from "../../domain/growth/audience.ts";
import { type Campaign, lockCampaign } from "../../domain/growth/campaign.ts";
import type { CampaignContent } from "../../domain/growth/campaign-definition.ts";
import { makeCampaignLink } from "../../domain/growth/campaign-links.ts";
import type { GrowthSettings } from "../../domain/growth/growth-settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type WriteDeps, writeToCustomer } from "./write-to-customer.ts";

export interface SendDeps extends WriteDeps {
  /** Where links of ours lead through: `https://desk.example.com`; null: links stay as they were written. */
  linkBase: string | null;
}

/** `later`: they wait on. `ended`: they will not be written to, and their row says why. */
export type SendOutcome = "sent" | "later" | "ended";

interface Execution {
  id: string;
  customer_id: string;
  variant: string | null;
  run: string;
}

/**
 * Writes to one customer of a campaign through the gate, or says in their row why not; all in the caller's transaction,
 * so that who was written to once never is again. Locks their row and the conversation.
 */
export async function sendExecution(
  scope: OrgScope,
  deps: SendDeps,
  {
    campaignId,
    executionId,
    reach,
    settings,
  }: { campaignId: string; executionId: string; reach: Reach; settings: GrowthSettings },
): Promise<SendOutcome> {
  const execution = await lockExecution(scope, executionId);
  // Whoever pauses or cancels waits for us, or we see it.
  const campaign = execution && (await lockCampaign(scope, campaignId, { share: true }));
  if (!execution || campaign?.status !== "running") return "later";
  if (await wasReached(scope, campaign, execution)) return end(scope, execution, "merged");
  const { customer_id: customerId } = execution;
  const { campaign_code: code } = campaign;
  const content = contentFor(campaign, execution);
  const written = await writeToCustomer(scope, deps, {
    ...{ customerId, content, reach, settings, why: `campaign: ${code}`, shownAs: `📣 ${code}` },
    linkFor: linksOf(scope, deps, execution),
  });
  if (written.outcome === "refused") return end(scope, execution, written.reason);
  if (written.outcome === "later") return putOff(scope, execution, written.until);
  await noteSent(scope, execution, written.conversation, written.message);
  return "sent";
}

function contentFor(campaign: Campaign, { variant }: Execution): CampaignContent {
  return campaign.ab_variants.find(({ name }) => name === variant)?.content ?? campaign.content_template;
}

function linksOf(scope: OrgScope, { linkBase }: SendDeps, { id }: Execution) {
  if (linkBase === null) return null;
  return async (url: string) => `${linkBase}/r/${await makeCampaignLink(scope, { executionId: id, url })}`;
}

async function lockExecution({ trx, orgId }: OrgScope, id: string): Promise<Execution | null> {
  const row = await trx("campaign_executions")
    .where({ org_id: orgId, id, status: "pending" })
    .forUpdate()
    .skipLocked()
    .first("id", "customer_id", "variant", "run");
  return row ?? null;
}

/** True when this run has written to the same person under another name, which was merged into this one since. */
async function wasReached(
  { trx, orgId }: OrgScope,
  { id }: Campaign,
  { customer_id, run }: Execution,
): Promise<boolean> {
  const row = await trx("campaign_executions as e")
    .join("customers as m", "m.id", "e.customer_id")
    .where({ "e.org_id": orgId, "e.campaign_id": id, "e.run": run, "m.merged_into": customer_id })
    .whereNotNull("e.sent_at")
    .first("e.id");
  return row !== undefined;
}

async function noteSent(
  { trx, orgId }: OrgScope,
  { id }: Execution,
  conversation: Conversation,
  message: { id: string; sentAt: Date },
): Promise<void> {
  await trx("campaign_executions").where({ org_id: orgId, id }).update({
    status: "sent",
    sent_at: message.sentAt,
    conversation_id: conversation.id,
    message_id: message.id,
    message_sent_at: message.sentAt,
    channel_type: conversation.channelType,
    error_message: null,
  });
}

async function end({ trx, orgId }: OrgScope, { id }: Execution, reason: string): Promise<SendOutcome> {
  await trx("campaign_executions").where({ org_id: orgId, id }).update({ status: "failed", error_message: reason });
  return "ended";
}

async function putOff({ trx, orgId }: OrgScope, { id }: Execution, until: Date | null): Promise<SendOutcome> {
  if (until) await trx("campaign_executions").where({ org_id: orgId, id }).update({ due_at: until });
  return "later";
}
