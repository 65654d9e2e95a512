import type { Conversation } from "../../domain/conversations/conversation.ts";
import { queuedReasons } from "./queued-reasons.ts";

/** With any other reason the customer asked for somebody, or for what only a person can say. */
const goneBack = Object.keys(queuedReasons);

/**
 * True where a customer waits for a person in an open conversation: their clock runs, or they were handed over. What
 * went back from an owner who had answered waits for nobody. Pure: that a person answered since the handing over is
 * seen by `nobodyWaits` alone.
 */
export function waitsForPerson(
  conversation: Pick<Conversation, "status" | "waitingSince" | "handoffAt" | "handoffReason">,
): boolean {
  const { status, waitingSince, handoffAt, handoffReason } = conversation;
  if (status !== "pending" && status !== "active") return false;
  return waitingSince !== null || (handoffAt !== null && !goneBack.includes(handoffReason ?? ""));
}

/** A condition on `conversations`: no clock runs, and a person has answered whoever was handed over. */
export const nobodyWaits = {
  sql: `conversations.waiting_since IS NULL AND (conversations.handoff_at IS NULL
    OR coalesce(conversations.handoff_reason, '') = ANY (?)
    OR EXISTS (SELECT FROM messages m WHERE m.org_id = conversations.org_id AND m.conversation_id = conversations.id
      AND m.sent_at >= conversations.handoff_at AND m.direction = 'outbound' AND m.sender_type = 'agent'
      AND m.status NOT IN ('held', 'cancelled')))`,
  bindings: [goneBack],
};
