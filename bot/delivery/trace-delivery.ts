import { spanned, step, type Tracing } from "../../infra/tracing/tracing.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ClaimedDelivery, NextDelivery } from "./claim-delivery.ts";

/** Works a delivery in the trace of what caused it, whichever process that began in. */
export function inDeliveryTrace<T>(
  { tracing }: { tracing: Tracing },
  { id: channel, platform }: LiveChannel,
  next: NextDelivery,
  work: () => Promise<T>,
): Promise<T> {
  const { audience, purpose, operation } = next;
  const attributes = { channel, platform, delivery: next.id, audience, purpose, operation };
  return spanned(tracing.start("delivery", { continues: next.trace, attributes }), () => {
    // A later attempt has waited for its platform, not for us.
    if (next.attempts === 0) step("send_wait", () => undefined, { since: next.nextAttemptAt ?? next.createdAt });
    return work();
  });
}

/** What the log says of a delivery: where it went and why, nothing of its words. */
export function sentFields(delivery: ClaimedDelivery): Record<string, unknown> {
  const { id, channelId, audience, purpose, operation, part, parts, attempts, conversationId, act, joined } = delivery;
  return {
    channel: channelId,
    delivery: id,
    audience,
    purpose,
    operation,
    ...(parts > 1 ? { part, parts } : {}),
    attempts,
    ...(conversationId ? { conversation: conversationId } : {}),
    ...(act.receipt ? { receipt: act.receipt } : {}),
    ...(joined.length > 0 ? { joined: joined.map((line) => line.id) } : {}),
  };
}
