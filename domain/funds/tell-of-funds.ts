import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
import type { Recorded } from "./fund-report.ts";
import type { Deposit, Withdrawal } from "./fund-rows.ts";

/** Tells other systems of a deposit, where a report said something new: once, however it came. */
export async function tellOfDeposit(scope: OrgScope, said: Recorded<Deposit>): Promise<Recorded<Deposit>> {
  const { row } = said;
  const type = typeOf(said);
  if (type) await insertOutboxEvent(scope, `deposit.${type}`, row.id, payloadOf(row.depositCode, row));
  return said;
}

/** The same for a withdrawal. */
export async function tellOfWithdrawal(scope: OrgScope, said: Recorded<Withdrawal>): Promise<Recorded<Withdrawal>> {
  const { row } = said;
  const type = typeOf(said);
  if (type) await insertOutboxEvent(scope, `withdrawal.${type}`, row.id, payloadOf(row.withdrawalCode, row));
  return said;
}

function typeOf({ isNew, hasMoved }: Pick<Recorded<unknown>, "isNew" | "hasMoved">): "recorded" | "moved" | null {
  if (isNew) return "recorded";
  return hasMoved ? "moved" : null;
}

function payloadOf(code: string, { customerId, externalRef, amount, currency, status }: Deposit | Withdrawal) {
  return { code, customerId, externalRef, amount, currency, status };
}
