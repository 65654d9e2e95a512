import { z } from "zod";
import type { SlackEmulator } from "../slack/index.ts";
import { showMessage } from "../slack/shown.ts";
import { findMessage, repliesTo, type SlackChannel, type SlackMessage } from "../slack/workspace.ts";
import type { DeskPerson } from "./desk-person.ts";

/** A message as the page draws it: Slack's own blocks, and what stands around them. */
export interface DeskMessage {
  channel: string;
  ts: string;
  from: { id: string; name: string; isBot: boolean };
  /** Without formatting; for lists, screen readers, and messages without blocks. */
  text: string;
  blocks: unknown[];
  files: { id: string; name: string }[];
  isEdited: boolean;
  isDeleted: boolean;
  /** Shown to this viewer alone. */
  isOnlyForYou: boolean;
  /** The words of the message that was passed on with it. */
  shared: string | null;
  replies: number;
}

/** A thread as the list names it. */
export interface DeskThread {
  ts: string;
  /** The first line of its root: `C1042 · Maya Patel`. */
  title: string;
  lastText: string;
  lastFrom: string;
  /** Of the newest message, for what is new and for the order. */
  lastTs: string;
  replies: number;
}

export interface WorkspaceParts {
  emulator: SlackEmulator;
  deskChannel: string;
  alertChannel: string;
  people: readonly DeskPerson[];
}

const MAX_THREADS = 40;
const MAX_IN_THREAD = 200;
const MAX_IN_CHANNEL = 60;

/** The desk's threads, those that moved last first. */
export function deskThreads({ emulator, deskChannel }: WorkspaceParts): DeskThread[] {
  const channel = emulator.workspace.channels.get(deskChannel);
  if (!channel) return [];
  const threads = rootsOf(channel).map((root): DeskThread => {
    const replies = repliesTo(channel, root.ts);
    const last = replies.at(-1) ?? root;
    const { text: lastText, from: lastFrom } = showMessage(emulator.workspace, last);
    const [title = ""] = showMessage(emulator.workspace, root).text.split("\n");
    return { ts: root.ts, title, lastText: lastText.slice(0, 200), lastFrom, lastTs: last.ts, replies: replies.length };
  });
  return threads.sort((left, right) => Number(right.lastTs) - Number(left.lastTs)).slice(0, MAX_THREADS);
}

/** One thread through a person's eyes, its root first. */
export function openThread(parts: WorkspaceParts, viewer: string, rootTs: string): DeskMessage[] {
  const channel = parts.emulator.workspace.channels.get(parts.deskChannel);
  if (!channel) return [];
  const inThread = channel.messages.filter(({ ts, threadTs }) => ts === rootTs || threadTs === rootTs);
  const root = inThread.filter(({ ts }) => ts === rootTs);
  const rest = inThread.filter(({ ts }) => ts !== rootTs).slice(-MAX_IN_THREAD);
  return seenBy(parts, viewer, channel, [...root, ...rest]);
}

/** What stands in a channel beside its threads: for the desk only what people typed there and what answers them. */
export function channelMessages(parts: WorkspaceParts, viewer: string, channelId: string): DeskMessage[] {
  const channel = parts.emulator.workspace.channels.get(channelId);
  if (!channel?.members.has(viewer)) return [];
  const isThread = ({ ts, botId, ephemeralTo }: SlackMessage) =>
    channelId === parts.deskChannel && botId !== undefined && !ephemeralTo && showsConversation(channel, ts);
  const own = channel.messages.filter((message) => !message.threadTs && !isThread(message));
  return seenBy(parts, viewer, channel, own.slice(-MAX_IN_CHANNEL));
}

/** The replies below a channel's messages, for places where threads are short. */
export function repliesBelow(parts: WorkspaceParts, viewer: string, channelId: string): Record<string, DeskMessage[]> {
  const channel = parts.emulator.workspace.channels.get(channelId);
  if (!channel) return {};
  const replies = channel.messages.filter(({ ts, threadTs }) => threadTs && threadTs !== ts).slice(-MAX_IN_CHANNEL);
  const seen = new Map(seenBy(parts, viewer, channel, replies).map((message) => [message.ts, message]));
  const byRoot: Record<string, DeskMessage[]> = {};
  for (const { ts, threadTs = "" } of replies) {
    const message = seen.get(ts);
    if (message) byRoot[threadTs] = [...(byRoot[threadTs] ?? []), message];
  }
  return byRoot;
}

/** The bot's direct messages with a person. */
export function directMessages(parts: WorkspaceParts, viewer: string): DeskMessage[] {
  const channels = [...parts.emulator.workspace.channels.values()];
  const direct = channels.find(({ kind, members }) => kind === "im" && members.has(viewer));
  return direct ? channelMessages(parts, viewer, direct.id) : [];
}

function rootsOf(channel: SlackChannel): SlackMessage[] {
  return channel.messages.filter(({ ts, ephemeralTo, botId }) => {
    return botId !== undefined && !ephemeralTo && showsConversation(channel, ts);
  });
}

/**
 * A conversation's card opens a thread; all other posts of the bot in the desk's channel answer or call somebody there.
 * The card's first line is bold as a whole: the conversation's code and the customer's name.
 */
function showsConversation(channel: SlackChannel, ts: string): boolean {
  const message = findMessage(channel, ts);
  if (!message || message.threadTs || message.deleted) return false;
  const first = FirstInline.safeParse(message.blocks[0]).data?.elements[0]?.elements[0];
  return first?.style?.bold === true && /^C\d+ · ./.test(first.text);
}

const FirstInline = z.object({
  elements: z.array(
    z.object({
      elements: z.array(
        z.looseObject({ text: z.string().default(""), style: z.object({ bold: z.boolean().optional() }).optional() }),
      ),
    }),
  ),
});

function seenBy(
  { emulator: { workspace } }: WorkspaceParts,
  viewer: string,
  channel: SlackChannel,
  messages: SlackMessage[],
): DeskMessage[] {
  if (!channel.members.has(viewer)) return [];
  return messages
    .filter(({ ephemeralTo, deleted, ts }) => {
      if (ephemeralTo && ephemeralTo !== viewer) return false;
      return !deleted || repliesTo(channel, ts).length > 0;
    })
    .map((message) => {
      const shown = showMessage(workspace, message);
      const user = workspace.users.get(message.user);
      return {
        channel: channel.id,
        ts: message.ts,
        from: { id: message.user, name: user?.realName ?? message.user, isBot: message.botId !== undefined },
        text: message.deleted ? "" : shown.text,
        blocks: message.deleted ? [] : message.blocks,
        files: message.files.filter(({ deleted }) => !deleted).map(({ id, name }) => ({ id, name })),
        isEdited: shown.edited,
        isDeleted: message.deleted,
        isOnlyForYou: message.ephemeralTo !== undefined,
        shared: shown.shared ?? null,
        replies: repliesTo(channel, message.ts).length,
      };
    });
}
