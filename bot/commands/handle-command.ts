import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { handleCustomerMessage } from "../converse/customer-message.ts";
import { endOldPress } from "../converse/customer-press.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { languageOfSender } from "../converse/language-of-sender.ts";
import { findStaff, linkStaffByEmail, type Staff } from "../converse/resolve-staff.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { deskPlaceOf } from "../desk/desk-place.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ActionEvent, CommandEvent, MessageEvent } from "../ports/inbound-event.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import type { CommandContext } from "./command.ts";
import { howToLink, linkAccount } from "./link-account.ts";
import { DESK_COMMAND, findCommand, isStaffWord, LINK_COMMAND, nearestCommand } from "./registry.ts";
import { releaseByButton } from "./release.ts";
import { isStaffLine, type Line, readLine } from "./staff-line.ts";

type StaffEvent = CommandEvent | ActionEvent | MessageEvent;

/** A command, a pressed button, or a line of staff to the bot. Customers' commands are messages like any other. */
export async function handleCommand(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: StaffEvent,
): Promise<void> {
  const staff = (await findStaff(deps.db, channel, event.sender)) ?? (await linkStaffByEmail(deps, channel, event));
  if (!staff && isForCustomers(channel, event)) {
    const message = asCustomerMessage(event);
    if (message) return handleCustomerMessage(deps, channel, receipt, message);
    if (event.kind === "action") return endOldPress(deps, channel, receipt, event);
  }
  const language = staff?.language ?? languageOf(channel, event);
  const { text, outcome } = await answerStaff(deps, channel, event, staff, language);
  await reply(deps, channel, receipt, event, text, outcome);
}

function isForCustomers(channel: LiveChannel, event: StaffEvent): boolean {
  if (event.chat.kind === "staff" || deskPlaceOf(channel, event.chat)) return false;
  if (event.kind === "action") return true;
  if (event.kind === "message") return !isStaffLine(event.text);
  return event.externalMessageId !== undefined && !isStaffWord(event.command);
}

/** Null for a press that is no message of the chat. */
function asCustomerMessage(event: StaffEvent): MessageEvent | null {
  if (event.kind === "message") return event;
  const { channelId, externalId, platform, chat, sender, sentAt } = event;
  const base = { channelId, externalId, platform, chat, sender, sentAt, attachments: [], addressed: true };
  if (event.kind === "action") return event.shownAs ? { kind: "message", ...base, ...event.shownAs } : null;
  const { command, args, replyTo, externalMessageId = externalId } = event;
  const text = `/${command} ${args}`.trim();
  return { kind: "message", ...base, externalMessageId, text, ...(replyTo ? { replyTo } : {}) };
}

async function answerStaff(
  deps: ConverseDeps,
  channel: LiveChannel,
  event: StaffEvent,
  staff: Staff | null,
  language: Language,
): Promise<{ text: RichText; outcome: string }> {
  const line = lineOf(event);
  if (line?.word === LINK_COMMAND) {
    return { text: plainText(await linkAccount(deps, channel, event, line.args, language)), outcome: "command: link" };
  }
  if (!staff) return { text: plainText(howToLink(language)), outcome: "refused: not linked" };
  const context: CommandContext = { deps, channel, staff, language };
  if (event.kind === "action") return pressButton(context, event.actionId);
  return runCommand(context, line);
}

function lineOf(event: StaffEvent): Line | null {
  if (event.kind === "action") return null;
  const line = readLine(event.kind === "command" ? `/${event.command} ${event.args}` : event.text);
  return line.word === DESK_COMMAND ? lineOfDesk(line.args) : line;
}

function lineOfDesk(rest: string): Line {
  const [word = "help", ...args] = rest.trim().split(/\s+/u).filter(Boolean);
  return { word: word.toLowerCase(), args: args.join(" "), isCommand: true };
}

async function runCommand(context: CommandContext, line: Line | null): Promise<{ text: RichText; outcome: string }> {
  const { language, staff } = context;
  const command = findCommand(line?.word || "help");
  if (!command) return unknownCommand(context, line as Line);
  if (!isAllowed(staff.role, command.permission)) {
    const text = {
      en: `Your role (${staff.role}) may not use /${command.name}.`,
      zh: `您的角色（${staff.role}）无权使用 /${command.name}。`,
    };
    return { text: plainText(text[language]), outcome: `refused: ${command.permission}` };
  }
  return { text: await command.run(context, line?.args ?? ""), outcome: `command: ${command.name}` };
}

/** An unknown word is answered with the nearest command; a plain line to the bot is a question to it. */
async function unknownCommand(context: CommandContext, line: Line): Promise<{ text: RichText; outcome: string }> {
  const { language } = context;
  const ask = findCommand("ask");
  if (!line.isCommand && ask) {
    return { text: await ask.run(context, `${line.word} ${line.args}`.trim()), outcome: "command: ask" };
  }
  const near = nearestCommand(line.word);
  const usage = `/${near.name} ${near.usage}`.trim();
  const text = {
    en: `There is no command /${line.word}. Did you mean ${usage} (${near.description.en})? /help lists all.`,
    zh: `没有命令 /${line.word}。您是否想用 ${usage}（${near.description.zh}）？发送 /help 查看全部。`,
  };
  return { text: plainText(text[language]), outcome: "command: unknown" };
}

async function pressButton(context: CommandContext, actionId: string): Promise<{ text: RichText; outcome: string }> {
  const [action = "", argument = ""] = actionId.split(":");
  if (action === "release" && isUuid(argument) && isAllowed(context.staff.role, "conversation.release")) {
    return { text: await releaseByButton(context, argument), outcome: "button: release" };
  }
  const text = { en: "This button does nothing for you any more.", zh: "此按钮对您已无效。" }[context.language];
  return { text: plainText(text), outcome: "button: refused" };
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function languageOf(channel: LiveChannel, event: StaffEvent): Language {
  return detectLanguage(wordsOf(event)) ?? languageOfSender(channel, event) ?? "en";
}

/** What somebody typed in a language of theirs: a link code is in none. */
function wordsOf(event: StaffEvent): string {
  if (event.kind === "action" || lineOf(event)?.word === LINK_COMMAND) return "";
  return event.kind === "command" ? event.args : event.text;
}

async function reply(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: StaffEvent,
  content: RichText,
  outcome: string,
): Promise<void> {
  const replyTo = event.kind === "action" ? undefined : event.externalMessageId;
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    await queueDelivery(scope, {
      channel,
      chat: event.chat.key,
      target: { chatId: event.chat.id, ...(event.chat.threadId ? { threadId: event.chat.threadId } : {}) },
      audience: "staff",
      purpose: "command",
      content,
      act: { by: "bot", why: outcome, receipt: event.externalId },
      ...(event.kind !== "message" && event.respondTo ? { respondTo: event.respondTo } : {}),
      ...(event.chat.kind === "group" && replyTo ? { replyTo } : {}),
    });
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome });
  });
}
