import type { Alert } from "../../domain/control/alert.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { firmKinds } from "./firm-rules.ts";

/** A withdrawal that is not settled yet. */
export interface WaitingMoney {
  /** Ours, which the customer was told. */
  code: string;
  /** The back office's own. */
  reference: string | null;
  dueAt: Date;
}

/**
 * The withdrawals that an alert is about, and those that it counts where it is a storm's card, while they wait: what is due
 * first comes first.
 */
export async function moneyOf(
  { trx, orgId }: OrgScope,
  { id, kind }: Pick<Alert, "id" | "kind">,
): Promise<WaitingMoney[]> {
  if (!firmKinds.includes(kind)) return [];
  const { rows } = await trx.raw(
    `SELECT w.withdrawal_code AS code, w.external_ref AS reference, w.due_at AS "dueAt" FROM alerts a
     JOIN withdrawals w ON w.org_id = a.org_id AND w.status = 'pending'
       -- A storm's own cause names none.
       AND w.id = CASE WHEN a.cause ~ '^withdrawal_(due|missed):[0-9a-f-]{36}$' THEN split_part(a.cause, ':', 2)::uuid END
     WHERE a.org_id = :orgId AND a.status <> 'resolved' AND (a.id = :id OR a.storm_id = :id)
     ORDER BY w.due_at, w.withdrawal_code`,
    { orgId, id },
  );
  return rows;
}
