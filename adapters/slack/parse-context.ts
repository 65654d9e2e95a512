import type { ChatRef, IgnoredEvent, Sender, UnknownEvent } from "../../bot/ports/inbound-event.ts";
import type { SlackIdentity } from "./identity.ts";

/** What every event of one receipt shares. */
export interface ParseContext {
  channelId: string;
  externalId: string;
  receivedAt: string;
  chat: ChatRef;
  self: SlackIdentity;
}

export function eventBase({ channelId, externalId, chat }: ParseContext, sender: Sender, sentAt: string) {
  return { channelId, externalId, platform: "slack", chat, sender, sentAt };
}

/** Slack's own bot user speaks for events that no person caused. */
export const slackbot: Sender = { id: "USLACKBOT", isBot: true, isSelf: false };

export function ignored(here: ParseContext, sender: Sender, sentAt: string, reason: string): IgnoredEvent {
  return { kind: "ignored", ...eventBase(here, sender, sentAt), reason };
}

export function unknown(here: ParseContext, type: string): UnknownEvent {
  return { kind: "unknown", ...eventBase(here, slackbot, here.receivedAt), type };
}
