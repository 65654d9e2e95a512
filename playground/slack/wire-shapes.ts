import { repliesTo, type SlackChannel, type SlackFile, type SlackMessage, type Workspace } from "./workspace.ts";

// The payloads as Slack sends them: pure functions of what they are about, so that tests can build any of them.

export type Json = Record<string, unknown>;

type Team = Pick<Workspace, "teamId" | "appId" | "bot">;

/** The Events API's envelope ("Events API, Event type structure"). */
export function eventEnvelope(
  team: Team,
  event: Json,
  { eventId, eventTime }: { eventId: string; eventTime: number },
): Json {
  return {
    token: "verification-token-of-the-emulator",
    team_id: team.teamId,
    context_team_id: team.teamId,
    api_app_id: team.appId,
    event,
    type: "event_callback",
    event_id: eventId,
    event_time: eventTime,
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.teamId,
        user_id: team.bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${eventId}`,
  };
}

/** The inner part that `message` events and the Web API share. */
export function messageBody(team: Team, channel: SlackChannel, message: SlackMessage, filesUrl: string): Json {
  const root = message.threadTs ? channel.messages.find((other) => other.ts === message.threadTs) : undefined;
  const own = message.botId !== undefined;
  const replies = message.threadTs ? 0 : repliesTo(channel, message.ts).length;
  return {
    type: "message",
    ...(message.files.length > 0 ? { subtype: "file_share" } : {}),
    ...(message.broadcast ? { subtype: "thread_broadcast" } : {}),
    user: message.user,
    ...(message.clientMsgId ? { client_msg_id: message.clientMsgId } : {}),
    text: message.text,
    ts: message.ts,
    team: team.teamId,
    ...(own ? { bot_id: message.botId, app_id: team.appId, bot_profile: botProfile(team) } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.files.length > 0 ? { files: message.files.map((file) => fileObject(file, filesUrl)) } : {}),
    ...(message.shared ? { attachments: [sharedMessage(message.shared)] } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    // A root names itself once it has replies.
    ...(replies > 0 ? { thread_ts: message.ts, reply_count: replies } : {}),
    ...(root && root.ts !== message.ts ? { parent_user_id: root.user } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
  };
}

/** How a shared message hangs on the one that shares it; its files do not come along. */
function sharedMessage({ channel, message }: NonNullable<SlackMessage["shared"]>): Json {
  return {
    id: 1,
    is_msg_unfurl: true,
    is_share: true,
    author_id: message.user,
    channel_id: channel,
    ts: message.ts,
    text: message.text,
    from_url: permalinkOf(channel, message.ts),
    fallback: message.text,
  };
}

/** "chat.getPermalink" */
export function permalinkOf(channel: string, ts: string): string {
  return `https://emulated.slack.com/archives/${channel}/p${ts.replace(".", "")}`;
}

export function messageEvent(team: Team, channel: SlackChannel, message: SlackMessage, filesUrl: string): Json {
  return {
    ...messageBody(team, channel, message, filesUrl),
    channel: channel.id,
    event_ts: message.ts,
    channel_type: channel.kind,
  };
}

/** Sent besides the `message` event, with its own event id and without `channel_type`. */
export function appMentionEvent(team: Team, channel: SlackChannel, message: SlackMessage, filesUrl: string): Json {
  const { subtype: _subtype, ...body } = messageBody(team, channel, message, filesUrl);
  return { ...body, type: "app_mention", channel: channel.id, event_ts: message.ts };
}

export function changedEvent(
  team: Team,
  channel: SlackChannel,
  { before, after, ts }: { before: SlackMessage; after: SlackMessage; ts: string },
  filesUrl: string,
): Json {
  return {
    type: "message",
    subtype: "message_changed",
    hidden: true,
    message: messageBody(team, channel, after, filesUrl),
    previous_message: messageBody(team, channel, before, filesUrl),
    channel: channel.id,
    ts,
    event_ts: ts,
    channel_type: channel.kind,
  };
}

export function deletedEvent(
  team: Team,
  channel: SlackChannel,
  { message, ts }: { message: SlackMessage; ts: string },
  filesUrl: string,
): Json {
  return {
    type: "message",
    subtype: "message_deleted",
    hidden: true,
    deleted_ts: message.ts,
    previous_message: messageBody(team, channel, message, filesUrl),
    channel: channel.id,
    ts,
    event_ts: ts,
    channel_type: channel.kind,
  };
}

/** A deleted thread root that has replies turns into this instead. */
export function tombstoneEvent(
  team: Team,
  channel: SlackChannel,
  { message, ts }: { message: SlackMessage; ts: string },
  filesUrl: string,
): Json {
  const tombstone = {
    type: "message",
    subtype: "tombstone",
    user: "USLACKBOT",
    text: "This message was deleted.",
    hidden: true,
    ts: message.ts,
    thread_ts: message.ts,
  };
  const event = changedEvent(team, channel, { before: message, after: message, ts }, filesUrl);
  return { ...event, message: tombstone };
}

/** "file object" */
export function fileObject(file: SlackFile, filesUrl: string): Json {
  const address = `${filesUrl}files-pri/${file.id}`;
  if (file.deleted) return { id: file.id, mode: "tombstone" };
  const shared = (prefixes: string) =>
    Object.fromEntries(
      file.shares
        .filter(({ channel }) => prefixes.includes(channel.charAt(0)))
        .map(({ channel, ts }) => [channel, [{ ts }]]),
    );
  return {
    id: file.id,
    created: 1_700_000_000,
    name: file.name,
    title: file.name,
    mimetype: file.mimeType,
    filetype: file.name.split(".").at(-1) ?? "",
    user: file.user,
    size: file.bytes.byteLength,
    mode: "hosted",
    is_external: false,
    is_public: false,
    url_private: `${address}/${encodeURIComponent(file.name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(file.name)}`,
    permalink: `https://emulated.slack.com/files/${file.user}/${file.id}`,
    shares: { public: shared("C"), private: shared("DG") },
    file_access: "visible",
  };
}

export interface CommandInput {
  userId: string;
  userName: string;
  channel: SlackChannel;
  /** With its slash. */
  command: string;
  text: string;
  triggerId: string;
  responseUrl: string;
}

/** "Slash commands": the fields of the form. */
export function commandFields(team: Team, input: CommandInput): Record<string, string> {
  return {
    token: "verification-token-of-the-emulator",
    team_id: team.teamId,
    team_domain: "emulated",
    channel_id: input.channel.id,
    channel_name: input.channel.name,
    user_id: input.userId,
    user_name: input.userName,
    command: input.command,
    text: input.text,
    api_app_id: team.appId,
    is_enterprise_install: "false",
    response_url: input.responseUrl,
    trigger_id: input.triggerId,
  };
}

export interface ActionInput {
  userId: string;
  userName: string;
  channel: SlackChannel;
  message: SlackMessage;
  button: { action_id: string; value?: string; text?: unknown };
  actionTs: string;
  triggerId: string;
  responseUrl: string;
}

/** "block_actions payload" */
export function blockActionsPayload(team: Team, input: ActionInput, filesUrl: string): Json {
  const { channel, message } = input;
  const isEphemeral = message.ephemeralTo !== undefined;
  return {
    type: "block_actions",
    user: { id: input.userId, username: input.userName, name: input.userName, team_id: team.teamId },
    api_app_id: team.appId,
    token: "verification-token-of-the-emulator",
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: input.triggerId,
    team: { id: team.teamId, domain: "emulated" },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.name },
    ...(isEphemeral ? {} : { message: messageBody(team, channel, message, filesUrl) }),
    state: { values: {} },
    response_url: input.responseUrl,
    actions: [{ type: "button", block_id: "b1", ...input.button, action_ts: input.actionTs }],
  };
}

/** "message_action": an entry of a message's ⋮ menu. */
export function messageActionPayload(
  team: Team,
  input: Omit<ActionInput, "button"> & { callbackId: string },
  filesUrl: string,
): Json {
  const { channel, message } = input;
  return {
    type: "message_action",
    token: "verification-token-of-the-emulator",
    action_ts: input.actionTs,
    team: { id: team.teamId, domain: "emulated" },
    user: { id: input.userId, username: input.userName, name: input.userName, team_id: team.teamId },
    channel: { id: channel.id, name: channel.name },
    is_enterprise_install: false,
    enterprise: null,
    callback_id: input.callbackId,
    trigger_id: input.triggerId,
    response_url: input.responseUrl,
    message_ts: message.ts,
    message: messageBody(team, channel, message, filesUrl),
  };
}

function botProfile(team: Team): Json {
  return { id: team.bot.botId, app_id: team.appId, name: team.bot.name, team_id: team.teamId, deleted: false };
}
