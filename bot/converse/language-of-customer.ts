import type { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** The language to write to a conversation's customer in: theirs, wherever they showed it; null where nothing told. */
export async function languageOfCustomer(
  { trx, orgId }: OrgScope,
  conversation: Pick<Conversation, "customerId" | "language">,
): Promise<Language | null> {
  const customer = await Customer.query(trx).findOne({ orgId, id: conversation.customerId }).select("language");
  return customer?.language ?? conversation.language;
}
