import { Message } from "../../domain/conversations/message.ts";
import { inOrganizationAt, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { deskPlaceOf } from "../desk/desk-place.ts";
import { reopenDeletedThread } from "../desk/reopen-deleted-thread.ts";
import { showChange, tellNotPassedOn } from "../desk/show-change.ts";
import { showFileChange } from "../desk/show-file-change.ts";
import { attachmentsOf, fileChange, keepFileChange } from "../files/file-change.ts";
import { rememberAgain } from "../memory/remember-later.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { DeletedEvent, EditedEvent } from "../ports/inbound-event.ts";
import { isBeingRecalled } from "../recall/is-being-recalled.ts";
import { addVersion, currentWords, type VersionChange } from "./add-version.ts";
import type { ConverseDeps } from "./deps.ts";
import { keepEarlyChange } from "./early-changes.ts";
import { heedEdit } from "./heed-edit.ts";
import { findMessageRef, queueDownloads } from "./record-message.ts";
import { finishReceipt } from "./settle-receipt.ts";

type Change = VersionChange & { kind: "edited" | "deleted" };

/** An edit is a new version; what was said before stays. The same wording again changes nothing. */
export async function recordEdit(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: EditedEvent,
): Promise<void> {
  const metadata = event.attachments.length > 0 ? { attachments: event.attachments } : {};
  const change = {
    kind: "edited",
    content: event.text || null,
    metadata,
    at: event.editedAt,
    by: event.sender.id,
  } as const;
  await applyChange(deps, channel, receipt, event, change);
}

/** A recall or deletion marks the message and keeps its words. */
export async function recordDeletion(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: DeletedEvent,
): Promise<void> {
  const change = { kind: "deleted", content: null, metadata: {}, at: event.sentAt, by: event.sender.id } as const;
  await applyChange(deps, channel, receipt, event, change);
}

async function applyChange(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: EditedEvent | DeletedEvent,
  change: Change,
): Promise<void> {
  const { externalMessageId, chat } = event;
  const isAtDesk = chat.kind === "staff" || deskPlaceOf(channel, chat) !== null;
  await inOrganizationAt(deps.db, channel.orgId, "turn.change", async (scope) => {
    const message = await lockMessage(scope, channel, externalMessageId);
    const before = message ? await currentWords(scope, message) : null;
    const outcome = message
      ? await workChange(scope, deps, channel, message, event, change, { isAtDesk, before })
      : await unknownChange(scope, channel, event);
    const isOtherWords = outcome === "edited" && change.content !== before;
    const isReworded = message?.senderType === "customer" && isOtherWords && event.kind === "edited";
    if (message?.senderType === "customer" && outcome === change.kind) await rememberAgain(scope, message);
    if (isReworded) await heedEdit(scope, deps, channel, { message, before, event });
    if (!receipt) return;
    const isChange = outcome === change.kind || outcome.startsWith("desk ");
    const end = { status: isChange ? "done" : "ignored", outcome } as const;
    await finishReceipt(scope, channel, receipt, message && isChange ? { ...end, message } : end);
  });
}

/** What a customer changed is shown at the desk; what staff change at the desk never changes what a customer got. */
async function workChange(
  scope: OrgScope,
  deps: ConverseDeps,
  channel: LiveChannel,
  message: Message,
  event: EditedEvent | DeletedEvent,
  change: Change,
  { isAtDesk, before }: { isAtDesk: boolean; before: string | null },
): Promise<string> {
  const { externalMessageId, externalId: receipt } = event;
  if (isAtDesk && message.direction === "outbound") {
    return tellNotPassedOn(scope, deps.channels, message, change.kind, { externalMessageId, receipt });
  }
  // A platform that tells of every removal tells of our own as well.
  if (change.kind === "deleted" && (await isBeingRecalled(scope, message.id))) return "unchanged: recalled by us";
  const files = event.kind === "edited" ? fileChange(attachmentsOf(message), event.attachments, change.at) : null;
  const outcome = await addVersion(scope, message, change, files !== null);
  if (outcome !== change.kind) return outcome;
  if (files) await keepFileChange(scope, message, files);
  if (files) await queueDownloads(scope, channel, message, files.added);
  if (message.direction === "internal") return outcome;
  if (change.kind === "deleted" || change.content !== before) {
    const about = {
      kind: change.kind,
      messageId: message.id,
      isOurs: message.direction === "outbound",
      before,
      after: change.content,
      receipt,
    };
    await showChange(scope, deps.channels, message.conversationId, about);
  }
  if (files && message.direction === "inbound") {
    await showFileChange(scope, deps.channels, message, { ...files, receipt });
  }
  return outcome;
}

/**
 * The root of a desk thread that somebody deleted: the conversation gets a new one. Of anything else the message may yet
 * come.
 */
async function unknownChange(
  scope: OrgScope,
  channel: LiveChannel,
  event: EditedEvent | DeletedEvent,
): Promise<string> {
  if (event.kind === "deleted" && (await reopenDeletedThread(scope, channel, event.externalMessageId))) {
    return "desk thread opened again";
  }
  await keepEarlyChange(scope, channel, event);
  return `${event.kind}: the message is not known`;
}

async function lockMessage(scope: OrgScope, channel: LiveChannel, externalMessageId: string): Promise<Message | null> {
  const ref = await findMessageRef(scope, channel, externalMessageId);
  if (!ref) return null;
  return (await Message.query(scope.trx).findOne({ id: ref.id, sentAt: ref.sentAt }).forUpdate()) ?? null;
}
