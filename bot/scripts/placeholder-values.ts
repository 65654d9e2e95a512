import type { PlaceholderValues } from "../../domain/content/fill-placeholders.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { isVerifiedAccount } from "../../domain/customers/verify-account.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * What the placeholders of a script stand for in a conversation. A chat account is not yet a client: the name it gave
 * itself is not theirs, and what is on file about the client is not for it. Both count once somebody of the staff has
 * verified the account; a name also when staff gave it.
 */
export async function readPlaceholderValues(
  scope: OrgScope,
  conversation: Pick<Conversation, "id" | "customerId"> | null,
  agentName: string,
): Promise<PlaceholderValues> {
  const { trx, orgId } = scope;
  const { rows } = await trx.raw(
    `SELECT o.name AS company, c.name, c.name_set_by, c.custom_fields, c.interests
     FROM organizations o LEFT JOIN customers c ON c.org_id = o.id AND c.id = ?
     WHERE o.id = ?`,
    [conversation?.customerId ?? null, orgId] as string[], // null is a value to knex
  );
  const row = rows[0];
  const isVerified = conversation !== null && (await isVerifiedAccount(scope, conversation.id));
  return {
    customerName: isVerified || row?.name_set_by ? (row?.name ?? null) : null,
    agentName,
    company: row?.company ?? null,
    facts: isVerified ? factsOf(row) : {},
  };
}

function factsOf(row: { custom_fields: unknown; interests: unknown }): Record<string, string> {
  const own = typeof row.custom_fields === "object" && row.custom_fields !== null ? row.custom_fields : {};
  const facts = Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name.toLowerCase(), String(value)]] : [],
    ),
  );
  // With several interests nobody can say which one the script speaks of.
  const [interest, ...others] = Array.isArray(row.interests) ? row.interests : [];
  return typeof interest === "string" && others.length === 0 ? { product: interest, ...facts } : facts;
}
