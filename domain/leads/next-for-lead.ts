import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type Candidate, chooseAgent } from "../conversations/choose-agent.ts";
import { findPeopleOn } from "../conversations/people-on.ts";
import { presenceMs } from "../organisation/presence.ts";
import { loadSettings } from "../organisation/settings.ts";

/**
 * Whose turn a new lead is: of the people of its team who are on and online, who has least to do (conversations and leads
 * that are not settled), and of equals who has waited longest for a lead. Null when nobody is on. One at a time in an
 * organisation, so that two leads at the same instant find two people.
 */
export async function nextForLead(
  scope: OrgScope,
  { teamId, now, except = null }: { teamId: string | null; now: Date; except?: string | null },
): Promise<{ userId: string; name: string } | null> {
  await oneAtATime(scope);
  const notBefore = new Date(now.getTime() - presenceMs(await loadSettings(scope)));
  const people = await findPeopleOn(scope, { teamId, ownerId: null, notBefore, now });
  const burdens = await burdensOf(
    scope,
    people.map(({ userId }) => userId),
  );
  const candidates: Candidate[] = people
    .filter(({ userId }) => userId !== except)
    .map((person) => {
      const burden = burdens.get(person.userId);
      return {
        userId: person.userId,
        presence: person.presence,
        role: person.role,
        openConversations: person.openConversations + (burden?.open ?? 0),
        lastAssignedAt: burden?.lastAt ?? null,
      };
    });
  const chosen = chooseAgent(candidates);
  const person = people.find(({ userId }) => userId === chosen?.userId);
  return person ? { userId: person.userId, name: person.name } : null;
}

async function oneAtATime({ trx, orgId }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('lead turns:' || ?, 0))", [orgId]);
}

async function burdensOf(
  { trx, orgId }: OrgScope,
  userIds: readonly string[],
): Promise<Map<string, { open: number; lastAt: Date | null }>> {
  const { rows } = await trx.raw(
    `SELECT u.id,
       (SELECT count(*) FROM leads l WHERE l.org_id = u.org_id AND l.assigned_to = u.id AND l.status IN ('new', 'contacted')) AS open,
       (SELECT max(l.assigned_at) FROM leads l WHERE l.org_id = u.org_id AND l.assigned_to = u.id) AS "lastAt"
     FROM users u WHERE u.org_id = :orgId AND u.id = ANY (:userIds::uuid[])`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, userIds: [...userIds] } as unknown as Record<string, string>,
  );
  return new Map(
    rows.map((row: { id: string; open: string; lastAt: Date | null }) => [
      row.id,
      { open: Number(row.open), lastAt: row.lastAt },
    ]),
  );
}
