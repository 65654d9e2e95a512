import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { loadTeamSettings } from "../organisation/team-settings.ts";
import { Conversation } from "./conversation.ts";
import { type SlaPolicy, slaPolicyOf } from "./sla.ts";
import { type ClockChanges, type EndedBy, endClock, type SlaResult, startClock, stopClock } from "./sla-clock.ts";
import { type EndedWait, undoAnswer } from "./undo-answer.ts";

/** From `at` on the customer waits for a person to answer, if they did not already. `conversation` is locked. */
export async function beginWait(scope: OrgScope, conversation: Conversation, at: Date): Promise<void> {
  const { clock, policy } = await read(scope, conversation);
  const changes = startClock(clock, at, policy);
  if (changes) await save(scope, conversation, changes);
}

/** The wait is over: somebody answered, or the bot has the conversation again. */
export async function endWait(
  scope: OrgScope,
  conversation: Conversation,
  end: { at: Date; outcome: "answered" | "released"; userId: string | null; messageId?: string },
): Promise<void> {
  const { clock, policy } = await read(scope, conversation);
  const stopped = stopClock(clock, end.at, end.outcome, policy);
  if (!stopped) return;
  await save(scope, conversation, stopped.changes);
  await keepResults(scope, clock, stopped.results, end);
}

/** The conversation is resolved: its clock ends. */
export async function endSla(scope: OrgScope, conversation: Conversation, at: Date, endedBy: EndedBy): Promise<void> {
  const { clock, policy } = await read(scope, conversation);
  const ended = endClock(clock, at, policy, endedBy);
  if (!ended) return;
  await save(scope, conversation, ended.changes);
  await keepResults(scope, clock, ended.results, { userId: clock.agentId });
}

/** A reply that stands: who gave it, and when. */
export interface StandingAnswer {
  messageId: string;
  userId: string | null;
  at: Date;
}

/**
 * The wait that a reply had ended goes on, as if the reply had never been written: it ends at the answer that came next
 * and stands, if there is one. Of a conversation that is resolved already the promise counts as missed. The reply's own
 * result was superseded, and is `ended`; `conversation` is locked.
 */
export async function resumeWait(
  scope: OrgScope,
  conversation: Pick<Conversation, "id">,
  ended: EndedWait,
  next: StandingAnswer | null,
  now: Date,
): Promise<void> {
  const { clock, policy } = await read(scope, conversation);
  const isOpen = clock.status === "pending" || clock.status === "active";
  if (!isOpen && next === null) {
    const missed = { ...ended, outcome: "resolved" as const, endedAt: clock.resolvedAt ?? now, isMet: false };
    return keepResults(scope, clock, [missed], { userId: clock.agentId });
  }
  const own = next ? { at: next.at, ended: await supersedeAnswered(scope, clock.id, next, now) } : null;
  const undone = undoAnswer(clock, ended, own, policy);
  if (isOpen) await save(scope, clock, undone.changes);
  if (next) await keepResults(scope, clock, undone.results, next);
}

/** The results of a reply that do not count any more. Those from before a result named its reply are found by the time. */
export async function supersedeAnswered(
  { trx, orgId }: OrgScope,
  conversationId: string,
  reply: { messageId: string; at: Date },
  now: Date,
): Promise<EndedWait[]> {
  const { rows } = await trx.raw(
    `UPDATE sla_results SET superseded_at = :now
     WHERE org_id = :orgId AND conversation_id = :conversationId AND outcome = 'answered' AND superseded_at IS NULL
       AND (message_id = :messageId OR message_id IS NULL AND ended_at = :at)
     RETURNING kind, waiting_since AS "waitingSince", deadline, ended_at AS "endedAt"`,
    { orgId, conversationId, now, ...reply },
  );
  return rows;
}

// As the database has it: counters and clocks are written past the objects that callers hold.
async function read(
  scope: OrgScope,
  { id }: Pick<Conversation, "id">,
): Promise<{ clock: Conversation; policy: SlaPolicy }> {
  const clock = await Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, id })
    .forUpdate()
    .first()
    .throwIfNotFound();
  return { clock, policy: slaPolicyOf(await loadTeamSettings(scope, clock.teamId)) };
}

async function save(scope: OrgScope, conversation: Conversation, changes: ClockChanges): Promise<void> {
  await conversation.$query(scope.trx).patch(changes);
}

async function keepResults(
  { trx, orgId }: OrgScope,
  { id, priority }: Conversation,
  results: SlaResult[],
  by: { userId: string | null; messageId?: string },
): Promise<void> {
  if (results.length === 0) return;
  await trx("sla_results").insert(
    results.map(({ kind, waitingSince, deadline, endedAt, outcome, isMet }) => ({
      id: newId(),
      org_id: orgId,
      conversation_id: id,
      user_id: by.userId,
      message_id: by.messageId ?? null,
      kind,
      priority,
      waiting_since: waitingSince,
      deadline,
      ended_at: endedAt,
      outcome,
      is_met: isMet,
    })),
  );
}
