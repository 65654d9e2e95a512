import { Conversation } from "../../../domain/conversations/conversation.ts";
import type { Lead } from "../../../domain/customers/customer.ts";
import { findReferredCustomer, parseCustomerReference } from "../../../domain/customers/customer-reference.ts";
import { findLeadByNumber, lockLead, parseLeadCode } from "../../../domain/leads/find-lead.ts";
import { parseConversationCode } from "../../../domain/organisation/codes.ts";
import { findActiveUsers } from "../../../domain/organisation/find-active-users.ts";
import type { User } from "../../../domain/organisation/user.ts";
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

/** The id of the lead that a request names. @throws ApiError 404, also for another organisation's. */
export async function requireLead(scope: OrgScope, reference: string): Promise<string> {
  const number = parseLeadCode(reference);
  const id = number === null ? reference : await findLeadByNumber(scope, number);
  if (id === null) throw noLead(reference);
  return id;
}

/** The lead that a request names, locked. @throws ApiError 404, also for another organisation's. */
export async function requireLockedLead(scope: OrgScope, reference: string): Promise<Lead> {
  const lead = await lockLead(scope, await requireLead(scope, reference));
  if (!lead) throw noLead(reference);
  return lead;
}

/** That a request names no lead. */
export function noLead(reference: string): ApiError {
  return new ApiError("not-found", { detail: `There is no lead ${reference}` });
}

/** The active member of staff whom a request names. @throws ApiError 404, also for another organisation's. */
export async function requireColleague(scope: OrgScope, reference: string): Promise<User> {
  const [found, ...others] = await findActiveUsers(scope, reference);
  if (!found) throw new ApiError("not-found", { detail: `Nobody active here is ${reference}` });
  if (others.length === 0) return found;
  const codes = [found, ...others].map(({ employeeCode }) => employeeCode).join(", ");
  throw new ApiError("conflict", { detail: `Several are called ${reference}: name one of ${codes}` });
}
