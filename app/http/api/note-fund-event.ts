import { insertOutboxEvent } from "../../../bot/converse/outbox-event.ts";
import type { Recorded } from "../../../domain/funds/fund-report.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";

/** Tells other systems of a report that said something new: `deposit.recorded`, `withdrawal.moved`. */
export async function noteFundEvent(
  scope: OrgScope,
  what: "deposit" | "withdrawal",
  { row, isNew, hasMoved }: Recorded<{ id: string; customerId: string; status: string }>,
): Promise<void> {
  if (!isNew && !hasMoved) return;
  const { id, customerId, status } = row;
  await insertOutboxEvent(scope, `${what}.${isNew ? "recorded" : "moved"}`, what, id, { customerId, status });
}
