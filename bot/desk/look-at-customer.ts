import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { mayReadCustomer } from "../../domain/customers/may-read-customer.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { refuse } from "./refuse.ts";

const MAX_REASON = 300;

/** What a line says of why: `/customer CUST_00042 reason: …`, `… -- …`, `…原因：…`. `rest` is the line without it. */
export function readReason(args: string): { rest: string; reason: string | null } {
  // A client may make one dash of two.
  const [, rest = args, words = ""] =
    /^([\s\S]*?)(?:(?<=^|\s)(?:--|—{1,2}|reason\s*[:：])|原因\s*[:：])([\s\S]*)$/iu.exec(args) ?? [];
  const reason = maskedStart(words, MAX_REASON);
  return { rest: rest.trim(), reason: reason.length < 2 ? null : reason };
}

/**
 * The same for a line with words of one's own, in which a dash or "reason:" may stand as well: the last "reason:" says why,
 * and the last dash only where there is none.
 */
export function readReasonBehindWords(args: string): { rest: string; reason: string | null } {
  const named = /^([\s\S]*)(?:(?<=^|\s)reason\s*[:：]|原因\s*[:：])([\s\S]*)$/iu.exec(args);
  const [, rest = args, words = ""] = named ?? /^([\s\S]*)(?<=^|\s)(?:--|—{1,2})([\s\S]*)$/u.exec(args) ?? [];
  const reason = maskedStart(words, MAX_REASON);
  return { rest: rest.trim(), reason: reason.length < 2 ? null : reason };
}

export interface Look {
  staff: Pick<Staff, "userId" | "role">;
  customer: Pick<Customer, "id" | "customerCode">;
  reason: string | null;
  /** The command that looks. */
  by: string;
  /** It follows from an earlier look, whose reason it repeats. */
  isAgain?: true;
}

/**
 * Lets a member of staff read a customer's data: by itself where the customer is theirs or their team's, elsewhere with
 * a reason, which is kept in the trail. @throws RuleError with how to give one.
 */
export async function lookAtCustomer(scope: OrgScope, { staff, customer, reason, by, isAgain }: Look): Promise<void> {
  if (await mayReadCustomer(scope, staff, customer.id)) return;
  if (reason === null) {
    const { customerCode } = customer;
    refuse("out_of_reach", {
      en: `${customerCode} is neither yours nor your team's. To look all the same, say why: /${by} … reason: WHY. It is logged.`,
      zh: `${customerCode} 不属于您或您的团队。如需查看请说明原因：/${by} … 原因：……。查看会被记录。`,
    });
  }
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "customer.look",
    resourceType: "customer",
    resourceId: customer.id,
    changes: { reason: maskSecrets(reason), by, ...(isAgain ? { isAgain } : {}) },
  });
}

/** How long a reason that was given holds for looking further at the same customer. */
const REASON_HOLDS_MS = 30 * 60_000;

/** The same for whoever looks on after `lookAtCustomer`: a reason they gave within the last half hour counts again. */
export async function lookAgain(scope: OrgScope, look: Look, now: Date): Promise<void> {
  if (await mayReadCustomer(scope, look.staff, look.customer.id)) return;
  const since = new Date(now.getTime() - REASON_HOLDS_MS);
  const reason = await lastReason(scope, look, since);
  await lookAtCustomer(scope, { ...look, reason, isAgain: true });
}

async function lastReason({ trx, orgId }: OrgScope, { staff, customer }: Look, since: Date): Promise<string | null> {
  const { rows } = await trx.raw(
    `SELECT changes ->> 'reason' AS reason FROM audit_logs
     WHERE org_id = ? AND user_id = ? AND action = 'customer.look' AND resource_id = ? AND created_at > ?
       AND changes ->> 'isAgain' IS NULL ORDER BY created_at DESC LIMIT 1`,
    [orgId, staff.userId, customer.id, since],
  );
  return rows[0]?.reason ?? null;
}
