import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";

/**
 * A legal hold. What it marks is kept by the database itself: `is_held` stands before every removal (migration 0029), which
 * then fails with SQLSTATE DH001, and before whatever would make a memory forgotten.
 */
export interface LegalHold {
  id: string;
  /** Null: everything of the customer. */
  conversationNumber: string | null;
  matter: string;
  reason: string;
  placedBy: string;
  placedAt: Date;
}

/** What is held: a customer with everything of theirs, or one conversation. */
export interface HoldTarget {
  customerId: string;
  conversationId: string | null;
}

/** Marks it; null when it is held for this matter already. */
export async function placeHold(
  { trx, orgId }: OrgScope,
  target: HoldTarget,
  hold: { matter: string; reason: string; userId: string; at: Date },
): Promise<string | null> {
  const [placed] = await trx("legal_holds")
    .insert({
      id: newId(),
      org_id: orgId,
      customer_id: target.customerId,
      conversation_id: target.conversationId,
      matter: storedText(hold.matter),
      reason: storedText(hold.reason),
      placed_by: hold.userId,
      placed_at: hold.at,
    })
    .onConflict(trx.raw("(customer_id, coalesce(conversation_id, customer_id), matter) WHERE released_at IS NULL"))
    .ignore()
    .returning("id");
  return placed?.id ?? null;
}

/** Ends a hold; false when somebody else just did. */
export async function releaseHold(
  { trx, orgId }: OrgScope,
  id: string,
  release: { reason: string; userId: string; at: Date },
): Promise<boolean> {
  const released = await trx("legal_holds")
    .where({ org_id: orgId, id })
    .whereNull("released_at")
    .update({ released_at: release.at, released_by: release.userId, release_reason: storedText(release.reason) });
  return released > 0;
}

/** The holds in force on a customer and on any of their conversations, the oldest first. */
export async function holdsOn({ trx, orgId }: OrgScope, customerId: string): Promise<LegalHold[]> {
  const { rows } = await trx.raw(
    `SELECT h.id, v.number AS "conversationNumber", h.matter, h.reason, u.name AS "placedBy", h.placed_at AS "placedAt"
     FROM legal_holds h JOIN users u ON u.id = h.placed_by LEFT JOIN conversations v ON v.id = h.conversation_id
     WHERE h.org_id = ? AND h.customer_id = ? AND h.released_at IS NULL ORDER BY h.placed_at, h.id`,
    [orgId, customerId],
  );
  return rows;
}
