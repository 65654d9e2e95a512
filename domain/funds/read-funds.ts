import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { depositTypes, fundStatuses } from "./fund-words.ts";

/** What a customer paid in and took out in one currency, as far as it is confirmed; decimal strings. */
export interface FundSum {
  currency: string;
  deposited: string;
  withdrawn: string;
  net: string;
}

/** The sums of a customer, never over several currencies. */
export async function sumFunds({ trx, orgId }: OrgScope, customerId: string): Promise<FundSum[]> {
  const { rows } = await trx.raw(
    `SELECT currency, sum(paid_in)::text AS deposited, sum(paid_out)::text AS withdrawn,
       (sum(paid_in) - sum(paid_out))::text AS net
     FROM (
       SELECT currency, amount AS paid_in, 0 AS paid_out FROM deposits
       WHERE org_id = :orgId AND customer_id = :customerId AND status = 'confirmed'
       UNION ALL SELECT currency, 0, amount FROM withdrawals
       WHERE org_id = :orgId AND customer_id = :customerId AND status = 'confirmed') moved
     GROUP BY currency ORDER BY currency`,
    { orgId, customerId },
  );
  return rows;
}

export type FundLine = {
  code: string;
  amount: string;
  currency: string;
  status: CodeOf<typeof fundStatuses>;
  at: Date;
} & ({ kind: "deposit"; type: CodeOf<typeof depositTypes> } | { kind: "withdrawal"; type: null });

/** A customer's latest deposits and withdrawals, newest first. */
export async function readFunds({ trx, orgId }: OrgScope, customerId: string, limit: number): Promise<FundLine[]> {
  const { rows } = await trx.raw(
    `SELECT * FROM (
       SELECT 'deposit' AS kind, deposit_code AS code, deposit_type AS type, amount::text, currency, status, deposited_at AS at
       FROM deposits WHERE org_id = :orgId AND customer_id = :customerId
       UNION ALL SELECT 'withdrawal', withdrawal_code, NULL, amount::text, currency, status, requested_at
       FROM withdrawals WHERE org_id = :orgId AND customer_id = :customerId) moved
     ORDER BY at DESC, code DESC LIMIT :limit`,
    { orgId, customerId, limit },
  );
  return rows;
}
