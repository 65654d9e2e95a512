import { Conversation } from "../../../domain/conversations/conversation.ts";
import { findReferredCustomer, parseCustomerReference } from "../../../domain/customers/customer-reference.ts";
import { parseConversationCode } from "../../../domain/organisation/codes.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { ApiError } from "./problem.ts";

/** The id of the customer that a request names. @throws ApiError 404, also for another organisation's. */
export async function requireCustomer(scope: OrgScope, reference: string): Promise<string> {
  const parsed = parseCustomerReference(reference);
  const id = parsed && (await findReferredCustomer(scope, parsed));
  if (!id) throw new ApiError("not-found", { detail: `There is no customer ${reference}` });
  return id;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The conversation that a request names. @throws ApiError 404, also for another organisation's. */
export async function requireConversation({ trx, orgId }: OrgScope, reference: string): Promise<Conversation> {
  const number = parseConversationCode(reference);
  const where = number !== null ? { number: String(number) } : UUID.test(reference) ? { id: reference } : null;
  const found = where && (await Conversation.query(trx).findOne({ orgId, ...where }));
  if (!found) throw new ApiError("not-found", { detail: `There is no conversation ${reference}` });
  return found;
}
