import { App, type Receiver } from "@slack/bolt";
import { z } from "zod";
import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import { chatOf } from "./chat-ref.ts";
import type { IdentitySource, SlackIdentity } from "./identity.ts";
import { eventBase, ignored, type ParseContext, slackbot, unknown } from "./parse-context.ts";
import { readActions, readCommand, readShortcut } from "./parse-interaction.ts";
import { readMessage } from "./parse-message.ts";
import { silentLogger } from "./web-client.ts";
import { isForeign, readEnvelope } from "./wire.ts";

/** Goes along with one `processEvent` and comes back with what is to be read, and how. */
type Routed = { read: ((here: ParseContext) => InboundEvent[]) | null };
type Custom = { routed: Routed };

const storedBody = z.record(z.string(), z.unknown());
const deactivation = z.object({ user: z.object({ id: z.string(), deleted: z.boolean().optional() }) });
const channelJoin = z.object({ user: z.string(), channel: z.string().min(1), inviter: z.string().optional() });
const revocation = z.object({ tokens: z.object({ bot: z.array(z.string()).optional() }) });

/**
 * Interprets stored receipts through Bolt: it tells events, commands, actions and shortcuts apart and hands each to
 * its listener, which says how to read it. Bolt never sees a request here, since it acknowledges before its listeners
 * run; and it makes no call: who we are is given, no token is.
 */
export function createParse(channelId: string, identity: IdentitySource) {
  let app: App<Custom> | undefined;

  return async (receipt: StoredReceipt): Promise<InboundEvent[]> => {
    const self = await identity.get();
    const body = storedBody.parse(JSON.parse(receipt.raw));
    const envelope = readEnvelope(body);
    const { externalId, receivedAt } = receipt;
    const here: ParseContext = { channelId, externalId, receivedAt, chat: chatOf(envelope), self };

    if (isForeign(envelope, self.teamId)) return [ignored(here, slackbot, receivedAt, "foreign_team")];
    if (envelope.kind === "rate_limited") {
      return [ignored(here, slackbot, receivedAt, "events_dropped")];
    }
    if (envelope.kind === "unknown") return [unknown(here, envelope.type)];

    app ??= createApp(self);
    const read = await route(app, body);
    if (read) return read(here);
    return [unknown(here, envelope.kind === "event" ? envelope.body.event.type : envelope.kind)];
  };
}

/** Null for what Bolt has no listener for, or cannot look into: its dispatcher throws at fields of unusual types. */
async function route(app: App<Custom>, body: Record<string, unknown>): Promise<Routed["read"]> {
  const routed: Routed = { read: null };
  try {
    await app.processEvent({ body, ack: async () => {}, customProperties: { routed } });
  } catch {
    return null;
  }
  return routed.read;
}

function createApp(self: SlackIdentity): App<Custom> {
  const app = new App<Custom>({
    receiver: noReceiver,
    authorize: async () => ({ ...self }),
    // Our own messages become `ignored` events rather than vanish, and nothing is remembered between receipts.
    ignoreSelf: false,
    convoStore: false,
    logger: silentLogger,
  });
  app.event(/^(message|app_mention)$/, async ({ event, context }) => {
    context.routed.read = (here) => [readMessage(event, here)];
  });
  app.event("app_uninstalled", async ({ context }) => {
    context.routed.read = (here) => [cutOff(here, "the app was removed from the workspace")];
  });
  app.event("tokens_revoked", async ({ event, context }) => {
    context.routed.read = (here) => [readRevocation(event, here)];
  });
  app.event("user_change", async ({ event, context }) => {
    context.routed.read = (here) => [readUserChange(event, here)];
  });
  app.event("member_joined_channel", async ({ event, context }) => {
    context.routed.read = (here) => [readChannelJoin(event, here)];
  });
  app.command(/.*/, async ({ body, context }) => {
    context.routed.read = (here) => [readCommand(body, here)];
  });
  app.action(/.*/, async ({ body, context }) => {
    context.routed.read = (here) => readActions(body, here);
  });
  app.shortcut(/.*/, async ({ body, context }) => {
    context.routed.read = (here) => [readShortcut(body, here)];
  });
  return app;
}

const noReceiver: Receiver = { init() {}, start: async () => {}, stop: async () => {} };

function cutOff(here: ParseContext, reason: string): InboundEvent {
  return { kind: "channel_error", ...eventBase(here, slackbot, here.receivedAt), reason };
}

/** `tokens.oauth` lists people who took back their own tokens, which we never ask for. */
function readRevocation(event: unknown, here: ParseContext): InboundEvent {
  const read = revocation.safeParse(event);
  if (read.success && (read.data.tokens.bot ?? []).length === 0) {
    return ignored(here, slackbot, here.receivedAt, "user_token_revoked");
  }
  return cutOff(here, "the bot's token was revoked");
}

/** Whoever else comes to a channel is nobody's business; that we came is. */
function readChannelJoin(event: unknown, here: ParseContext): InboundEvent {
  const read = channelJoin.safeParse(event);
  if (!read.success) return unknown(here, "member_joined_channel");
  const { user, channel, inviter } = read.data;
  if (user !== here.self.botUserId) return ignored(here, slackbot, here.receivedAt, "member_joined_channel");
  const sender = inviter ? { id: inviter, isBot: false, isSelf: false } : slackbot;
  const base = eventBase(here, sender, here.receivedAt);
  return { ...base, kind: "bot_added", chat: { key: here.chat.key, id: channel, kind: "group" } };
}

function readUserChange(event: unknown, here: ParseContext): InboundEvent {
  const read = deactivation.safeParse(event);
  if (!read.success) return unknown(here, "user_change");
  const { id, deleted } = read.data.user;
  const sender = { id, isBot: false, isSelf: false };
  if (deleted) return { kind: "account_closed", ...eventBase(here, sender, here.receivedAt) };
  return ignored(here, sender, here.receivedAt, "profile_changed");
}
