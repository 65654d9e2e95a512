import type { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { type DeskView, findDesk } from "../desk/desk-view.ts";
import { type MoveNote, moveDesk } from "../desk/move-desk.ts";
import { teamOfReceiver } from "./receivers.ts";

export interface NewOwner {
  conversation: Conversation;
  userId: string;
  /** Who gave it to them, or they themselves. */
  byUserId: string;
  /** The team that was asked, where a team was. */
  toTeamId?: string | null;
  note?: MoveNote | undefined;
}

/**
 * Shows a locked conversation where its new owner reads: where they are of another team it is that team's from now on,
 * and shown at its desk. Gives the place where it is shown now, null without a desk.
 */
export async function followOwner(
  scope: OrgScope,
  channels: ChannelDirectory,
  { conversation, userId, byUserId, toTeamId = null, note }: NewOwner,
): Promise<DeskView | null> {
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const { language, deskSurface: surface } = readRules(await loadSettings(scope));
  const team = await teamOfReceiver(scope, { toTeamId }, conversation, userId);
  if (!team) return findDesk(scope, channels, conversation, { customer, language });
  return moveDesk(scope, channels, { conversation, customer, language, surface }, team, { userId: byUserId }, note);
}
