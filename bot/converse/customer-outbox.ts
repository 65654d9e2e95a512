import type { Conversation } from "../../domain/conversations/conversation.ts";
import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { Message } from "../../domain/conversations/message.ts";
import { hasOptedOut } from "../../domain/customers/consent.ts";
import { takeNumber } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import type { Source } from "../../knowledge/index.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { type ClaimHit, type ClaimPolicy, checkClaims } from "../conduct/prohibited-claims.ts";
import {
  type DeliveryAct,
  type DeliveryPurpose,
  type FileReference,
  queueDelivery,
} from "../delivery/queue-delivery.ts";
import type { RespondTo } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type RichText, toPlainText } from "../ports/rich-text.ts";
import { countMessage, type RecordedMessage } from "./record-message.ts";

/** A text for a customer, before the gate. */
export interface CustomerText {
  channel: LiveChannel;
  conversation: Conversation;
  content: RichText;
  purpose: Exclude<DeliveryPurpose, "desk" | "alert" | "command">;
  sender: { type: "ai" } | { type: "system" } | { type: "agent"; userId: string };
  act: DeliveryAct;
  at: Date;
  ai?: { confidence: number; sources: Source[] };
  buttons?: Button[][];
  files?: FileReference[];
  replyTo?: string;
  /** The platform's own right to answer an arrival (微信客服 welcome). */
  respondTo?: RespondTo;
}

export type GateResult =
  | { held: false; message: RecordedMessage }
  | { held: true; message: RecordedMessage; hits: ClaimHit[]; approvalNumber: number };

/** What nobody asked for: not sent to who has opted out. A person's reply and a service line are not among them. */
const unasked: readonly DeliveryPurpose[] = ["marketing", "satisfaction"];

/**
 * The one way to a customer: every text, whoever wrote it, is checked against the organisation's prohibited claims.
 * What hits is written down and held for a manager's decision; everything else is queued for delivery.
 * @throws RuleError `consent.withdrawn` for a message that was not asked for, to a customer who has opted out.
 */
export async function sendToCustomer(scope: OrgScope, policy: ClaimPolicy, text: CustomerText): Promise<GateResult> {
  if (unasked.includes(text.purpose) && (await hasOptedOut(scope, text.conversation.customerId))) {
    throw new RuleError("consent.withdrawn", "This customer has opted out of messages that they did not ask for.");
  }
  const verdict = checkClaims(everythingSaid(text), policy);
  const message = await writeMessage(scope, text, verdict.ok ? "queued" : "held");
  const deliveries = await queueDelivery(scope, {
    channel: text.channel,
    chat: text.conversation.chat,
    target: targetOf(text.conversation),
    audience: "customer",
    purpose: text.purpose,
    content: text.content,
    act: text.act,
    conversationId: text.conversation.id,
    customerId: text.conversation.customerId,
    message,
    ...(text.buttons ? { buttons: text.buttons } : {}),
    ...(text.files ? { files: text.files } : {}),
    ...(text.replyTo ? { replyTo: text.replyTo } : {}),
    ...(text.respondTo ? { respondTo: text.respondTo } : {}),
    status: verdict.ok ? "queued" : "held",
  });
  if (verdict.ok) return { held: false, message };
  const approvalNumber = await askForApproval(scope, text, message, deliveries, verdict.hits);
  return { held: true, message, hits: verdict.hits, approvalNumber };
}

// Buttons and file names reach the customer as well.
function everythingSaid(text: CustomerText): string {
  const labels = (text.buttons ?? []).flat().map((button) => button.label);
  const names = (text.files ?? []).map((file) => file.name);
  return [toPlainText(text.content), ...labels, ...names].join("\n");
}

async function writeMessage(scope: OrgScope, text: CustomerText, status: "queued" | "held"): Promise<RecordedMessage> {
  const { conversation } = text;
  const message = { id: newId(), sentAt: text.at };
  const content = toPlainText(text.content);
  await Message.query(scope.trx).insert({
    ...message,
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: text.sender.type === "agent" ? text.sender.userId : null,
    channelId: text.channel.id,
    platform: conversation.channelType,
    direction: "outbound",
    senderType: text.sender.type,
    contentType: text.files?.[0] ? text.files[0].kind : "text",
    content,
    metadata: text.files?.length ? { files: text.files } : {},
    scriptId: text.act.script && !text.act.script.isChanged ? text.act.script.id : null,
    aiGenerated: text.sender.type === "ai",
    aiConfidence: text.ai?.confidence ?? null,
    aiSources: text.ai?.sources ?? null,
    status,
    receivedAt: text.at,
  });
  if (status === "queued") {
    const preview = [...content.replace(/\s+/g, " ")].slice(0, 120).join("");
    await countMessage(scope, conversation, { at: text.at, preview, isFromCustomer: false });
  }
  return message;
}

async function askForApproval(
  scope: OrgScope,
  text: CustomerText,
  message: RecordedMessage,
  deliveries: string[],
  hits: ClaimHit[],
): Promise<number> {
  const { trx, orgId } = scope;
  const number = await takeNumber(trx, orgId, "approval");
  await trx("approvals").insert({
    id: newId(),
    org_id: orgId,
    number,
    kind: "claim",
    resource_type: "message",
    resource_id: message.id,
    conversation_id: text.conversation.id,
    requested_by: text.sender.type === "agent" ? text.sender.userId : null,
    reason: reasonOf(hits),
    details: JSON.stringify({ hits: hits.map(toRecord), deliveries, sentAt: message.sentAt }),
  });
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: text.conversation.id,
    customerId: text.conversation.customerId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "reply_held",
    eventData: { hits: hits.map(toRecord), approval: number },
  });
  return number;
}

function reasonOf(hits: ClaimHit[]): string {
  return hits
    .map((hit) => `${hit.words}: ${hit.reason.en} / ${hit.reason.zh}`)
    .join("; ")
    .slice(0, 1000);
}

function toRecord({ entry, words, reason }: ClaimHit) {
  return { entry: entry.id, words, reason };
}

function targetOf(conversation: Conversation) {
  return {
    chatId: conversation.externalChatId,
    ...(conversation.externalThreadId ? { threadId: conversation.externalThreadId } : {}),
  };
}
