import { type Arguments, channelOf, type Method, type MethodContext, MethodError, ownChannelOf } from "./method.ts";
import { type Json, messageBody } from "./wire-shapes.ts";
import { findMessage, repliesTo, type SlackChannel, type SlackMessage, type SlackUser } from "./workspace.ts";

const history: Method = (args, context) => {
  const channel = ownChannelOf(context, args["channel"]);
  const roots = channel.messages.filter(({ threadTs, ts, broadcast }) => !threadTs || threadTs === ts || broadcast);
  return page(visible(roots, args).reverse(), args, context, channel);
};

const replies: Method = (args, context) => {
  const channel = ownChannelOf(context, args["channel"]);
  const found = findMessage(channel, args["ts"] ?? "");
  const rootTs = found?.threadTs ?? found?.ts ?? "";
  const inThread = repliesTo(channel, rootTs);
  // With its replies gone too, nothing is left of a deleted root (slackapi/bolt-js#2307).
  if (!found || (findMessage(channel, rootTs)?.deleted && inThread.length === 0)) {
    throw new MethodError("thread_not_found");
  }
  // The root is always there, whatever the window.
  return page(
    [...channel.messages.filter(({ ts }) => ts === rootTs), ...visible(inThread, args)],
    args,
    context,
    channel,
  );
};

/** Of the kinds asked for those that the bot is in; every direct message with it is one. */
const list: Method = (args, { workspace }) => {
  const kinds = { public_channel: "channel", private_channel: "group", im: "im", mpim: "mpim" } as const;
  const asked = (args["types"] ?? "public_channel").split(",").map((type) => type.trim());
  if (asked.some((type) => !(type in kinds))) throw new MethodError("invalid_types");
  const wanted = new Set(asked.map((type) => kinds[type as keyof typeof kinds])); // just looked at
  const all = [...workspace.channels.values()].filter(
    ({ kind, members: inside }) => wanted.has(kind) && (kind === "channel" || inside.has(workspace.bot.userId)),
  );
  const { shown, next } = pageOf(all, args);
  const channels = shown.map(({ id, name, kind, members: inside, isArchived }) => {
    if (kind !== "im") return { id, name, is_channel: kind === "channel", is_archived: isArchived };
    const user = [...inside].find((member) => member !== workspace.bot.userId) ?? "";
    return { id, is_im: true, user, is_user_deleted: workspace.users.get(user)?.deleted ?? false };
  });
  return { channels, response_metadata: { next_cursor: next } };
};

const info: Method = (args, context) => {
  const channel = channelOf(context, args["channel"]);
  const isMember = channel.members.has(context.workspace.bot.userId);
  return {
    channel: {
      id: channel.id,
      name: channel.name,
      is_channel: channel.kind === "channel",
      is_group: channel.kind === "group",
      is_im: channel.kind === "im",
      is_mpim: channel.kind === "mpim",
      is_private: channel.kind !== "channel",
      is_archived: channel.isArchived,
      ...(channel.kind === "im" ? {} : { is_member: isMember }),
    },
  };
};

/** Everybody in it, apps as well; a public channel's members are told to those who are not in it, too. */
const members: Method = (args, context) => {
  const { shown, next } = pageOf([...channelOf(context, args["channel"]).members], args);
  return { members: shown, response_metadata: { next_cursor: next } };
};

const open: Method = (args, { workspace }) => {
  const user = workspace.users.get(args["users"] ?? "");
  if (!user) throw new MethodError("users_not_found");
  if (user.deleted) throw new MethodError("user_disabled");
  if (user.isBot) throw new MethodError("cannot_dm_bot");
  return { channel: { id: workspace.directWith(user.id).id } };
};

const userInfo: Method = (args, { workspace }) => {
  const user = workspace.users.get(args["user"] ?? "");
  if (!user) throw new MethodError("user_not_found");
  return { user: userObject(user, workspace.teamId, args["include_locale"] === "true") };
};

const lookupByEmail: Method = (args, { workspace }) => {
  const user = [...workspace.users.values()].find(
    ({ email, deleted }) => email !== undefined && email === args["email"] && !deleted,
  );
  if (!user) throw new MethodError("users_not_found");
  return { user: userObject(user, workspace.teamId, false) };
};

const authTest: Method = (_args, { workspace }) => ({
  url: "https://emulated.slack.com/",
  team: "Emulated",
  user: workspace.bot.name,
  team_id: workspace.teamId,
  user_id: workspace.bot.userId,
  bot_id: workspace.bot.botId,
  is_enterprise_install: false,
});

export const readMethods: Record<string, Method> = {
  "auth.test": authTest,
  "conversations.history": history,
  "conversations.replies": replies,
  "conversations.list": list,
  "conversations.info": info,
  "conversations.members": members,
  "conversations.open": open,
  "users.info": userInfo,
  "users.lookupByEmail": lookupByEmail,
};

function visible(messages: SlackMessage[], args: Arguments): SlackMessage[] {
  const oldest = args["oldest"] ?? "0";
  const latest = args["latest"];
  return messages.filter(
    ({ ts, deleted, ephemeralTo }) => !deleted && !ephemeralTo && after(ts, oldest) && (!latest || after(latest, ts)),
  );
}

const after = (ts: string, other: string) => Number(ts) > Number(other);

function page(
  messages: SlackMessage[],
  args: Arguments,
  { workspace, baseUrl }: MethodContext,
  channel: SlackChannel,
): Json {
  const withMetadata = args["include_all_metadata"] === "true";
  const { shown, next } = pageOf(messages, args);
  return {
    messages: shown.map((message) => ({
      ...messageBody(workspace, channel, message, baseUrl),
      ...latestReply(channel, message),
      ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    })),
    has_more: next !== "",
    response_metadata: { next_cursor: next },
  };
}

/** Only the Web API tells it, of roots. */
function latestReply(channel: SlackChannel, { ts, threadTs }: SlackMessage): Json {
  const latest = threadTs && threadTs !== ts ? undefined : repliesTo(channel, ts).at(-1);
  return latest ? { latest_reply: latest.ts } : {};
}

/** One page, and the cursor of the next; empty at the end. */
function pageOf<T>(all: readonly T[], args: Arguments): { shown: T[]; next: string } {
  const limit = Number(args["limit"] ?? "100");
  if (!Number.isInteger(limit) || limit < 1) throw new MethodError("invalid_limit");
  const from = Number(args["cursor"] || "0");
  if (!Number.isInteger(from) || from < 0) throw new MethodError("invalid_cursor");
  const end = from + Math.min(limit, 999);
  return { shown: all.slice(from, end), next: end < all.length ? String(end) : "" };
}

function userObject(user: SlackUser, teamId: string, includeLocale: boolean): Json {
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: user.deleted,
    is_bot: user.isBot,
    is_restricted: user.isRestricted,
    is_ultra_restricted: false,
    is_stranger: user.teamId !== teamId,
    tz: user.timezone,
    ...(includeLocale ? { locale: user.locale } : {}),
    profile: {
      display_name: user.name,
      real_name: user.realName,
      ...(user.email && !user.deleted ? { email: user.email } : {}),
      image_192: `https://avatars.slack-edge.com/${user.id}_192.png`,
    },
  };
}
