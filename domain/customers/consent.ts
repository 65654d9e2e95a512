import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Consent } from "./customer.ts";

/** True when the customer withdrew their consent to marketing, on whichever channel: the newest word counts everywhere. */
export async function hasOptedOut(scope: OrgScope, customerId: string): Promise<boolean> {
  const newest = await Consent.query(scope.trx)
    .where({ orgId: scope.orgId, customerId, kind: "marketing" })
    .orderBy([
      { column: "createdAt", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .first();
  return newest?.state === "withdrawn";
}
