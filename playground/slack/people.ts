import type { Dispatched, Dispatcher } from "./dispatch.ts";
import type { WorkspaceEvents } from "./method.ts";
import type { ResponseUrls } from "./response-urls.ts";
import { buttonsOf } from "./shown.ts";
import { encodeTyped } from "./typed-text.ts";
import { blockActionsPayload, commandFields, messageActionPayload } from "./wire-shapes.ts";
import { findMessage, type SlackChannel, type SlackFile, type SlackMessage, type Workspace } from "./workspace.ts";

/** What people do in Slack. Users and channels are named by their ids. */
export interface People {
  /** Writes as typed: `@name` mentions, addresses become links. To the bot directly when no channel is given. */
  write(message: {
    user: string;
    text: string;
    channel?: string;
    threadTs?: string;
    broadcast?: boolean;
  }): SlackMessage;
  /** Shares a message into another channel or thread, with words of one's own or without. */
  forward(forward: {
    user: string;
    from: { channel: string; ts: string };
    channel: string;
    threadTs?: string;
    text?: string;
  }): SlackMessage;
  edit(message: { channel: string; ts: string; text: string }): void;
  remove(message: { channel: string; ts: string }): void;
  upload(upload: {
    user: string;
    name: string;
    mimeType: string;
    bytes: Uint8Array;
    text?: string;
    channel?: string;
    threadTs?: string;
  }): SlackMessage;
  /** An administrator deactivates their account. */
  deactivate(user: string): void;
  /** Invites the app's bot to a channel. */
  inviteBot(invitation: { user: string; channel: string }): void;
  /** Presses the button with that label or id. */
  press(press: { user: string; channel: string; ts: string; button: string }): Promise<Dispatched>;
  /** Types a slash command, its slash included. Slack refuses them inside threads. */
  command(command: { user: string; line: string; channel?: string; threadTs?: string }): Promise<Dispatched>;
  /** Chooses the app's entry from a message's ⋮ menu. */
  messageShortcut(shortcut: { user: string; channel: string; ts: string; callbackId: string }): Promise<Dispatched>;
}

export interface PeopleDeps {
  workspace: Workspace;
  events: WorkspaceEvents;
  dispatcher: Dispatcher;
  responseUrls: ResponseUrls;
  filesUrl: string;
}

export function createPeople({ workspace, events, dispatcher, responseUrls, filesUrl }: PeopleDeps): People {
  const channelFor = (user: string, id?: string): SlackChannel => {
    const channel = id ? workspace.channels.get(id) : workspace.directWith(user);
    if (!channel) throw new Error(`there is no channel ${id}`);
    return channel;
  };
  const nameOf = (user: string) => workspace.users.get(user)?.name ?? user;
  const triggerId = () => `${workspace.nextId("")}.${workspace.nextId("")}.trigger`;

  function post(
    message: Omit<SlackMessage, "ts" | "deleted" | "blocks" | "clientMsgId">,
    channel: SlackChannel,
  ): SlackMessage {
    const posted: SlackMessage = {
      ...message,
      ts: workspace.nextTs(),
      blocks: [],
      deleted: false,
      // Absent on file shares.
      ...(message.files.length > 0 ? {} : { clientMsgId: workspace.nextId("m-") }),
    };
    for (const file of posted.files) file.shares.push({ channel: channel.id, ts: posted.ts });
    channel.messages.push(posted);
    events.posted(channel, posted);
    return posted;
  }

  function messageAt(channel: string, ts: string): { channel: SlackChannel; message: SlackMessage } {
    const found = workspace.channels.get(channel);
    const message = found && findMessage(found, ts);
    if (!found || !message) throw new Error(`there is no message ${channel}:${ts}`);
    return { channel: found, message };
  }

  return {
    deactivate(user) {
      const found = workspace.users.get(user);
      if (!found) throw new Error(`there is no user ${user}`);
      found.deleted = true;
      const { id, name, teamId, realName } = found;
      const shape = { id, team_id: teamId, name, deleted: true, profile: { real_name: realName } };
      dispatcher.event({ type: "user_change", user: shape, event_ts: workspace.nextTs() });
    },
    inviteBot({ user, channel: id }) {
      const channel = workspace.channels.get(id);
      if (!channel) throw new Error(`there is no channel ${id}`);
      channel.members.add(workspace.bot.userId);
      dispatcher.event({
        type: "member_joined_channel",
        user: workspace.bot.userId,
        channel: id,
        channel_type: "C",
        inviter: user,
        event_ts: workspace.nextTs(),
      });
    },
    write({ user, text, channel: id, threadTs, broadcast }) {
      const channel = channelFor(user, id);
      const thread = { ...(threadTs ? { threadTs } : {}), ...(broadcast ? { broadcast } : {}) };
      return post({ user, text: encodeTyped(text, workspace), files: [], ...thread }, channel);
    },

    forward({ user, from, channel: id, threadTs, text = "" }) {
      const { message } = messageAt(from.channel, from.ts);
      const shared = { channel: from.channel, message };
      const thread = threadTs ? { threadTs } : {};
      return post({ user, text: encodeTyped(text, workspace), files: [], shared, ...thread }, channelFor(user, id));
    },

    edit({ channel: id, ts, text }) {
      const { channel, message } = messageAt(id, ts);
      const before = { ...message };
      message.text = encodeTyped(text, workspace);
      message.edited = { user: message.user, ts: workspace.nextTs() };
      events.changed(channel, before, message);
    },

    remove({ channel: id, ts }) {
      const { channel, message } = messageAt(id, ts);
      message.deleted = true;
      events.deleted(channel, message);
    },

    upload({ user, name, mimeType, bytes, text = "", channel: id, threadTs }) {
      const channel = channelFor(user, id);
      const file: SlackFile = {
        id: workspace.nextId("F"),
        name,
        mimeType,
        user,
        bytes: Buffer.from(bytes),
        shares: [],
        deleted: false,
      };
      workspace.files.set(file.id, file);
      return post(
        { user, text: encodeTyped(text, workspace), files: [file], ...(threadTs ? { threadTs } : {}) },
        channel,
      );
    },

    async press({ user, channel: id, ts, button: wanted }) {
      const { channel, message } = messageAt(id, ts);
      if (message.ephemeralTo && message.ephemeralTo !== user) throw new Error(`${user} does not see ${id}:${ts}`);
      const button = buttonsOf(message).find(({ label, actionId }) => label === wanted || actionId === wanted);
      if (!button) throw new Error(`the message has no button ${wanted}`);
      const { actionId, value } = button;
      const payload = blockActionsPayload(
        workspace,
        {
          ...interactionBy(user, channel, message),
          button: { action_id: actionId, ...(value === undefined ? {} : { value }) },
        },
        filesUrl,
      );
      return dispatcher.interaction("interactive", payload);
    },

    async command({ user, line, channel: id, threadTs }) {
      if (threadTs) throw new Error("Slack does not take slash commands in threads");
      const channel = channelFor(user, id);
      const [command = "", ...rest] = line.split(" ");
      const responseUrl = responseUrls.issue({ channel: channel.id, user });
      const fields = commandFields(workspace, {
        userId: user,
        userName: nameOf(user),
        channel,
        command,
        text: rest.join(" "),
        triggerId: triggerId(),
        responseUrl,
      });
      return dispatcher.interaction("slash_commands", fields);
    },

    async messageShortcut({ user, channel: id, ts, callbackId }) {
      const { channel, message } = messageAt(id, ts);
      const payload = messageActionPayload(
        workspace,
        { ...interactionBy(user, channel, message), callbackId },
        filesUrl,
      );
      return dispatcher.interaction("interactive", payload);
    },
  };

  function interactionBy(user: string, channel: SlackChannel, message: SlackMessage) {
    return {
      userId: user,
      userName: nameOf(user),
      channel,
      message,
      actionTs: workspace.nextTs(),
      triggerId: triggerId(),
      responseUrl: responseUrls.issue({ channel: channel.id, user, messageTs: message.ts }),
    };
  }
}
