import { comesFrom } from "../../domain/control/audit-log.ts";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { notePresence } from "../../domain/organisation/presence.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { handleChoicePress, isChoicePress } from "../converse/choice-press.ts";
import { handleCustomerMessage } from "../converse/customer-message.ts";
import { endOldPress } from "../converse/customer-press.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { isRatingPress } from "../converse/find-rating.ts";
import { languageOfSender } from "../converse/language-of-sender.ts";
import { handleRatingPress } from "../converse/rating.ts";
import { findStaff, linkStaffByEmail, type Staff } from "../converse/resolve-staff.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import { deskPlaceOf } from "../desk/desk-place.ts";
import { findConversationHere } from "../desk/find-conversation-here.ts";
import { leaveFocus } from "../desk/leave-focus.ts";
import { handleFeedbackPress } from "../feedback/handle-feedback-press.ts";
import { accessEnded, isFormerStaff } from "../people/former-staff.ts";
import { isStillActive } from "../people/still-active.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ActionEvent, CommandEvent, MessageEvent } from "../ports/inbound-event.ts";
import { plainText } from "../ports/rich-text.ts";
import { answerCommand } from "./answer-command.ts";
import type { CommandContext, CommandSetting } from "./command.ts";
import { carryOutStep, readDeskLine, stepOfLine, stepOfPress } from "./command-step.ts";
import { howToLink, linkAccount } from "./link-account.ts";
import { isCustomersWord, isLinkWord, isStaffWord } from "./registry.ts";
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
  const isFormer = !staff && (await isFormerStaff(deps.db, channel, event.sender));
  if (!staff && !isFormer && isForCustomers(channel, event)) {
    const message = asCustomerMessage(event);
    if (isRatingPress(event) && (await handleRatingPress(deps, channel, receipt, event, message))) return;
    if (event.kind === "action" && (await handleFeedbackPress(deps, channel, receipt, event))) return;
    if (isChoicePress(event) && (await handleChoicePress(deps, channel, receipt, event, message))) return;
    if (message) return handleCustomerMessage(deps, channel, receipt, message);
    if (event.kind === "action") return endOldPress(deps, channel, receipt, event);
  }
  const language = staff?.language ?? languageOf(channel, event);
  const line = lineOf(event);
  if ((line && isLinkWord(line.word)) || !staff) {
    const words = isFormer ? accessEnded : howToLink;
    return answerStranger(deps, channel, receipt, event, line, language, words);
  }

  const setting = settingOf(deps, channel, event, staff, language);
  const step = event.kind === "action" ? stepOfPress(setting, event.actionId) : await stepOfLine(setting, line);
  await deps.ensureMonth(deps.clock.now());
  await inOrganization(deps.db, channel.orgId, (scope) => notePresence(scope, staff.userId, deps.clock.now()));
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    // Slack tells of one mention in two events: the line is carried out once.
    if (!(await claimLine(scope, channel, event))) {
      if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "duplicate" });
      return;
    }
    if (!(await isStillActive(scope, staff.userId))) {
      await answerCommand({ scope, channel, language }, event, plainText(accessEnded[language]), "refused: suspended");
      if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "refused: suspended" });
      return;
    }
    await comesFrom(scope.trx, placeOf(channel, event));
    const context = await contextOf(scope, setting, event);
    const { answer, isRefused } = await carryOutStep(context, step);
    await leaveFocus(scope, context, { args: step.args, isRefused });
    await answerCommand(context, event, answer, step.outcome);
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: step.outcome });
  });
}

/** Where a command was given, as the platform calls it: who, in which chat. */
function placeOf(channel: LiveChannel, event: StaffEvent): string {
  return `${channel.platform}/${channel.name} ${event.sender.id} in ${event.chat.key}`;
}

/** False when this very line was carried out already. A command is no message of its own: its reference leads nowhere. */
async function claimLine({ trx, orgId }: OrgScope, channel: LiveChannel, event: StaffEvent): Promise<boolean> {
  if (event.kind === "action" || event.externalMessageId === undefined) return true;
  const { rows } = await trx.raw(
    `INSERT INTO message_refs (channel_id, external_message_id, org_id, message_id, message_sent_at)
     VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING true`,
    [channel.id, event.externalMessageId, orgId, newId(), event.sentAt],
  );
  return rows.length > 0;
}

function isForCustomers(channel: LiveChannel, event: StaffEvent): boolean {
  if (event.chat.kind === "staff" || deskPlaceOf(channel, event.chat)) return false;
  if (event.kind === "action") return true;
  if (event.kind === "message") return !isStaffLine(event.text) || isCustomersWord(readLine(event.text).word);
  const isTheirs = !isStaffWord(event.command) || isCustomersWord(event.command);
  return event.externalMessageId !== undefined && isTheirs;
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

/** Somebody who is not linked, or links now: in one transaction with the answer, so that a used code is never lost. */
async function answerStranger(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: StaffEvent,
  line: Line | null,
  language: Language,
  refusal: Record<Language, string>,
): Promise<void> {
  const isLink = line !== null && isLinkWord(line.word);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    if (!(await claimLine(scope, channel, event))) {
      if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "duplicate" });
      return;
    }
    const words = isLink
      ? await linkAccount(scope, deps.clock, channel, event, line.args, language)
      : refusal[language];
    const outcome = isLink ? "command: link" : "refused: not linked";
    await answerCommand({ scope, channel, language }, event, plainText(words), outcome);
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome });
  });
}

function settingOf(
  deps: ConverseDeps,
  channel: LiveChannel,
  event: StaffEvent,
  staff: Staff,
  language: Language,
): CommandSetting {
  const respondTo = event.kind === "message" ? undefined : event.respondTo;
  return {
    deps,
    channel,
    staff,
    language,
    chat: event.chat,
    personId: event.sender.id,
    receipt: event.externalId,
    ...(respondTo ? { respondTo } : {}),
  };
}

async function contextOf(scope: OrgScope, setting: CommandSetting, event: StaffEvent): Promise<CommandContext> {
  const here = await findConversationHere(scope, setting, setting.deps.clock.now());
  return {
    ...setting,
    scope,
    conversationId: here?.conversationId ?? null,
    isInThread: here?.by === "thread" && event.kind !== "action" && !setting.respondTo,
  };
}

function lineOf(event: StaffEvent): Line | null {
  if (event.kind === "action") return null;
  return readDeskLine(event.kind === "command" ? `/${event.command} ${event.args}` : event.text);
}

function languageOf(channel: LiveChannel, event: StaffEvent): Language {
  return detectLanguage(wordsOf(event)) ?? languageOfSender(channel, event) ?? "en";
}

/** What somebody typed in a language of theirs: a link code is in none. */
function wordsOf(event: StaffEvent): string {
  if (event.kind === "action" || isLinkWord(lineOf(event)?.word ?? "")) return "";
  return event.kind === "command" ? event.args : event.text;
}
