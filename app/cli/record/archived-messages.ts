import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { Manifest } from "./manifest.ts";
import type { RecordUnit } from "./record-unit.ts";

/** The archived months with messages that the record of these units would have, and does not. */
export async function archivedMessages(scope: OrgScope, units: readonly RecordUnit[]): Promise<Manifest["archived"]> {
  const customers = units.flatMap((unit) => (unit.kind === "customer" ? [unit.customerId] : []));
  const days = units.flatMap((unit) => (unit.kind === "day" ? [unit] : []));
  const first = days[0];
  const last = days.at(-1);
  return first && last ? ofDays(scope, first.from, last.to) : ofCustomers(scope, customers);
}

const COLUMNS = `to_char(a.month, 'YYYY-MM') AS month, sum(p.messages)::integer AS messages, a.state, a.file, a.sha256
  FROM message_archive_parts p JOIN message_archives a ON a.id = p.archive_id AND a.state <> 'attached'`;
const ORDER = "GROUP BY a.id ORDER BY a.month, a.archived_at";

async function ofCustomers({ trx, orgId }: OrgScope, customers: string[]): Promise<Manifest["archived"]> {
  const { rows } = await trx.raw(
    `SELECT ${COLUMNS} JOIN conversations v ON v.id = p.conversation_id AND v.org_id = p.org_id
     WHERE p.org_id = :orgId AND v.customer_id = ANY (:customers) ${ORDER}`,
    { orgId, customers },
  );
  return rows;
}

/** A whole month counts when a part of it was asked for: which of its messages are of those days only the archive knows. */
async function ofDays({ trx, orgId }: OrgScope, from: string, to: string): Promise<Manifest["archived"]> {
  const { rows } = await trx.raw(
    `SELECT ${COLUMNS} WHERE p.org_id = :orgId AND a.month::timestamp AT TIME ZONE 'UTC' < :to::timestamptz
       AND (a.month + interval '1 month') AT TIME ZONE 'UTC' > :from::timestamptz ${ORDER}`,
    { orgId, from, to },
  );
  return rows;
}
