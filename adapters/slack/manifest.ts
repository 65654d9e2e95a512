import { InputError } from "../../infra/errors.ts";

/** What the bot token must be allowed to do. */
export const botScopes = [
  "app_mentions:read",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "mpim:history",
  "mpim:read",
  "users:read",
  "users:read.email",
] as const;

export const botEvents = [
  "app_mention",
  "app_uninstalled",
  "member_joined_channel",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "tokens_revoked",
  "user_change",
] as const;

/** Slack's own commands: an app's command of the same name is never called ("Slash commands in Slack", help centre). */
const builtInCommands = new Set(
  (
    "active apps archive away call collapse dm dnd expand feed feedback huddle invite join kick leave me msg mute open " +
    "pref prefs remind remove rename search shortcuts shrug star status topic unarchive who"
  ).split(" "),
);

/** Whether Slack has a command of this name itself (name without the slash), so that ours would never be called. */
export function isBuiltInCommand(name: string): boolean {
  return builtInCommands.has(name);
}

/** So many slash commands an app may have ("App manifest reference"). */
export const MOST_COMMANDS = 50;

export interface ManifestCommand {
  /** Without the slash. */
  name: string;
  description: string;
  usageHint?: string;
  /** The entry in a message's ⋮ menu that runs the command about that message; at most 24 characters. */
  messageShortcut?: string;
}

export interface ManifestOptions {
  commands: ManifestCommand[];
  /** The webhook's address; needed unless everything comes through the socket. */
  requestUrl?: string;
  socketMode: boolean;
  /** The app's and its bot's name, `Deskhand` by default. */
  name?: string;
}

/**
 * The Slack app's manifest ("App manifest reference"): slash commands cannot be registered by call, so this is how
 * they, the scopes, the events and the buttons' address get into an app.
 * @throws InputError naming what Slack would refuse.
 */
export function slackManifest({ commands, requestUrl, socketMode, name = "Deskhand" }: ManifestOptions) {
  if (!socketMode && !requestUrl)
    throw new InputError("Slack needs the public address of /webhooks/slack, or socket mode");
  checkCommands(commands);
  const address = socketMode ? {} : { request_url: requestUrl };
  return {
    display_information: { name: name.slice(0, 35) },
    features: {
      // Without an open messages tab nobody can write to the bot.
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: name.slice(0, 80), always_online: true },
      shortcuts: commands.flatMap(toShortcut),
      slash_commands: commands.map(({ name: command, description, usageHint }) => ({
        command: `/${command}`,
        ...(socketMode ? {} : { url: requestUrl }),
        description,
        ...(usageHint ? { usage_hint: usageHint } : {}),
        should_escape: false,
      })),
    },
    oauth_config: { scopes: { bot: [...botScopes] } },
    settings: {
      event_subscriptions: { ...address, bot_events: [...botEvents] },
      interactivity: { is_enabled: true, ...address },
      org_deploy_enabled: false,
      socket_mode_enabled: socketMode,
      token_rotation_enabled: false,
    },
  };
}

function toShortcut({ name, description, messageShortcut }: ManifestCommand) {
  if (!messageShortcut) return [];
  return [{ name: messageShortcut, type: "message", callback_id: name, description: description.slice(0, 150) }];
}

/** Limits from the manifest reference. */
function checkCommands(commands: ManifestCommand[]): void {
  const refuse = (reason: string) => {
    throw new InputError(reason);
  };
  if (commands.length > MOST_COMMANDS) {
    refuse(`Slack takes ${MOST_COMMANDS} slash commands, there are ${commands.length}`);
  }
  const shortcuts = commands.filter((command) => command.messageShortcut);
  if (shortcuts.length > 10) refuse(`Slack takes 10 shortcuts, there are ${shortcuts.length}`);
  const seen = new Set<string>();
  for (const { name, description, usageHint = "", messageShortcut = "" } of commands) {
    if (!/^[a-z0-9_-]{1,31}$/.test(name)) refuse(`/${name}: a command is 1-31 of a-z, 0-9, _ and -`);
    if (isBuiltInCommand(name)) refuse(`/${name} is one of Slack's own commands`);
    if (seen.has(name)) refuse(`/${name} is there twice`);
    if (description.length < 1 || description.length > 2000) refuse(`/${name}: a description has 1-2000 characters`);
    if (usageHint.length > 1000) refuse(`/${name}: a usage hint has at most 1000 characters`);
    if (messageShortcut.length > 24) refuse(`/${name}: a shortcut's name has at most 24 characters`);
    seen.add(name);
  }
}
