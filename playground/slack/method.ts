import type { Json } from "./wire-shapes.ts";
import type { SlackChannel, SlackMessage, Workspace } from "./workspace.ts";

/** `{ok: false, error}`: how Slack says no. */
export class MethodError extends Error {
  constructor(code: string) {
    super(code);
  }
}

/** What the methods work on. */
export interface MethodContext {
  workspace: Workspace;
  /** `http://127.0.0.1:PORT/` */
  baseUrl: string;
  events: WorkspaceEvents;
}

/** Called by whatever changes the workspace, the bot's own posts included, since Slack reports those as well. */
export interface WorkspaceEvents {
  posted(channel: SlackChannel, message: SlackMessage): void;
  changed(channel: SlackChannel, before: SlackMessage, after: SlackMessage): void;
  deleted(channel: SlackChannel, message: SlackMessage): void;
}

/** Arguments as they arrive in a form; objects are JSON in a string. */
export type Arguments = Record<string, string>;

export type Method = (args: Arguments, context: MethodContext) => Json | Promise<Json>;

/** The channel by id, or a person's direct messages by theirs, if the bot may see it. */
export function channelOf({ workspace }: MethodContext, id: string | undefined): SlackChannel {
  const channel = id && workspace.users.has(id) ? workspace.directWith(id) : workspace.channels.get(id ?? "");
  if (!channel) throw new MethodError("channel_not_found");
  const isIn = channel.members.has(workspace.bot.userId);
  if (!isIn && channel.kind !== "channel") throw new MethodError("channel_not_found");
  return channel;
}

/** The same for calls that need to be a member. */
export function ownChannelOf(context: MethodContext, id: string | undefined): SlackChannel {
  const channel = channelOf(context, id);
  if (!channel.members.has(context.workspace.bot.userId)) throw new MethodError("not_in_channel");
  return channel;
}

export function parseJson(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new MethodError("invalid_arguments");
  }
}
