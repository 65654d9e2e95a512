import type { Conversation } from "../../domain/conversations/conversation.ts";
import { endSla, endWait } from "../../domain/conversations/keep-sla.ts";
import { recordAct } from "../../domain/conversations/record-act.ts";
import { tellOfConversation } from "../../domain/conversations/tell-of-conversation.ts";
import { adoptLeads } from "../../domain/leads/note-contacted.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { dropOtherFocus } from "./focus.ts";
import type { QueuedReason } from "./queued-reasons.ts";

/** Who acts on a conversation: a user, or the desk by itself. */
export type Actor = { userId: string } | { actor: "job" | "bot" };

type Act = "taken" | "released" | "assigned" | "resolved" | "reopened" | "queued";

type Changes = Partial<
  Pick<
    Conversation,
    "agentId" | "status" | "aiEnabled" | "handoffAt" | "handoffReason" | "handoffToldAt" | "takenAt" | "offeredTo"
  >
>;

/** Gives a locked conversation to a person; the bot is silent from now on. */
export async function giveTo(
  scope: OrgScope,
  conversation: Conversation,
  userId: string,
  by: Actor,
  now: Date,
): Promise<void> {
  const act = "userId" in by && by.userId === userId ? "taken" : "assigned";
  await change(scope, conversation, by, act, {
    agentId: userId,
    status: "active",
    aiEnabled: false,
    handoffAt: null,
    handoffReason: null,
    handoffToldAt: null,
    takenAt: now,
    offeredTo: null,
  });
  await adoptLeads(scope, conversation.customerId, { userId, by, at: now });
  await dropOtherFocus(scope, userId, conversation.id);
}

/** Gives a locked conversation back to the bot: nobody waits for a person any more. */
export async function giveToBot(scope: OrgScope, conversation: Conversation, by: Actor, now: Date): Promise<void> {
  const userId = conversation.agentId;
  await change(scope, conversation, by, "released", {
    agentId: null,
    status: "pending",
    aiEnabled: true,
    handoffAt: null,
    handoffReason: null,
    handoffToldAt: null,
    takenAt: null,
    offeredTo: null,
  });
  await endWait(scope, conversation, { at: now, outcome: "released", userId });
}

/** Puts a locked conversation back to those that wait for a person. */
export async function giveToQueue(
  scope: OrgScope,
  conversation: Conversation,
  by: Actor,
  reason: QueuedReason | "after_rating",
  now: Date,
): Promise<void> {
  await change(scope, conversation, by, "queued", {
    agentId: null,
    status: "pending",
    handoffAt: now,
    handoffReason: reason,
    takenAt: null,
    offeredTo: null,
  });
}

/** Ends a locked conversation; who had it stays on record. */
export async function resolve(scope: OrgScope, conversation: Conversation, by: Actor, now: Date): Promise<void> {
  await change(scope, conversation, by, "resolved", {
    status: "resolved",
    handoffAt: null,
    handoffReason: null,
    offeredTo: null,
  });
  await endSla(scope, conversation, now, "userId" in by ? "person" : "silence");
  await scope.trx("conversations").where({ id: conversation.id }).update({ resolved_at: now });
}

/** Opens a locked, resolved conversation again, with whom it was. */
export async function reopen(scope: OrgScope, conversation: Conversation, by: Actor): Promise<void> {
  await change(scope, conversation, by, "reopened", { status: conversation.agentId ? "active" : "pending" });
  await scope.trx("conversations").where({ id: conversation.id }).update({ resolved_at: null });
}

/** One statement, its event and its trail; `conversation` is then as the database has it. */
async function change(scope: OrgScope, conversation: Conversation, by: Actor, act: Act, after: Changes): Promise<void> {
  const keys = Object.keys(after) as (keyof Changes)[];
  const before = Object.fromEntries(keys.map((key) => [key, conversation[key] ?? null]));
  await conversation.$query(scope.trx).patch(after);
  await scope.trx("conversations").where({ id: conversation.id }).update({ updated_at: scope.trx.fn.now() });
  await recordAct(scope, { conversation, by, eventType: act, data: { before, after } });
  await tellOfConversation(scope, act === "taken" ? "conversation.assigned" : `conversation.${act}`, conversation);
}
