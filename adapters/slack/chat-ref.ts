import type { ChatRef } from "../../bot/ports/inbound-event.ts";
import type { BlockActions, Envelope, Shortcut, SlackMessageEvent, SlashCommand } from "./wire.ts";
import { messageEvent } from "./wire.ts";

/** Where things happen that belong to no conversation: revoked tokens, changed profiles, unknown shapes. */
const appChat: ChatRef = { key: "app", id: "app", kind: "group" };

/**
 * The chat of a payload: a direct message is one chat; in a channel each thread is one, and a message that starts no
 * thread yet is the root of its own, since that is where an answer to it goes. The channel itself is never a chat for
 * messages, so the threads of a busy desk channel do not wait for each other. Slash commands, which Slack allows in no
 * thread, belong to the channel.
 */
export function chatOf(envelope: Envelope): ChatRef {
  switch (envelope.kind) {
    case "event": {
      const message = messageEvent.safeParse(envelope.body.event);
      return message.success ? messageChat(message.data) : appChat;
    }
    case "command":
      return commandChat(envelope.body);
    case "actions":
      return actionChat(envelope.body);
    case "shortcut":
      return shortcutChat(envelope.body);
    case "view":
      return personalChat(envelope.body.user.id);
    case "rate_limited":
    case "unknown":
      return appChat;
  }
}

function messageChat(event: SlackMessageEvent): ChatRef {
  return threadChat(event.channel, rootOf(event), isDirect(event.channel, event.channel_type));
}

/** An edit or delete belongs to the thread of the message it is about: its own `ts` is only the event's. */
function rootOf(event: SlackMessageEvent): string {
  if (event.subtype === "message_changed" && event.message) return event.message.thread_ts ?? event.message.ts;
  if (event.subtype === "message_deleted" && event.deleted_ts) {
    return event.previous_message?.thread_ts ?? event.deleted_ts;
  }
  return event.thread_ts ?? event.ts;
}

function commandChat(command: SlashCommand): ChatRef {
  const { channel_id: id, channel_name: name } = command;
  return { key: id, id, kind: isDirect(id) ? "private" : "group", ...(name && !isDirect(id) ? { title: name } : {}) };
}

function actionChat({ channel, container, message, user }: BlockActions): ChatRef {
  if (!channel) return personalChat(user.id);
  const root = message?.thread_ts ?? container?.thread_ts ?? message?.ts ?? container?.message_ts ?? undefined;
  return threadChat(channel.id, root, isDirect(channel.id));
}

function shortcutChat({ channel, message, message_ts, user }: Shortcut): ChatRef {
  if (!channel) return personalChat(user.id);
  return threadChat(channel.id, message?.thread_ts ?? message?.ts ?? message_ts ?? undefined, isDirect(channel.id));
}

function threadChat(id: string, root: string | undefined, direct: boolean): ChatRef {
  if (direct) return { key: id, id, kind: "private" };
  return root ? { key: `${id}:${root}`, id, threadId: root, kind: "group" } : { key: id, id, kind: "group" };
}

/** A person outside any channel (global shortcut, modal): Slack delivers what is posted to a user id as a direct message. */
function personalChat(userId: string): ChatRef {
  return { key: userId, id: userId, kind: "private" };
}

/** `app_mention` and interactions carry no `channel_type`; ids of direct messages begin with D. */
export function isDirect(channelId: string, channelType?: string | null): boolean {
  return channelType ? channelType === "im" : channelId.startsWith("D");
}
