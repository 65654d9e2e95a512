import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Script } from "./script.ts";

/** The ids of the versions that may be sent at an instant: approved, active, and within their dates. */
export async function listScriptsInForce(scope: OrgScope, at: Date): Promise<string[]> {
  const rows = await inForce(scope, at).select("id");
  return rows.map(({ id }) => id);
}

/** Those of these versions that may be sent, in the order of `ids`. */
export async function findScriptsInForce(scope: OrgScope, ids: readonly string[], at: Date): Promise<Script[]> {
  const rows = await inForce(scope, at).whereIn("id", [...ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The version of a code that may be sent, or null. Codes are compared without regard to case. */
export async function findScriptInForce(scope: OrgScope, code: string, at: Date): Promise<Script | null> {
  return (await inForce(scope, at).whereRaw("lower(script_code) = lower(?)", [code]).first()) ?? null;
}

function inForce({ orgId, trx }: OrgScope, at: Date) {
  return Script.query(trx)
    .where({ orgId, status: "approved", isActive: true })
    .where((or) => or.whereNull("validFrom").orWhere("validFrom", "<=", at))
    .where((or) => or.whereNull("validTo").orWhere("validTo", ">", at));
}
