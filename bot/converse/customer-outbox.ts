import { maskedLine } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { endWait } from "../../domain/conversations/keep-sla.ts";
import { hasOptedOut } from "../../domain/customers/consent.ts";
import { sellingPaused } from "../../domain/funds/selling-paused.ts";
import type { Language } from "../../domain/language/language.ts";
import type { TraditionalForm } from "../../domain/language/to-traditional.ts";
import { noteContacted } from "../../domain/leads/note-contacted.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { step } from "../../infra/tracing/tracing.ts";
import type { Source } from "../../knowledge/index.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { askForApproval } from "../conduct/approvals/ask-for-approval.ts";
import type { FileRelease, HeldCorrection } from "../conduct/approvals/held-text.ts";
import { type FixedLine, fixedLines } from "../conduct/fixed-lines.ts";
import { type ClaimHit, type ClaimPolicy, checkClaims } from "../conduct/prohibited-claims.ts";
import {
  type DeliveryAct,
  type DeliveryPurpose,
  type FileReference,
  queueDelivery,
} from "../delivery/queue-delivery.ts";
import type { ChatRef, RespondTo } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText, type RichText, toPlainText } from "../ports/rich-text.ts";
import { recordReply } from "../signals/record-reply.ts";
import { type DressedText, type DressRules, dressText, markTold, type Sender } from "./dress-text.ts";
import { writingFor, writingOf, written } from "./in-traditional.ts";
import { insertMessage } from "./insert-message.ts";
import { lockReceiver, type Receiver } from "./lock-receiver.ts";
import { countMessage, type RecordedMessage } from "./record-message.ts";

/** A text for a customer, before the gate. */
export interface CustomerText {
  channel: LiveChannel;
  conversation: Conversation;
  content: RichText;
  /** Of the opening notice, the automation label and the person's name that may have to stand before it. */
  language: Language;
  purpose: Exclude<DeliveryPurpose, "desk" | "alert" | "command">;
  sender: Sender;
  act: DeliveryAct;
  at: Date;
  ai?: { confidence: number; sources: Source[] };
  buttons?: Button[][];
  files?: FileReference[];
  /** A person's files, which wait for somebody else's release whatever is said with them. */
  release?: FileRelease;
  /** It puts earlier answers right, and waits for somebody's approval whatever it says. */
  correction?: HeldCorrection;
  replyTo?: string;
  /** The platform's own right to answer an arrival (微信客服 welcome). */
  respondTo?: RespondTo;
  /** The delivery whose message takes these words instead of its own. */
  edits?: string;
  /** Of the delivery of its first part, where what causes it must not cause it twice: the second fails. */
  deliveryId?: string;
  /** It waits until then, so that whoever wrote it can still stop it. */
  notBefore?: Date;
}

/** What of an organisation's rules the gate applies: `readRules`. */
export interface GateRules extends DressRules {
  claims: ClaimPolicy;
}

export type GateResult =
  /** `content`: the words as they go out, with what had to stand before them. */
  | { held: false; message: RecordedMessage; content: RichText }
  | { held: true; message: RecordedMessage; content: RichText; hits: ClaimHit[]; approvalNumber: number };

/** What nobody asked for: not sent to who has opted out. A person's reply and a service line are not among them. */
const unasked: readonly DeliveryPurpose[] = ["marketing", "satisfaction"];

/**
 * The one way to a customer: every text, whoever wrote it, gets what must stand before it (`dressText`), in Traditional
 * characters for who writes them unless a person typed it, and is checked as it goes out against the organisation's
 * prohibited claims. What hits is written down and held for a manager's decision; everything else is queued for
 * delivery. Locks the conversation.
 * @throws RuleError `consent.withdrawn` for a message that was not asked for, to a customer who has opted out;
 *   `selling.paused` for marketing to one whose withdrawal waits.
 * `customer.blacklisted` for what is automated, or was not asked for, to a customer on the blacklist.
 */
export async function sendToCustomer(scope: OrgScope, rules: GateRules, text: CustomerText): Promise<GateResult> {
  const receiver = await lockReceiver(scope, text.conversation);
  await refuseUnasked(scope, text, receiver);
  const dressed = await dress(scope, rules, text, receiver);
  const verdict = step("check", () => checkClaims(everythingSaid(text, dressed), rules.claims));
  const hits = verdict.ok ? [] : verdict.hits;
  const status = hits.length > 0 || text.release || text.correction ? "held" : "queued";
  const message = { id: newId(), sentAt: text.at };
  const [deliveries] = await Promise.all([
    queueText(scope, text, dressed, message, status),
    writeMessage(scope, text, dressed, { message, status, hits }),
    status === "queued" ? noteSent(scope, text, dressed, message) : null,
  ]);
  if (status === "queued") return { held: false, message, content: dressed.content };
  const approvalNumber = await askForApproval(scope, { text, message, deliveries, hits });
  return { held: true, message, content: dressed.content, hits, approvalNumber };
}

/**
 * Lets a held text go: after everything that the chat waits for, dressed for what the customer has been told by now. The
 * caller has its approval locked, and has cancelled the deliveries that were held. Returns the deliveries.
 * @throws RuleError `consent.withdrawn` as `sendToCustomer`.
 */
export async function releaseToCustomer(
  scope: OrgScope,
  rules: DressRules,
  text: CustomerText,
  message: RecordedMessage,
): Promise<string[]> {
  const receiver = await lockReceiver(scope, text.conversation);
  await refuseUnasked(scope, text, receiver);
  const dressed = await dress(scope, rules, text, receiver);
  await scope.trx("messages").where({ id: message.id, sent_at: message.sentAt }).update({ status: "queued" });
  const deliveries = await queueText(scope, text, dressed, message, "queued");
  await noteSent(scope, text, dressed, message);
  return deliveries;
}

/** Says a line of fixed words where there may be no conversation: nothing in it needs a check, and no notice fits it. */
export async function sendFixedLine(
  scope: OrgScope,
  line: FixedLine,
  to: {
    channel: LiveChannel;
    chat: ChatRef;
    language: Language;
    act: DeliveryAct;
    respondTo: RespondTo;
    customerId?: string;
    conversationId?: string;
  },
): Promise<void> {
  const { chat, language, ...rest } = to;
  const writing = to.customerId ? await writingFor(scope, to.customerId) : null;
  await queueDelivery(scope, {
    ...rest,
    chat: chat.key,
    target: { chatId: chat.id, ...(chat.threadId ? { threadId: chat.threadId } : {}) },
    audience: "customer",
    purpose: "service",
    content: written(plainText(fixedLines[line][language]), writing),
  });
}

async function refuseUnasked(
  scope: OrgScope,
  { purpose, conversation, sender }: CustomerText,
  { isBlacklisted }: Receiver,
): Promise<void> {
  const isAutomated = unasked.includes(purpose) || (purpose === "answer" && sender.type !== "agent");
  if (isAutomated && isBlacklisted) {
    throw new RuleError("customer.blacklisted", blacklisted.en, { words: blacklisted });
  }
  if (unasked.includes(purpose) && (await hasOptedOut(scope, conversation.customerId))) {
    throw new RuleError("consent.withdrawn", optedOut.en, { words: optedOut });
  }
  const pause = purpose === "marketing" ? await sellingPaused(scope, conversation.customerId) : null;
  if (pause) {
    const words = {
      en: `Nothing is sold to this customer while ${pause.withdrawalCode} waits.`,
      zh: `出金 ${pause.withdrawalCode} 处理期间，不向该客户推销。`,
    };
    throw new RuleError("selling.paused", words.en, { words });
  }
}

const optedOut: Record<Language, string> = {
  en: "This customer has opted out of messages that they did not ask for.",
  zh: "该客户已退订非主动请求的消息。",
};

const blacklisted: Record<Language, string> = {
  en: "This customer is blacklisted: nothing automated goes to them. What a person writes does.",
  zh: "该客户已列入黑名单：不会发送任何自动内容。人工撰写的内容仍可发送。",
};

/** A text as it goes out. */
interface Ready extends DressedText {
  buttons: Button[][];
  /** In which form of Traditional Chinese its own words were put, where they were: nobody approved them in it. */
  traditional: TraditionalForm | null;
}

// An edit stands where the first wording stood, and that carried what had to be said. What a person typed is theirs.
async function dress(scope: OrgScope, rules: DressRules, text: CustomerText, receiver: Receiver): Promise<Ready> {
  const writing = writingOf(receiver, rules.traditional);
  const isTyped = text.sender.type === "agent" && !text.act.isPrepared;
  const content = isTyped ? text.content : written(text.content, writing);
  const isConverted = toPlainText(content) !== toPlainText(text.content);
  const dressed = text.edits
    ? { content, carries: [] }
    : await dressText(scope, rules, { ...text, content, writing }, receiver);
  const label = (words: string) => (writing && !isTyped ? writing(words) : words);
  const buttons = (text.buttons ?? []).map((row) => row.map((button) => ({ ...button, label: label(button.label) })));
  return { ...dressed, buttons, traditional: isConverted ? (rules.traditional ?? "plain") : null };
}

// Buttons and file names reach the customer as well.
function everythingSaid(text: CustomerText, { content, buttons }: Ready): string {
  const labels = buttons.flat().map((button) => button.label);
  const names = (text.files ?? []).map((file) => file.name);
  return [toPlainText(content), ...labels, ...names].join("\n");
}

async function writeMessage(
  scope: OrgScope,
  text: CustomerText,
  { content, traditional }: Ready,
  { message, status, hits }: { message: RecordedMessage; status: "queued" | "held"; hits: ClaimHit[] },
): Promise<void> {
  const { conversation } = text;
  const inserted = insertMessage(scope, {
    ...message,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: text.sender.type === "agent" ? text.sender.userId : null,
    channelId: text.channel.id,
    platform: conversation.channelType,
    direction: "outbound",
    senderType: text.sender.type,
    contentType: text.files?.[0] ? text.files[0].kind : "text",
    content: toPlainText(content),
    metadata: {
      ...(text.files?.length ? { files: text.files } : {}),
      ...(text.edits ? { edits: text.edits } : {}),
      ...(traditional ? { traditional: { form: traditional, from: toPlainText(text.content) } } : {}),
    },
    scriptId: text.act.script && !text.act.script.isChanged ? text.act.script.id : null,
    aiGenerated: text.sender.type === "ai",
    aiConfidence: text.ai?.confidence ?? null,
    aiSources: text.ai?.sources ?? null,
    status,
    receivedAt: text.at,
  });
  const userId = text.sender.type === "agent" ? text.sender.userId : null;
  // An answer ends with a line of its sources; their titles are often questions that nobody asked here.
  const said = text.ai?.sources.length ? toPlainText(text.content.slice(0, -1)) : toPlainText(text.content);
  const reply = { message, conversation, userId, text: said, isHeld: hits.length > 0 };
  await Promise.all([inserted, text.sender.type === "system" ? null : recordReply(scope, reply)]);
}

async function queueText(
  scope: OrgScope,
  text: CustomerText,
  { content, carries, buttons }: Ready,
  message: RecordedMessage,
  status: "queued" | "held",
): Promise<string[]> {
  const { conversation } = text;
  return queueDelivery(scope, {
    channel: text.channel,
    chat: conversation.chat,
    target: targetOf(conversation),
    audience: "customer",
    purpose: text.purpose,
    content,
    act: { ...text.act, ...(carries.length > 0 ? { carries } : {}) },
    conversationId: conversation.id,
    customerId: conversation.customerId,
    message,
    ...(buttons.length > 0 ? { buttons } : {}),
    ...(text.files ? { files: text.files } : {}),
    ...(text.deliveryId ? { id: text.deliveryId } : {}),
    ...(text.replyTo ? { replyTo: text.replyTo } : {}),
    ...(text.respondTo ? { respondTo: text.respondTo } : {}),
    ...(text.edits ? { edits: text.edits } : {}),
    ...(text.notBefore && status === "queued" ? { notBefore: text.notBefore } : {}),
    status,
  });
}

async function noteSent(
  scope: OrgScope,
  text: CustomerText,
  { content, carries }: DressedText,
  message: RecordedMessage,
): Promise<void> {
  const preview = [...maskedLine(toPlainText(content))].slice(0, 120).join("");
  const { conversation, at, sender } = text;
  await Promise.all([
    markTold(scope, conversation.id, { sender, carries, at }),
    countMessage(scope, conversation, { at, preview, isFromCustomer: false, isAnswer: sender.type !== "system" }),
  ]);
  if (sender.type === "agent") {
    await endWait(scope, conversation, { at, outcome: "answered", userId: sender.userId, messageId: message.id });
    await noteContacted(scope, conversation.customerId, { userId: sender.userId, at });
  }
}

function targetOf(conversation: Conversation) {
  return {
    chatId: conversation.externalChatId,
    ...(conversation.externalThreadId ? { threadId: conversation.externalThreadId } : {}),
  };
}
