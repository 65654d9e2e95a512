import { checkMessage } from "./message-limits.ts";
import {
  type Arguments,
  channelOf,
  type Method,
  type MethodContext,
  MethodError,
  ownChannelOf,
  parseJson,
} from "./method.ts";
import { type Json, messageBody, permalinkOf } from "./wire-shapes.ts";
import { findMessage, repliesTo, type SlackChannel, type SlackMessage } from "./workspace.ts";

const postMessage: Method = (args, context) => {
  const channel = writable(context, args["channel"]);
  const message = draft(args, context, channel);
  channel.messages.push(message);
  context.events.posted(channel, message);
  return { channel: channel.id, ts: message.ts, message: body(context, channel, message) };
};

const postEphemeral: Method = (args, context) => {
  const channel = writable(context, args["channel"]);
  const user = args["user"] ?? "";
  if (!channel.members.has(user)) throw new MethodError("user_not_in_channel");
  const message = { ...draft(args, context, channel), ephemeralTo: user };
  // "Ephemeral messages in threads are only shown if there is already an active thread."
  if (message.threadTs && repliesTo(channel, message.threadTs).length === 0) return { message_ts: message.ts };
  channel.messages.push(message);
  context.events.posted(channel, message);
  return { message_ts: message.ts };
};

const update: Method = (args, context) => {
  const channel = writable(context, args["channel"]);
  const message = ownMessage(args, context, channel, "cant_update_message");
  const before = { ...message };
  message.text = args["text"] ?? "";
  message.blocks = checkMessage(message.text, parseJson(args["blocks"]), { hasFiles: message.files.length > 0 });
  message.edited = { user: context.workspace.bot.userId, ts: context.workspace.nextTs() };
  context.events.changed(channel, before, message);
  return { channel: channel.id, ts: message.ts, text: message.text };
};

const remove: Method = (args, context) => {
  const channel = channelOf(context, args["channel"]);
  const message = ownMessage(args, context, channel, "cant_delete_message");
  message.deleted = true;
  context.events.deleted(channel, message);
  return { channel: channel.id, ts: message.ts };
};

const getPermalink: Method = (args, context) => {
  const channel = channelOf(context, args["channel"]);
  const message = findMessage(channel, args["message_ts"] ?? "");
  if (!message || message.deleted || message.ephemeralTo) throw new MethodError("message_not_found");
  return { channel: channel.id, permalink: permalinkOf(channel.id, message.ts) };
};

export const chatMethods: Record<string, Method> = {
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
  "chat.delete": remove,
  "chat.getPermalink": getPermalink,
};

/** A channel that takes the bot's posts. */
export function writable(context: MethodContext, id: string | undefined): SlackChannel {
  const channel = ownChannelOf(context, id);
  if (channel.isArchived) throw new MethodError("is_archived");
  const { users, bot } = context.workspace;
  const others = [...channel.members].filter((member) => member !== bot.userId);
  if (channel.kind === "im" && others.some((member) => users.get(member)?.deleted))
    throw new MethodError("user_disabled");
  return channel;
}

/**
 * Where a post with this `thread_ts` stands. A deleted root that has replies goes on as a tombstone, and its thread with
 * it. Without any, Slack does not refuse: the post lands in the channel (slack-go/slack#1571).
 * More strictly than Slack, what never was a root is refused, a reply's `ts` among it: Slack would post it where nobody
 * looks.
 */
export function checkThread(channel: SlackChannel, threadTs: string | undefined): { threadTs?: string } {
  if (!threadTs) return {};
  const root = findMessage(channel, threadTs);
  if (!root || root.ephemeralTo || (root.threadTs && root.threadTs !== root.ts)) {
    throw new MethodError("thread_not_found");
  }
  return root.deleted && repliesTo(channel, threadTs).length === 0 ? {} : { threadTs };
}

function draft(args: Arguments, { workspace }: MethodContext, channel: SlackChannel): SlackMessage {
  const text = args["text"] ?? "";
  const metadata = parseJson(args["metadata"]);
  return {
    ts: workspace.nextTs(),
    ...checkThread(channel, args["thread_ts"]),
    user: workspace.bot.userId,
    botId: workspace.bot.botId,
    text,
    blocks: checkMessage(text, parseJson(args["blocks"])),
    files: [],
    deleted: false,
    ...(isObject(metadata) ? { metadata } : {}),
  };
}

function ownMessage(
  args: Arguments,
  { workspace }: MethodContext,
  channel: SlackChannel,
  refusal: string,
): SlackMessage {
  const message = findMessage(channel, args["ts"] ?? "");
  if (!message || message.deleted || message.ephemeralTo) throw new MethodError("message_not_found");
  if (message.botId !== workspace.bot.botId) throw new MethodError(refusal);
  return message;
}

function body({ workspace, baseUrl }: MethodContext, channel: SlackChannel, message: SlackMessage): Json {
  return messageBody(workspace, channel, message, baseUrl);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
