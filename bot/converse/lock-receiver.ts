import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** What decides how a text reaches a customer, and whether it may. */
export interface Receiver {
  /** When they were told the opening notice in this conversation. */
  noticeAt: Date | null;
  /** When they were told that answers are automated, since a person wrote last. */
  automationAt: Date | null;
  /** The member of staff whose name they were given last. */
  signedBy: string | null;
  chineseScript: Customer["chineseScript"];
  languages: Customer["languages"];
  isBlacklisted: boolean;
}

/** Reads it as it is now, in one statement, and locks the conversation. */
export async function lockReceiver(
  { trx, orgId }: OrgScope,
  conversation: Pick<Conversation, "id">,
): Promise<Receiver> {
  const { rows } = await trx.raw(
    `SELECT v.opening_notice_at AS "noticeAt", v.automation_told_at AS "automationAt", v.signed_by AS "signedBy",
       c.chinese_script AS "chineseScript", coalesce(c.languages, '[]') AS languages,
       coalesce(c.status = 'blacklist', false) AS "isBlacklisted"
     FROM conversations v LEFT JOIN customers c ON c.id = v.customer_id AND c.org_id = v.org_id
     WHERE v.id = ? AND v.org_id = ? FOR UPDATE OF v`,
    [conversation.id, orgId],
  );
  return rows[0];
}
