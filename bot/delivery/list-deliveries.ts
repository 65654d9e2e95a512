import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** What has become of something sent to a customer. */
export interface DeliveryState {
  id: string;
  status: string;
  purpose: string;
  part: number;
  parts: number;
  attempts: number;
  messageId: string | null;
  /** Of its conversation. */
  number: string | null;
  errorCode: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

const columns = `d.id, d.status, d.purpose, d.part, d.parts, d.attempts, d.message_id AS "messageId", v.number,
  d.error_code AS "errorCode", d.created_at AS "createdAt", d.sent_at AS "sentAt"`;

/** One delivery to a customer; null when there is none. What staff are sent is nobody else's business. */
export async function findDelivery({ trx, orgId }: OrgScope, id: string): Promise<DeliveryState | null> {
  const { rows } = await trx.raw(
    `SELECT ${columns} FROM deliveries d LEFT JOIN conversations v ON v.id = d.conversation_id
     WHERE d.org_id = ? AND d.id = ? AND d.audience = 'customer'`,
    [orgId, id],
  );
  return rows[0] ?? null;
}

/** The deliveries that carry a message, first part first: a text that is long for its platform goes out as several. */
export async function deliveriesOfMessage({ trx, orgId }: OrgScope, messageId: string): Promise<DeliveryState[]> {
  const { rows } = await trx.raw(
    `SELECT ${columns} FROM deliveries d LEFT JOIN conversations v ON v.id = d.conversation_id
     WHERE d.org_id = ? AND d.message_id = ? AND d.audience = 'customer' ORDER BY d.seq`,
    [orgId, messageId],
  );
  return rows;
}
