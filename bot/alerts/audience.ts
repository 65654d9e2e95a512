import type { Alert } from "../../domain/control/alert.ts";
import type { Language } from "../../domain/language/language.ts";
import { offShiftSince } from "../../domain/organisation/duty-roster.ts";
import { loadRosters } from "../../domain/organisation/load-roster.ts";
import type { Role } from "../../domain/organisation/values.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AlertRule } from "./rules.ts";

export interface Recipient {
  id: string;
  name: string;
  language: Language | null;
  role: Role;
}

/**
 * The people of the roles who are on duty: online, and on shift where a roster has shifts of theirs. Where none is,
 * everybody of the roles hears of what is high or critical, of what is about a colleague, and of what nobody answered
 * (`level` above 0). Never whom the alert is about.
 */
export async function audienceOf(
  scope: OrgScope,
  alert: Pick<Alert, "severity" | "subjectUserId" | "teamId">,
  about: { roles: readonly Role[]; team: AlertRule["team"]; level: number; at: Date },
): Promise<Recipient[]> {
  const { trx, orgId } = scope;
  const { rows } = await trx.raw(
    `SELECT u.id, u.name, u.language, u.role, u.presence FROM users u
     WHERE u.org_id = :orgId AND u.status = 'active' AND u.role = ANY(:roles) AND u.id IS DISTINCT FROM :subject::uuid
       AND (:team = 'any' OR :teamId::uuid IS NULL OR u.role NOT IN ('agent', 'sales', 'team_lead')
            OR EXISTS (SELECT FROM user_teams t WHERE t.user_id = u.id AND t.team_id = :teamId::uuid))
     ORDER BY u.employee_code`,
    // knex's type leaves out null, its code does not
    {
      orgId,
      roles: [...about.roles],
      subject: alert.subjectUserId,
      team: about.team,
      teamId: alert.teamId,
    } as unknown as Record<string, string>,
  );
  const people = rows as (Recipient & { presence: string | null })[];
  const rosters = [...(await loadRosters(scope)).values()];
  const onDuty = people.filter(({ id, presence }) => presence === "online" && !offShiftSince(rosters, id, about.at));
  const isPressing = ["high", "critical"].includes(alert.severity) || alert.subjectUserId !== null || about.level > 0;
  return onDuty.length > 0 || !isPressing ? onDuty : people;
}
