import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { recipientOf } from "../desk/text-withheld.ts";

/**
 * Of these answers, those whose question must not be shown on a channel: it is outside the region of the team that the
 * question was put to, and whoever asked did not consent to it. Asks the database only where the channel is outside.
 */
export async function withheldAnswers(
  { trx, orgId }: OrgScope,
  channel: Pick<LiveChannel, "id" | "closedToTeams">,
  answers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (answers.length === 0 || channel.closedToTeams.size === 0) return new Set();
  const { rows } = await trx.raw(
    `SELECT a.id FROM answers a JOIN conversations v ON v.id = a.conversation_id
     WHERE a.org_id = :orgId AND a.id = ANY(:answers::uuid[]) AND v.team_id = ANY(:teams::uuid[])
       AND (SELECT c.state FROM consents c WHERE c.org_id = a.org_id AND c.customer_id = v.customer_id
              AND c.kind = 'cross_border' AND c.recipient = :recipient
            ORDER BY c.created_at DESC, c.id DESC LIMIT 1) IS DISTINCT FROM 'granted'`,
    { orgId, answers: [...answers], teams: [...channel.closedToTeams], recipient: recipientOf(channel) },
  );
  return new Set(rows.map(({ id }: { id: string }) => id));
}
