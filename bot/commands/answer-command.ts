import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { type DeliveryDraft, queueDelivery } from "../delivery/queue-delivery.ts";
import type { ActionEvent, ChatRef, CommandEvent, MessageEvent } from "../ports/inbound-event.ts";
import type { OutboundTarget } from "../ports/outbound-message.ts";
import { plainText, type RichText, toPlainText } from "../ports/rich-text.ts";
import type { CommandAnswer } from "./command.ts";

type StaffEvent = CommandEvent | ActionEvent | MessageEvent;

interface Asked {
  scope: OrgScope;
  channel: LiveChannel;
  language: Language;
}

/** As long as a notice on a pressed button may be everywhere (Telegram, answerCallbackQuery: 200). */
const MAX_NOTICE = 200;

/**
 * Answers a command or press, in the caller's transaction. What is for the asker alone is shown so where the platform
 * can; elsewhere it goes to their private chat, and when it cannot arrive there the group reads only how it could.
 */
export async function answerCommand(
  { scope, channel, language }: Asked,
  event: StaffEvent,
  answer: CommandAnswer,
  outcome: string,
): Promise<void> {
  const { say, buttons, to, replaces } = Array.isArray(answer) ? plain(answer) : answer;
  if (say.length === 0 && !isPress(event)) return;
  const draft: Reply = {
    channel,
    ...placeOf(event),
    content: say,
    act: { by: "bot", why: outcome, receipt: event.externalId, ...(replaces && isPress(event) ? { replaces } : {}) },
    ...(buttons ? { buttons } : {}),
  };
  const replyTo = event.kind === "action" ? undefined : event.externalMessageId;
  const inPlace = { ...draft, ...(event.chat.kind === "group" && replyTo ? { replyTo } : {}) };
  if (event.chat.kind !== "group" || to === "here") {
    await reply(scope, { ...inPlace, ...respondTo(event) });
    return;
  }
  if (channel.adapter.capabilities.confidential === "in_place") {
    const target = { ...draft.target, onlyFor: event.sender.id };
    await reply(scope, { ...inPlace, target, ...respondTo(event) });
    return;
  }
  // The message that was pressed is everybody's: it stays as it is.
  const { replaces: _, ...act } = draft.act;
  await answerInPrivate(scope, { ...draft, act }, event, language, say, buttons !== undefined);
}

function plain(say: RichText): Exclude<CommandAnswer, RichText> {
  return { say };
}

type Reply = Omit<DeliveryDraft, "audience" | "purpose">;

async function reply(scope: OrgScope, draft: Reply): Promise<void> {
  await queueDelivery(scope, { ...draft, audience: "staff", purpose: "command" });
}

async function answerInPrivate(
  scope: OrgScope,
  draft: Reply,
  event: StaffEvent,
  language: Language,
  say: RichText,
  hasButtons: boolean,
): Promise<void> {
  const press = respondTo(event);
  if ("respondTo" in press && !hasButtons && !hasLink(say) && toPlainText(say).length <= MAX_NOTICE) {
    await reply(scope, { ...draft, ...press });
    return;
  }
  const person = draft.channel.adapter.privateChat?.(event.sender.id);
  if (!person) {
    await reply(scope, { ...draft, ...press });
    return;
  }
  await reply(scope, {
    ...draft,
    chat: person.key,
    target: { chatId: person.chatId },
    act: { ...draft.act, after: { kind: "say_how_to_hear", ...placeOf(event), language } },
  });
  if ("respondTo" in press) {
    await reply(scope, { ...draft, content: plainText(inPrivate[language]), buttons: [], ...press });
  }
}

/** A notice on a button shows a link, but cannot be followed. */
function hasLink(say: RichText): boolean {
  return say.some((block) => "children" in block && block.children.some(({ type }) => type === "link"));
}

const inPrivate: Record<Language, string> = {
  en: "The answer is in our private chat.",
  zh: "答复已发送到您与我的私聊。",
};

function placeOf(event: StaffEvent): { chat: string; target: OutboundTarget } {
  const { chat }: { chat: ChatRef } = event;
  return { chat: chat.key, target: { chatId: chat.id, ...(chat.threadId ? { threadId: chat.threadId } : {}) } };
}

function isPress(event: StaffEvent): boolean {
  return event.kind === "action";
}

function respondTo(event: StaffEvent) {
  return event.kind !== "message" && event.respondTo ? { respondTo: event.respondTo } : {};
}
