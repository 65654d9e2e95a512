import type { Message } from "../../domain/conversations/message.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { DeskView } from "../desk/desk-view.ts";
import { markLine } from "../desk/mark-line.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { type Block, bold, paragraph, quote } from "../ports/rich-text.ts";

const MAX_QUOTE = 300;

/** Shows the desk that a line was taken back: its mark says so, and a line tells everybody with its words. */
export async function showRecalled(
  scope: OrgScope,
  channels: ChannelDirectory,
  message: Message,
  recall: { by: string; reason: string | null; wasSent: boolean },
): Promise<void> {
  const desk = await deskOf(scope, channels, message.conversationId);
  if (!desk) return;
  if (desk.isThreaded) await changeMark(scope, channels, desk, message, recall);
  const { by, reason, wasSent } = recall;
  const to = desk.customerName;
  const words: Record<Language, string> = wasSent
    ? { en: `↩ ${by} took a line back from ${to}`, zh: `↩ ${by} 撤回了发给 ${to} 的一条消息` }
    : { en: `↩ ${by} cancelled a line to ${to}; it was not sent`, zh: `↩ ${by} 取消了发给 ${to} 的一条消息，未发送` };
  await say(scope, desk, words, message, reason);
}

/** Tells the desk that the customer still has a line that somebody wanted back, and why. */
export async function showRecallFailed(
  scope: OrgScope,
  channels: ChannelDirectory,
  message: Message,
  reason: string,
): Promise<void> {
  const desk = await deskOf(scope, channels, message.conversationId);
  if (!desk) return;
  const to = desk.customerName;
  const words = {
    en: `✗ Not taken back: ${to} still has this line. The platform said no`,
    zh: `✗ 未能撤回：${to} 仍能看到该消息。平台拒绝了`,
  };
  await say(scope, desk, words, message, reason, [
    { id: `correct:${message.id}`, label: { en: "Send a correction", zh: "发送更正" }[desk.language] },
  ]);
}

async function changeMark(
  scope: OrgScope,
  channels: ChannelDirectory,
  desk: DeskView,
  message: Message,
  { by, wasSent }: { by: string; wasSent: boolean },
): Promise<void> {
  const { thread, language, customerName } = desk;
  const isMarked = await scope
    .trx("deliveries")
    .where({ org_id: scope.orgId, conversation_id: message.conversationId, desk_thread_id: thread.id })
    .whereRaw("act ->> 'marks' = ?", [message.id])
    .first("id");
  if (!isMarked) return;
  const place = { deskThreadId: thread.id, replyTo: null, language, to: customerName, messageId: message.id };
  await markLine(scope, channels, place, { kind: "recalled", by, wasSent });
}

async function say(
  scope: OrgScope,
  desk: DeskView,
  words: Record<Language, string>,
  message: Message,
  reason: string | null,
  buttons: { id: string; label: string }[] = [],
): Promise<void> {
  const why = reason ? { en: `: ${reason}`, zh: `：${reason}` }[desk.language] : "";
  const content: Block[] = [paragraph(bold(`${words[desk.language]}${why}`))];
  if (message.content && !desk.isWithheld) content.push(quote(message.content, MAX_QUOTE));
  await tellThread(scope, desk, {
    content,
    act: { by: "bot", why: "recall" },
    ...(buttons.length > 0 ? { buttons: [buttons] } : {}),
  });
}
