import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import { queueAcknowledgements } from "../funds/queue-acknowledgements.ts";
import { keepCustomerChange } from "./keep-change.ts";

/** A chat account of a customer, with whether somebody of the staff knows that it is theirs. */
export interface Account {
  id: string;
  platform: string;
  external_user_id: string;
  display_name: string | null;
  verified_at: Date | null;
  verified_how: string | null;
  /** The name of who verified it; null also where another system did, over the API. */
  verified_by: string | null;
}

/** Who says whether an account is the client's, when, and how they know or why it is no longer. */
export interface Word {
  how: string;
  by: AuditEntry["by"];
  at: Date;
}

/** A customer's accounts, the oldest first. */
export async function listAccounts(scope: OrgScope, customerId: string): Promise<Account[]> {
  return accountsOf(scope, customerId).orderBy(["i.created_at", "i.id"]).limit(20);
}

/** One of a customer's accounts; null where it is none of theirs. */
export async function findAccount(scope: OrgScope, customerId: string, id: string): Promise<Account | null> {
  return (await accountsOf(scope, customerId).where({ "i.id": id }).first()) ?? null;
}

function accountsOf({ trx, orgId }: OrgScope, customerId: string) {
  return trx("customer_identities as i")
    .leftJoin("users as u", "u.id", "i.verified_by")
    .where({ "i.org_id": orgId, "i.customer_id": customerId })
    .select("i.id", "i.platform", "i.external_user_id", "i.display_name", "i.verified_at", "i.verified_how", {
      verified_by: "u.name",
    });
}

/**
 * The account that a conversation is held with; null where it is not known, and in a group, where others read along.
 * Where a customer has several on one channel it is the one that wrote last.
 */
export async function accountOf({ trx, orgId }: OrgScope, conversationId: string): Promise<Account | null> {
  const { rows } = await trx.raw(
    `SELECT i.id, i.platform, i.external_user_id, i.display_name, i.verified_at, i.verified_how, u.name AS verified_by
     FROM conversations v
     JOIN customer_identities i ON i.customer_id = v.customer_id AND i.channel_id = v.channel_id
     LEFT JOIN users u ON u.id = i.verified_by
     LEFT JOIN LATERAL (SELECT max(m.sent_at) AS at FROM messages m WHERE m.conversation_id = v.id
       AND m.direction = 'inbound' AND m.sender_id = i.external_user_id) wrote ON true
     WHERE v.org_id = ? AND v.id = ? AND NOT v.is_group ORDER BY wrote.at DESC NULLS LAST, i.created_at LIMIT 1`,
    [orgId, conversationId],
  );
  return rows[0] ?? null;
}

/**
 * True when the account that a conversation is held with was verified by staff or over the API: only then may anything
 * that is on file about the client (amounts, references, what they said elsewhere) be said in it by machine.
 */
export async function isVerifiedAccount(scope: OrgScope, conversationId: string): Promise<boolean> {
  const account = await accountOf(scope, conversationId);
  return account !== null && account.verified_at !== null;
}

/**
 * Keeps that an account is the client's, and how that is known. What of their money waits and they were not told of so far,
 * because no chat was verified, they are told now.
 */
export async function verifyAccount(
  scope: OrgScope,
  customerId: string,
  account: Account,
  { how, by, at }: Word,
): Promise<void> {
  const verifiedBy = "userId" in by ? by.userId : null;
  await scope
    .trx("customer_identities")
    .where({ org_id: scope.orgId, id: account.id })
    .update({ verified_at: at, verified_by: verifiedBy, verified_how: how, updated_at: at });
  await keep(scope, customerId, account, by, { verified: true, how });
  await queueAcknowledgements(scope, customerId);
}

/** Ends that an account counts as the client's. */
export async function unverifyAccount(
  scope: OrgScope,
  customerId: string,
  account: Account,
  { how: reason, by, at }: Word,
): Promise<void> {
  await scope
    .trx("customer_identities")
    .where({ org_id: scope.orgId, id: account.id })
    .update({ verified_at: null, verified_by: null, verified_how: null, updated_at: at });
  await keep(scope, customerId, account, by, { verified: false, reason, before: account.verified_how });
}

async function keep(
  scope: OrgScope,
  customerId: string,
  { id, platform }: Account,
  by: AuditEntry["by"],
  changes: { verified: boolean; how?: string; reason?: string; before?: string | null },
): Promise<void> {
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "verification_change",
    title: `${platform}: ${changes.verified ? "verified" : "not verified"}: ${changes.how ?? changes.reason}`,
    action: changes.verified ? "customer.verify" : "customer.unverify",
    changes: { identityId: id, platform, ...changes },
  });
}
