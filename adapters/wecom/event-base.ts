import type { InboundEvent, MessageEvent } from "../../bot/ports/inbound-event.ts";

/** What every event of one receipt has in common. */
export type EventBase = Pick<MessageEvent, "channelId" | "externalId" | "platform" | "chat" | "sender" | "sentAt">;

export const ignored = (base: EventBase, reason: string): InboundEvent => ({ kind: "ignored", ...base, reason });

export const unknown = (base: EventBase, type: string): InboundEvent => ({ kind: "unknown", ...base, type });

/** WeCom's seconds as an instant; what is no instant falls back to when we stored it. */
export function instantOf(seconds: unknown, fallback: string): string {
  const date = new Date(Number(seconds) * 1000);
  return seconds && !Number.isNaN(date.getTime()) ? date.toISOString() : fallback;
}
