import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { loadTeamSettings } from "../organisation/team-settings.ts";
import { Conversation } from "./conversation.ts";
import { type SlaPolicy, slaPolicyOf } from "./sla.ts";
import { type ClockChanges, endClock, type SlaResult, startClock, stopClock } from "./sla-clock.ts";

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
  end: { at: Date; outcome: "answered" | "released"; userId: string | null },
): Promise<void> {
  const { clock, policy } = await read(scope, conversation);
  const stopped = stopClock(clock, end.at, end.outcome, policy);
  if (!stopped) return;
  await save(scope, conversation, stopped.changes);
  await keepResults(scope, clock, stopped.results, end.userId);
}

/** The conversation is resolved: its clock ends. */
export async function endSla(scope: OrgScope, conversation: Conversation, at: Date): Promise<void> {
  const { clock, policy } = await read(scope, conversation);
  const ended = endClock(clock, at, policy);
  if (!ended) return;
  await save(scope, conversation, ended.changes);
  await keepResults(scope, clock, ended.results, clock.agentId);
}

// As the database has it: counters and clocks are written past the objects that callers hold.
async function read(scope: OrgScope, { id }: Conversation): Promise<{ clock: Conversation; policy: SlaPolicy }> {
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
  userId: string | null,
): Promise<void> {
  if (results.length === 0) return;
  await trx("sla_results").insert(
    results.map(({ kind, waitingSince, deadline, endedAt, outcome, isMet }) => ({
      id: newId(),
      org_id: orgId,
      conversation_id: id,
      user_id: userId,
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
