/** What the emulated workspace consists of. Everything is in memory and public to the emulator's own files. */
export interface SlackUser {
  id: string;
  /** The handle, for `@name`. */
  name: string;
  realName: string;
  email?: string;
  isBot: boolean;
  deleted: boolean;
  /** A guest of the workspace. */
  isRestricted: boolean;
  /** Another company's person when it is not the workspace's id. */
  teamId: string;
  locale: string;
  timezone: string;
}

export type ChannelKind = "im" | "mpim" | "channel" | "group";

export interface SlackChannel {
  id: string;
  name: string;
  kind: ChannelKind;
  members: Set<string>;
  isArchived: boolean;
  /** In order of posting, replies among them; deleted ones stay, marked. */
  messages: SlackMessage[];
}

export interface SlackMessage {
  ts: string;
  threadTs?: string;
  user: string;
  /** Set for what an app posted. */
  botId?: string;
  /** mrkdwn, escaped as on the wire. */
  text: string;
  blocks: Record<string, unknown>[];
  files: SlackFile[];
  metadata?: Record<string, unknown>;
  edited?: { user: string; ts: string };
  deleted: boolean;
  /** Only this person sees it. */
  ephemeralTo?: string;
  broadcast?: boolean;
  clientMsgId?: string;
  /** The message that this one passes on. */
  shared?: { channel: string; message: SlackMessage };
}

export interface SlackFile {
  id: string;
  name: string;
  mimeType: string;
  user: string;
  bytes: Buffer;
  shares: { channel: string; ts: string }[];
  /** Slack keeps a stub of a deleted file. */
  deleted: boolean;
}

export interface Workspace {
  readonly teamId: string;
  readonly appId: string;
  readonly bot: { userId: string; botId: string; name: string };
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, SlackChannel>;
  readonly files: Map<string, SlackFile>;
  /** Unique in the workspace and growing, like Slack's per channel. */
  nextTs(): string;
  nextId(prefix: string): string;
  addUser(user: Partial<SlackUser> & { name: string }): SlackUser;
  addChannel(channel: { id?: string; name: string; kind?: ChannelKind; members?: string[] }): SlackChannel;
  /** The direct messages of a person with the bot; always the same channel. */
  directWith(userId: string): SlackChannel;
}

export interface WorkspaceOptions {
  teamId: string;
  botName: string;
  /** See `SlackEmulatorOptions`. */
  idsFrom: number;
  now: () => Date;
}

export function createWorkspace({ teamId, botName, idsFrom, now }: WorkspaceOptions): Workspace {
  const users = new Map<string, SlackUser>();
  const channels = new Map<string, SlackChannel>();
  const bot = { userId: "U0DESKHAND", botId: "B0DESKHAND", name: botName };
  let ids = idsFrom;
  let lastMicroseconds = 0;

  const nextId = (prefix: string) => `${prefix}${(++ids).toString(36).toUpperCase().padStart(8, "0")}`;

  function nextTs(): string {
    lastMicroseconds = Math.max(now().getTime() * 1000, lastMicroseconds + 1);
    const digits = String(lastMicroseconds);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  function addUser({ name, ...given }: Partial<SlackUser> & { name: string }): SlackUser {
    const user: SlackUser = {
      id: nextId("U"),
      realName: name,
      isBot: false,
      deleted: false,
      isRestricted: false,
      teamId,
      locale: "en-US",
      timezone: "Asia/Shanghai",
      ...given,
      name,
    };
    users.set(user.id, user);
    return user;
  }

  function addChannel({
    id,
    name,
    kind = "channel",
    members = [],
  }: Parameters<Workspace["addChannel"]>[0]): SlackChannel {
    const channel: SlackChannel = {
      id: id ?? nextId(kind === "im" ? "D" : "C"),
      name,
      kind,
      members: new Set(members),
      isArchived: false,
      messages: [],
    };
    channels.set(channel.id, channel);
    return channel;
  }

  function directWith(userId: string): SlackChannel {
    for (const channel of channels.values()) if (channel.kind === "im" && channel.members.has(userId)) return channel;
    return addChannel({ name: "directmessage", kind: "im", members: [userId, bot.userId] });
  }

  addUser({ id: bot.userId, name: botName, realName: botName, isBot: true });
  return {
    teamId,
    appId: "A0DESKHAND",
    bot,
    users,
    channels,
    files: new Map(),
    nextTs,
    nextId,
    addUser,
    addChannel,
    directWith,
  };
}

/** What everybody sees below a thread's root. */
export function repliesTo(channel: SlackChannel, rootTs: string): SlackMessage[] {
  return channel.messages.filter(
    ({ ts, threadTs, deleted, ephemeralTo }) => threadTs === rootTs && ts !== rootTs && !deleted && !ephemeralTo,
  );
}

/** The message with that `ts`, deleted or not. */
export function findMessage(channel: SlackChannel, ts: string): SlackMessage | undefined {
  return channel.messages.find((message) => message.ts === ts);
}
