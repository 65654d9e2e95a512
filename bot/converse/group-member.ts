import { type Group, recordGroupMove } from "../../domain/customers/group-membership.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { deskPlaceOf } from "../desk/desk-place.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ChatRef, GroupMemberEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { findParties } from "./find-parties.ts";
import { finishReceipt } from "./settle-receipt.ts";
import { isUnknownGroup } from "./unknown-group.ts";

/**
 * Somebody came into a group of ours, or left it. It is kept of customers whom we know: who only reads along in a group has
 * not asked to be one.
 */
export async function handleGroupMember(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: GroupMemberEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const outcome = await keepMove(scope, channel, event, deps.clock.now());
    if (!receipt) return;
    const isKept = outcome === event.change;
    await finishReceipt(scope, channel, receipt, { status: isKept ? "done" : "ignored", outcome });
  });
}

async function keepMove(
  scope: OrgScope,
  channel: LiveChannel,
  event: GroupMemberEvent,
  receivedAt: Date,
): Promise<string> {
  if (deskPlaceOf(channel, event.chat) !== null) return "staff";
  if (isUnknownGroup(channel, event.chat)) return "unregistered group";
  const { customer } = await findParties(scope, channel, event);
  if (!customer) return "bystander";
  const move =
    event.change === "joined" ? ({ kind: "joined" } as const) : { kind: "left" as const, reason: event.change };
  const group = await groupOf(scope, channel, event.chat);
  const sentAt = new Date(event.sentAt);
  const at = sentAt < receivedAt ? sentAt : receivedAt;
  const isNew = await recordGroupMove(scope, customer, group, move, { by: { actor: "bot" }, at });
  return isNew ? event.change : "known";
}

/** The group with the name that it was registered by, else its own. */
export async function groupOf(scope: OrgScope, channel: LiveChannel, chat: ChatRef): Promise<Group> {
  const row = await scope
    .trx("channel_groups")
    .where({ org_id: scope.orgId, channel_id: channel.id, chat_id: chat.id })
    .first("name");
  return { channelId: channel.id, chatId: chat.id, name: row?.name ?? chat.title?.slice(0, 100) ?? null };
}
