import { z } from "zod";
import { hasPlaceholder } from "../../domain/content/fill-placeholders.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { DeskThread } from "../../domain/conversations/desk-thread.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { notePresence } from "../../domain/organisation/presence.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { filedAt, isKnownMessage } from "../converse/record-message.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import type { Aftermath } from "../delivery/queue-delivery.ts";
import { isStillActive } from "../people/still-active.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import { type DeskView, findDesk } from "./desk-view.ts";
import { fileMark } from "./file-mark.ts";
import { findLeftThread } from "./find-left-thread.ts";
import { dropOtherFocus, setFocus } from "./focus.ts";
import { type LineKind, lineKind, noteText } from "./line-kind.ts";
import { type LineMark, markLine } from "./mark-line.ts";
import { actOf, findEditing, markOffer } from "./offer.ts";
import { recordNote, refer } from "./record-note.ts";
import { sendAsAgent } from "./send-as-agent.ts";
import { whichConversation } from "./which-conversation.ts";

/** Whether the plain lines of a conversation's owner go to the customer. */
export const ownerLines = defineSetting("desk.owner_lines", z.enum(["send", "internal"]), "send");

export interface DeskLine {
  event: MessageEvent;
  staff: Staff;
  language: Language;
  conversationId: string;
  /** The words, without the code that named the conversation. */
  text: string;
}

/**
 * A line of staff in a conversation's own place. It reaches the customer only when it is plain and its writer has the
 * conversation; everything else is kept as an internal note. Either way the line is marked with what became of it.
 */
export async function handleDeskLine(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  line: DeskLine,
): Promise<void> {
  const now = deps.clock.now();
  await deps.ensureMonth(now);
  await inOrganization(deps.db, channel.orgId, (scope) => notePresence(scope, line.staff.userId, now));
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const isKnown = await isKnownMessage(scope, channel, line.event.externalMessageId);
    const outcome = isKnown ? "duplicate" : await workLine(scope, deps, channel, line, now);
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome });
  });
}

async function workLine(
  scope: OrgScope,
  deps: ConverseDeps,
  channel: LiveChannel,
  line: DeskLine,
  now: Date,
): Promise<string> {
  const { conversation, customer } = await whichConversation(scope, "", line.conversationId);
  // Also when this line stays inside: the next one, without a code, is not for the customer before.
  if (line.event.chat.kind === "staff") await dropOtherFocus(scope, line.staff.userId, conversation.id);
  const settings = await loadSettings(scope);
  const isActive = await isStillActive(scope, line.staff.userId);
  const kind = lineKind({ ...line.event, text: line.text });
  const desk = await findDesk(scope, deps.channels, conversation, { customer, language: line.language });
  const left = await findLeftThread(scope, channel.id, line.event.chat);
  const reason = isActive
    ? reasonNotToSend(kind, conversation, line.staff, {
        isLeft: left !== null,
        ownLinesAreInternal: readSetting(settings, ownerLines) === "internal",
      })
    : "suspended";
  const place = left ? placeInLeft(left, line, customer.name) : desk && placeOf(desk, channel, line, customer.name);
  if (reason) {
    const text = kind === "note" ? noteText(line.text) : line.text;
    const at = filedAt(line.event.sentAt, now).at;
    const note = await recordNote(scope, {
      conversation,
      userId: line.staff.userId,
      text,
      at: laterOf(at, now),
      line: { channel, event: line.event },
    });
    const mark = mayBeReleased(reason, left !== null, conversation, line)
      ? fileMark(note.id, customer.name, line.staff.language)
      : internalMark(reason, conversation, line, customer.name);
    if (place) await markLine(scope, deps.channels, place, mark);
    return `note: ${kind}`;
  }
  return sendLine(scope, deps, channel, line, conversation, place);
}

// The month of `now` is made; a line that the platform dates otherwise is filed when we got it.
function laterOf(at: Date, now: Date): Date {
  return at.getUTCMonth() === now.getUTCMonth() && at.getUTCFullYear() === now.getUTCFullYear() ? at : now;
}

async function sendLine(
  scope: OrgScope,
  deps: ConverseDeps,
  channel: LiveChannel,
  line: DeskLine,
  conversation: Conversation,
  place: Extract<Aftermath, { kind: "mark_line" }> | null,
): Promise<string> {
  const now = deps.clock.now();
  const offer = await findEditing(scope, conversation.id, line.staff.userId, now);
  if (offer?.script && hasPlaceholder(line.text)) return keepUnfilled(scope, deps, channel, line, conversation, place);
  const result = await sendAsAgent(scope, deps, {
    conversation,
    staff: line.staff,
    content: plainText(line.text),
    why: offer?.kind === "translation" ? "translation" : "line",
    ...(offer ? actOf(offer, line.text) : {}),
    receipt: line.event.externalId,
    ...(place ? { after: place } : {}),
  });
  if (offer) await markOffer(scope, offer, { status: "sent", userId: line.staff.userId, at: now });
  await refer(scope, channel.id, line.event.externalMessageId, result.message);
  if (line.event.chat.kind === "staff") {
    const focus = { channelId: channel.id, userId: line.staff.userId, conversationId: conversation.id };
    await setFocus(scope, { ...focus, at: now });
  }
  if (!result.held) return "line: queued";
  const reason = result.hits.map((hit) => `“${hit.words}”: ${hit.reason[line.language]}`).join("; ");
  if (place) await markLine(scope, deps.channels, place, { kind: "held", approval: result.approvalNumber, reason });
  return "line: held";
}

/** Words taken from a script with something in braces still: kept for the desk, and the next line may be better. */
async function keepUnfilled(
  scope: OrgScope,
  deps: ConverseDeps,
  channel: LiveChannel,
  line: DeskLine,
  conversation: Conversation,
  place: Extract<Aftermath, { kind: "mark_line" }> | null,
): Promise<string> {
  const { event, staff, text } = line;
  await recordNote(scope, { conversation, userId: staff.userId, text, at: deps.clock.now(), line: { channel, event } });
  if (place) {
    await markLine(scope, deps.channels, place, internalMark("unfilled", conversation, line, place.to));
  }
  return "note: unfilled";
}

type Reason =
  | Exclude<LineKind, "plain">
  | "not_owner"
  | "resolved"
  | "owner_lines_internal"
  | "unfilled"
  | "suspended"
  | "moved";

/** Null for a plain line of the person who has the open conversation: the only one that is sent. */
function reasonNotToSend(
  kind: LineKind,
  conversation: Conversation,
  staff: Staff,
  { isLeft, ownLinesAreInternal }: { isLeft: boolean; ownLinesAreInternal: boolean },
): Reason | null {
  if (kind !== "plain") return kind;
  if (isLeft) return "moved";
  if (conversation.agentId !== staff.userId) return "not_owner";
  if (conversation.status !== "active") return "resolved";
  return ownLinesAreInternal ? "owner_lines_internal" : null;
}

/** Whoever has the open conversation may ask for their file's release; places and the like are no files. */
function mayBeReleased(
  reason: Reason,
  isLeft: boolean,
  { agentId, status }: Conversation,
  { staff, event }: DeskLine,
): boolean {
  const isFile = reason === "file" && event.attachments.every(({ ref }) => ref);
  return isFile && !isLeft && agentId === staff.userId && status === "active";
}

function internalMark(reason: Reason, conversation: Conversation, { staff }: DeskLine, to: string): LineMark {
  const button = (name: string, words: Record<Language, string>): Button => ({
    id: `${name}:${conversation.id}`,
    label: words[staff.language ?? "en"],
  });
  const isOpen = conversation.status === "pending" || conversation.status === "active";
  const offer = !isOpen
    ? [button("reopen", { en: "Reopen", zh: "重新打开" })]
    : conversation.agentId === staff.userId || reason === "moved"
      ? []
      : [button("take", { en: "Take over", zh: "接手" })];
  return { kind: "internal", why: whyInternal(reason, to), buttons: offer };
}

function whyInternal(reason: Reason, to: string): Record<Language, string> {
  const why: Record<Reason, Record<Language, string>> = {
    note: { en: "a note", zh: "内部备注" },
    command: { en: "a line beginning with a slash is never sent", zh: "以斜杠开头的内容不会发送" },
    mention: { en: "it mentions somebody", zh: "提及了他人" },
    forwarded: { en: "a forwarded message", zh: "转发的消息" },
    file: { en: "files are not sent from the thread", zh: "文件不会从此处发送" },
    empty: { en: "there are no words in it", zh: "没有文字内容" },
    not_owner: {
      en: "only whoever has taken the conversation writes to the customer",
      zh: "只有接手会话的人可以回复客户",
    },
    resolved: { en: "the conversation is resolved", zh: "会话已解决" },
    unfilled: { en: "something in braces is not filled in yet", zh: "花括号中的内容尚未填写" },
    moved: {
      en: "the conversation went to another team and is written to from their desk only",
      zh: "会话已转交给其他团队，只能在该团队的工作台回复",
    },
    suspended: { en: "this person's access has ended", zh: "此人的权限已被停用" },
    owner_lines_internal: {
      en: "lines are internal here; send with /send or a button",
      zh: "此处的内容默认为内部，请使用 /send 或按钮发送",
    },
  };
  return {
    en: `🔒 Internal, not sent to ${to}: ${why[reason].en}.`,
    zh: `🔒 内部内容，未发送给 ${to}：${why[reason].zh}。`,
  };
}

/** A thread that its conversation has left: what is written there is marked there. */
function placeInLeft(left: DeskThread, { event, language }: DeskLine, to: string) {
  const replyTo = event.externalMessageId;
  return { kind: "mark_line" as const, deskThreadId: left.id, replyTo, language, to };
}

/** Where the line is marked: in its thread, or, where there is none, in the writer's own chat. */
function placeOf(
  desk: DeskView,
  channel: LiveChannel,
  line: DeskLine,
  customerName: string,
): Extract<Aftermath, { kind: "mark_line" }> {
  const isElsewhere = !desk.isThreaded || line.event.chat.threadId !== desk.thread.threadId;
  return {
    kind: "mark_line",
    deskThreadId: desk.thread.id,
    replyTo: isElsewhere ? null : line.event.externalMessageId,
    language: line.language,
    to: desk.isThreaded ? customerName : `${customerName} (${conversationCode(desk.conversation.number)})`,
    ...(isElsewhere && desk.channel.id === channel.id
      ? { personChat: { key: line.event.chat.key, chatId: line.event.chat.id } }
      : {}),
  };
}
