import type { CountryCode } from "libphonenumber-js/max";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { normalPhone } from "./contact-points.ts";

const MAX_FOUND = 20;

/** The customers among whose contacts a phone number, e-mail address or WeChat id is, however it is written. */
export async function findByContact(scope: OrgScope, typed: string, country: CountryCode): Promise<string[]> {
  const number = normalPhone(typed, country);
  const rows = await contactsWith(scope, typed.normalize("NFKC").trim().toLowerCase(), number?.slice(-8) ?? null);
  const isSame = (phone: string | null) => phone !== null && normalPhone(phone, country) === number;
  const found = rows.filter(({ phone, isNamed }) => isNamed || (number !== null && isSame(phone)));
  return [...new Set(found.map(({ customerId }) => customerId))];
}

async function contactsWith(
  { trx, orgId }: OrgScope,
  key: string,
  phoneEnd: string | null,
): Promise<{ customerId: string; phone: string | null; isNamed: boolean }[]> {
  const { rows } = await trx.raw(
    `SELECT customer_id AS "customerId", phone, coalesce(email_key = :key, false) OR coalesce(wechat_key = :key, false) AS "isNamed"
     FROM customer_contacts WHERE org_id = :orgId AND (email_key = :key OR wechat_key = :key OR phone_end = nullif(:phoneEnd, ''))
     LIMIT ${MAX_FOUND}`,
    { orgId, key, phoneEnd: phoneEnd ?? "" },
  );
  return rows;
}
