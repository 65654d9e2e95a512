import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Handover } from "../../domain/conversations/handover.ts";
import type { Language } from "../../domain/language/language.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { giveTo } from "../desk/conversation-acts.ts";
import { refuse } from "../desk/refuse.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { followOwner } from "./follow-owner.ts";
import { isInTeam } from "./receivers.ts";
import { endHandover } from "./record-handover.ts";

/**
 * Gives a locked conversation to who accepts it; both rows are locked, so one of several who press at once has it. Where
 * they are of another team it is that team's from now on, and shown at its desk.
 * @throws RuleError with words for who was too late, or was not asked.
 */
export async function acceptHandover(
  scope: OrgScope,
  channels: ChannelDirectory,
  { handover, conversation, staff, at }: Answer,
): Promise<{ giver: User }> {
  await mayAnswer(scope, handover, staff);
  const giver = await User.query(scope.trx).findById(handover.fromUserId).throwIfNotFound();
  await refuseEnded(scope, handover, conversation, at);
  await giveTo(scope, conversation, staff.userId, { userId: staff.userId }, at);
  const note = handover.note ? { author: giver.name, text: handover.note } : undefined;
  const { toTeamId } = handover;
  await followOwner(scope, channels, { conversation, userId: staff.userId, byUserId: staff.userId, toTeamId, note });
  if (handover.withCustomer) await passCustomer(scope, conversation.customerId, giver.id, staff.userId, at);
  await endHandover(scope, handover, { status: "accepted", by: staff.userId, at });
  return { giver };
}

export interface Answer {
  handover: Handover;
  conversation: Conversation;
  staff: Staff;
  at: Date;
}

/** Says no for oneself: the giver keeps the conversation. */
export async function declineHandover(
  scope: OrgScope,
  { handover, conversation, staff, at }: Answer,
): Promise<{ giver: User }> {
  if (handover.toUserId !== staff.userId) {
    return refuse("handover_not_asked", { en: "You were not asked to take it.", zh: "此转接不是给您的。" });
  }
  await refuseEnded(scope, handover, conversation, at);
  await endHandover(scope, handover, { status: "declined", by: staff.userId, at });
  return { giver: await User.query(scope.trx).findById(handover.fromUserId).throwIfNotFound() };
}

async function mayAnswer(scope: OrgScope, handover: Handover, staff: Staff): Promise<void> {
  if (handover.toUserId === staff.userId) return;
  if (handover.toTeamId && (await isInTeam(scope, staff.userId, handover.toTeamId))) return;
  return refuse("handover_not_asked", {
    en: "You were not asked to take it. Who has it can offer it to you, or a lead can /assign it.",
    zh: "此转接不是给您的。可请负责人转接给您，或由主管 /assign。",
  });
}

async function refuseEnded({ trx }: OrgScope, handover: Handover, conversation: Conversation, at: Date): Promise<void> {
  const isOpen = conversation.status === "pending" || conversation.status === "active";
  const isStanding = handover.status === "open" && handover.expiresAt > at;
  if (isStanding && isOpen && conversation.agentId === handover.fromUserId) return;
  if (!isOpen) {
    return refuse("handover_ended", { en: "The conversation is resolved by now.", zh: "此会话已解决。" });
  }
  const owner = conversation.agentId ? await User.query(trx).findById(conversation.agentId) : null;
  return refuse("handover_ended", {
    en: owner ? `Too late: ${owner.name} has it.` : "Too late: this offer has ended.",
    zh: owner ? `已失效：现由 ${owner.name} 负责。` : "此转接已失效。",
  });
}

async function passCustomer({ trx, orgId }: OrgScope, id: string, from: string, to: string, at: Date): Promise<void> {
  const owned = trx("customers").where({ org_id: orgId, id, owner_id: from });
  await owned.update({ owner_id: to, assigned_at: at });
}

/** Tells the giver in private what became of their offer. */
export async function tellGiver(
  scope: OrgScope,
  channels: ChannelDirectory,
  giver: User,
  conversationId: string,
  words: Record<Language, string>,
): Promise<void> {
  const about = {
    type: "handover_answer",
    resourceType: "conversation",
    resourceId: conversationId,
    conversationId,
  };
  await tellPerson(scope, channels, { user: giver, words, about });
}
