import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { raiseAlert } from "../alerts/raise-alert.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { linkAccount } from "../commands/link-account.ts";
import { isLinkWord } from "../commands/registry.ts";
import { readLine } from "../commands/staff-line.ts";
import { deskPlaceOf } from "../desk/desk-place.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ChatRef, CommandEvent, MessageEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { finishReceipt } from "./settle-receipt.ts";

/** True for a chat of several people that is neither a place of staff nor registered: nothing may be said there. */
export function isUnknownGroup(channel: LiveChannel, chat: ChatRef): boolean {
  return chat.kind === "group" && deskPlaceOf(channel, chat) === null && !channel.groups.has(chat.id);
}

/**
 * Somebody spoke to the bot in a group that nobody registered. It says nothing and keeps nothing of it; whoever may
 * register the group is told, once. A link code that was typed there was read by others all the same.
 */
export async function keepSilent(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent | CommandEvent,
): Promise<void> {
  const { word, args } = readLine(event.kind === "command" ? `/${event.command} ${event.args}` : event.text);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    if (isLinkWord(word)) await linkAccount(scope, deps.clock, channel, event, args, "en");
    await alertOfGroup(scope, deps, channel, event.chat, "addressed");
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "ignored", outcome: "unregistered group" });
  });
}

/** The cause of the alert about a group. */
export const unknownGroupCause = (channelId: string, chatId: string): string => `unknown_group:${channelId}:${chatId}`;

const MAX_TITLE = 100;

/** Tells once of a group that nobody registered: the bot was added to it, or addressed in it. */
export async function alertOfGroup(
  scope: OrgScope,
  { channels, clock }: Pick<ConverseDeps, "channels" | "clock">,
  channel: LiveChannel,
  chat: ChatRef,
  why: "added" | "addressed",
): Promise<void> {
  const cause = unknownGroupCause(channel.id, chat.id);
  // Strangers must not be able to move a card by talking on, nor at once in several threads.
  await scope.trx.raw("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [cause]);
  if (await isStanding(scope, cause)) return;
  const title = maskedExcerpt(oneLine(chat.title ?? ""), MAX_TITLE) || null;
  const name = title ? { en: `“${title}” `, zh: `“${title}”` } : { en: "", zh: "" };
  const where = `${channel.platform}, ${channel.name}, ${chat.id}`;
  await raiseAlert(
    scope,
    channels,
    {
      kind: "unknown_group",
      cause,
      title: {
        added: {
          en: `The bot was added to the group ${name.en}(${where}), which is not registered: it says nothing there`,
          zh: `机器人被加入未登记的群${name.zh}（${where}），在该群中保持静默`,
        },
        addressed: {
          en: `The bot was addressed in the group ${name.en}(${where}), which is not registered, and said nothing`,
          zh: `有人在未登记的群${name.zh}（${where}）中向机器人提问，机器人未作回应`,
        },
      }[why],
      details: { group: { channelId: channel.id, chatId: chat.id, title } },
    },
    clock.now(),
  );
}

async function isStanding({ trx, orgId }: OrgScope, cause: string): Promise<boolean> {
  const row = await trx("alerts").where({ org_id: orgId, cause }).whereNot({ status: "resolved" }).first("id");
  return row !== undefined;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}
