import { Customer } from "../../domain/customers/customer.ts";
import { findReferredCustomer, isKnownSystem } from "../../domain/customers/customer-reference.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { refuse } from "../desk/refuse.ts";

/** What may name a conversation or customer at the start of a line: `C1042`, `CUST_00042`, `crm:881`. For a pattern. */
export const nameFirst = String.raw`(?:(?:c|cust_)\d{1,15}|[a-z][a-z0-9_-]{0,39}[:：]\S+)`;

/** A line's first word, and what follows it. */
export function splitFirst(line: string): { first: string; rest: string } {
  const [, first = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*)$/u.exec(line) ?? [];
  return { first, rest: rest.trim() };
}

/**
 * The customer whose code a word is (`CUST_00042`), or whose number in another system (`crm:881`); null where it is a
 * word like any other. @throws RuleError where it can only be such a name and nobody has it.
 */
export async function namedCustomer(scope: OrgScope, word: string): Promise<Customer | null> {
  if (/^cust_\d{1,15}$/i.test(word)) return byCode(scope, word);
  const [, named, ref] = /^([a-z][a-z0-9_-]{0,39})[:：](\S{1,200})$/iu.exec(word) ?? [];
  const system = named?.toLowerCase();
  if (system === undefined || ref === undefined) return null;
  const id = await findReferredCustomer(scope, { system, ref });
  if (id !== null) return Customer.query(scope.trx).findById(id).throwIfNotFound();
  if (!(await isKnownSystem(scope, system))) return null;
  return refuse("customer", { en: `No customer is ${system}:${ref}.`, zh: `没有找到客户 ${system}:${ref}。` });
}

/** An old code leads to who they turned out to be. */
async function byCode(scope: OrgScope, code: string): Promise<Customer> {
  const id = await findReferredCustomer(scope, { code: code.toUpperCase() });
  if (id === null)
    return refuse("customer", { en: `No customer has the code ${code}.`, zh: `没有编号为 ${code} 的客户。` });
  return Customer.query(scope.trx).findById(id).throwIfNotFound();
}
