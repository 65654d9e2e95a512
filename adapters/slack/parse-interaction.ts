import type { InboundEvent, RespondTo, Sender } from "../../bot/ports/inbound-event.ts";
import { eventBase, ignored, type ParseContext, unknown } from "./parse-context.ts";
import { readMrkdwn } from "./read-mrkdwn.ts";
import { tsToIso } from "./timestamp.ts";
import { blockActions, type Shortcut, shortcut, slashCommand } from "./wire.ts";

/** `/desk help` → command `desk`, args `help`. Slack shows no message for it and promises no time stamp. */
export function readCommand(body: unknown, here: ParseContext): InboundEvent {
  const read = slashCommand.safeParse(body);
  if (!read.success) return unknown(here, "slash_command");
  const { command, text, user_id, user_name, response_url } = read.data;
  const sender = person(user_id, user_name, here);
  return {
    kind: "command",
    ...eventBase(here, sender, here.receivedAt),
    command: command.slice(1).toLowerCase(),
    args: readMrkdwn(text ?? "", here.self.botUserId).text,
    respondTo: respondTo(here, sender, response_url),
  };
}

/** Pressed buttons. Our buttons carry their id as value; a link's press is reported too, without one. */
export function readActions(body: unknown, here: ParseContext): InboundEvent[] {
  const read = blockActions.safeParse(body);
  if (!read.success) return [unknown(here, "block_actions")];
  const { actions, user, channel, message, container, response_url } = read.data;
  const sender = person(user.id, user.username ?? user.name, here);
  const ts = container?.is_ephemeral ? null : (message?.ts ?? container?.message_ts);
  const inThread = isReply(message) || isReply({ ts: container?.message_ts, thread_ts: container?.thread_ts });
  return actions.map((action): InboundEvent => {
    const sentAt = action.action_ts ? tsToIso(action.action_ts) : here.receivedAt;
    if (action.type !== "button") return unknown(here, `block_actions/${action.type.slice(0, 80)}`);
    if (!action.value) return ignored(here, sender, sentAt, "link_opened");
    return {
      kind: "action",
      ...eventBase(here, sender, sentAt),
      actionId: action.value,
      ...(channel && ts ? { messageExternalId: `${channel.id}:${ts}` } : {}),
      respondTo: {
        ...respondTo(here, sender, response_url, inThread),
        // Nobody but who pressed sees it, so that it may become the answer.
        ...(container?.is_ephemeral || here.chat.kind === "private" ? { ownMessage: "yes" } : {}),
      },
    };
  });
}

/**
 * A message shortcut (⋮ on a message) is a command about that message: it is how a command reaches a thread, where
 * Slack refuses slash commands. Its `callback_id` is the command's word.
 */
export function readShortcut(body: unknown, here: ParseContext): InboundEvent {
  const read = shortcut.safeParse(body);
  if (!read.success) return unknown(here, "shortcut");
  const { callback_id, user, response_url, action_ts, message } = read.data;
  const sender = person(user.id, user.username ?? user.name, here);
  return {
    kind: "command",
    ...eventBase(here, sender, action_ts ? tsToIso(action_ts) : here.receivedAt),
    command: callback_id.toLowerCase(),
    args: "",
    ...replyTo(read.data),
    respondTo: respondTo(here, sender, response_url, isReply(message)),
  };
}

function replyTo({ channel, message, message_ts }: Shortcut): { replyTo?: string } {
  const ts = message?.ts ?? message_ts;
  return channel && ts ? { replyTo: `${channel.id}:${ts}` } : {};
}

function person(id: string, username: string | null | undefined, { self }: ParseContext): Sender {
  return { id, ...(username ? { username } : {}), isBot: false, isSelf: id === self.botUserId };
}

/** A root is pressed in the channel as often as in its thread, and Slack does not tell where. */
function isReply(
  message: { ts?: string | null | undefined; thread_ts?: string | null | undefined } | null | undefined,
) {
  return Boolean(message?.thread_ts && message.thread_ts !== message.ts);
}

/**
 * What `respond` needs: the address works for 30 minutes and five answers, the rest is for after that. `inThread` says
 * that the person stood in the thread, among its replies.
 */
function respondTo(
  { chat }: ParseContext,
  sender: Sender,
  responseUrl: string | null | undefined,
  inThread = false,
): RespondTo {
  return {
    ...(responseUrl ? { responseUrl } : {}),
    channel: chat.id,
    user: sender.id,
    ...(chat.threadId ? { threadTs: chat.threadId } : {}),
    ...(chat.threadId && inThread ? { inThread: "yes" } : {}),
  };
}
