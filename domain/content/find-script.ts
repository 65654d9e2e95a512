import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Script } from "./script.ts";

/** The newest version of a code, whatever its state. Codes are compared without regard to case. */
export async function findLatestVersion({ orgId, trx }: OrgScope, code: string): Promise<Script | null> {
  const latest = await Script.query(trx)
    .where({ orgId })
    .whereRaw("lower(script_code) = lower(?)", [code])
    .orderBy("version", "desc")
    .first();
  return latest ?? null;
}

export interface ListedScripts {
  /** With the name of who wrote it. */
  waiting: (Script & { author: string | null })[];
  inUse: Script[];
}

/** What waits for approval, oldest first, and what is approved, by code. */
export async function listScripts({ orgId, trx }: OrgScope, limit: number): Promise<ListedScripts> {
  const waiting = await Script.query(trx)
    .alias("s")
    .leftJoin("users as u", "u.id", "s.created_by")
    .where({ "s.org_id": orgId, "s.status": "pending" })
    .orderBy("s.created_at")
    .limit(limit)
    .select("s.*", "u.name as author")
    .castTo<ListedScripts["waiting"]>();
  const inUse = await Script.query(trx)
    .where({ orgId, status: "approved", isActive: true })
    .orderBy("scriptCode")
    .limit(limit);
  return { waiting, inUse };
}
