import { inOrganizationAt } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { breakChannel } from "../channels/channel-trouble.ts";
import { handleCommand } from "../commands/handle-command.ts";
import { isStaffLine } from "../commands/staff-line.ts";
import { adoptThread } from "../desk/adopt-thread.ts";
import { deskPlaceOf } from "../desk/desk-place.ts";
import { handleStaffMessage } from "../desk/handle-staff-message.ts";
import { closeAccount } from "../people/close-account.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ActionEvent, InboundEvent, MessageEvent } from "../ports/inbound-event.ts";
import { recordSessionMove } from "../sessions/record-session-move.ts";
import { handleBotAdded } from "./bot-added.ts";
import { recordDeletion, recordEdit } from "./change-message.ts";
import { handleChatMoved } from "./chat-moved.ts";
import { handleJoined } from "./customer-joined.ts";
import { handleCustomerMessage } from "./customer-message.ts";
import type { ConverseDeps } from "./deps.ts";
import { earlyChangesOf, workEarlyEdits } from "./early-changes.ts";
import { handleGroupMember } from "./group-member.ts";
import { keepWithdrawn } from "./keep-withdrawn.ts";
import { markIdentityUnreachable } from "./mark-unreachable.ts";
import { recordSendFailure } from "./record-send-failure.ts";
import { findStaff, knownSender, linkStaffByEmail } from "./resolve-staff.ts";
import { finishReceipt } from "./settle-receipt.ts";
import { recordTypedByStaff } from "./typed-by-staff.ts";
import { isUnknownGroup, keepSilent } from "./unknown-group.ts";

/**
 * Works what a receipt held. Nearly all hold one event; where there are several (a Telegram `/start PAYLOAD` is an
 * arrival and a command) the last one ends the receipt, and the earlier ones are safe to repeat.
 */
export async function handleEvents(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt,
  events: InboundEvent[],
): Promise<void> {
  for (const [index, event] of events.entries()) {
    const isLast = index === events.length - 1;
    await handleEvent(deps, channel, isLast ? receipt : null, inPresentChat(channel, event));
  }
  if (events.length === 0) await ignore(deps, channel, receipt, "empty");
}

/** What was said before a group got another id, and is worked after, belongs to what goes on under the new one. */
function inPresentChat<Event extends InboundEvent>({ movedChats }: LiveChannel, event: Event): Event {
  const { id, key } = event.chat;
  const moved = movedChats.get(id);
  if (moved === undefined) return event;
  return { ...event, chat: { ...event.chat, id: moved, key: key === id ? moved : key } };
}

async function handleEvent(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: InboundEvent,
): Promise<void> {
  switch (event.kind) {
    case "message":
      return handleMessage(deps, channel, receipt, event);
    case "command":
      // What only the asker sees is no word to the group.
      if (isUnknownGroup(channel, event.chat) && !event.respondTo) return keepSilent(deps, channel, receipt, event);
      return handleCommand(deps, channel, receipt, event);
    case "action":
      return handlePress(deps, channel, receipt, event);
    case "edited":
      return recordEdit(deps, channel, receipt, event);
    case "deleted":
      return recordDeletion(deps, channel, receipt, event);
    case "joined":
      return handleJoined(deps, channel, receipt, event);
    case "left":
      return markIdentityUnreachable(deps, channel, receipt, event);
    case "bot_added":
      return handleBotAdded(deps, channel, receipt, event);
    case "group_member":
      return handleGroupMember(deps, channel, receipt, event);
    case "chat_moved":
      return handleChatMoved(deps, channel, receipt, event);
    case "send_failed":
      return recordSendFailure(deps, channel, receipt, event);
    case "account_closed":
      return closeAccount(deps, channel, receipt, event);
    case "session_moved":
      return recordSessionMove(deps, channel, receipt, event);
    case "channel_error":
      await deps.db.system.transaction((trx) =>
        breakChannel(trx, deps.channels, channel, { source: "platform", reason: event.reason }),
      );
      return ignore(deps, channel, receipt, `channel error: ${event.reason}`);
    case "thread_opened":
      return adoptThread(deps, channel, receipt, event);
    case "ignored":
      return ignore(deps, channel, receipt, event.reason);
    case "unknown":
      return ignore(deps, channel, receipt, `unknown: ${event.type}`);
  }
}

async function handleMessage(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
): Promise<void> {
  if (event.typedByStaff) return recordTypedByStaff(deps, channel, receipt, event, event.typedByStaff);
  if (event.sender.isSelf || event.sender.isBot) return ignore(deps, channel, receipt, "a bot's own line");
  const isAtDesk = deskPlaceOf(channel, event.chat) !== null || event.chat.kind === "staff";
  // Before anything is asked of the platform: a busy channel must not cost a look-up a line.
  if (!isAtDesk && !event.addressed) return ignore(deps, channel, receipt, "not addressed to the bot");
  if (!isAtDesk && isUnknownGroup(channel, event.chat)) return keepSilent(deps, channel, receipt, event);
  const early = await earlyChangesOf(deps.db, channel, event.externalMessageId);
  if (early.withdrawnAt) return keepWithdrawn(deps, channel, receipt, event, early.withdrawnAt);
  // Before the message, so that they are worked whatever ends this process; being of its chat they wait for it.
  if (early.isEdited) await workEarlyEdits(deps.db, channel, event.externalMessageId);
  if (isAtDesk) return handleStaffMessage(deps, channel, receipt, event);
  const isForStaff = isStaffLine(event.text) || (await isStaff(deps, channel, event));
  return isForStaff
    ? handleCommand(deps, channel, receipt, event)
    : handleCustomerMessage(deps, channel, receipt, event);
}

/**
 * Buttons of staff are answered to whoever pressed; those of customers are none in a group that is not registered (any
 * more).
 */
async function handlePress(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: ActionEvent,
): Promise<void> {
  if (isUnknownGroup(channel, event.chat) && !(await findStaff(deps.db, channel, event.sender))) {
    return ignore(deps, channel, receipt, "unregistered group");
  }
  return handleCommand(deps, channel, receipt, event);
}

/** Staff and who was of the staff go one way, customers the other; somebody new may be linked by this message. */
async function isStaff(deps: ConverseDeps, channel: LiveChannel, event: MessageEvent): Promise<boolean> {
  const sender = await knownSender(deps.db, channel, event);
  if (sender.isStaff || sender.wasStaff) return true;
  return !sender.isCustomer && (await linkStaffByEmail(deps, channel, event)) !== null;
}

async function ignore(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  reason: string,
): Promise<void> {
  if (!receipt) return;
  await inOrganizationAt(deps.db, channel.orgId, "turn.ignored", (scope) =>
    finishReceipt(scope, channel, receipt, { status: "ignored", outcome: reason }),
  );
}
