import { isIP } from "node:net";
import type { Knex } from "knex";
import { storedJson, storedText } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";

export interface AuditEntry {
  orgId: string;
  /** Who acted: a user's id, a key of the programming interface (kept as the actor `key:ID`), or another that is no user. */
  by: { userId: string } | { keyId: string } | { actor: "cli" | "job" | "bot" };
  /** `channel.add`, `user.link`, `setting.change`, … */
  action: string;
  resourceType: string;
  resourceId: string;
  /** Before and after; never secrets. */
  changes?: Record<string, unknown>;
}

/** Says where the acts of this transaction come from: each row of the trail that it writes keeps it. */
export async function comesFrom(trx: Knex, where: string): Promise<void> {
  await trx.raw("SELECT set_config('deskhand.came_from', ?, true)", [storedText(where).slice(0, 500)]);
}

/** Says from which address, and with which program, the acts of this transaction are asked for over HTTP. */
export async function askedFrom(
  trx: Knex,
  { address, userAgent }: { address: string | undefined; userAgent: string | undefined },
): Promise<void> {
  // With a zone, as link-local addresses have it, PostgreSQL takes it for no address.
  const known = address?.split("%")[0] ?? "";
  await trx.raw("SELECT set_config('deskhand.ip_address', ?, true), set_config('deskhand.user_agent', ?, true)", [
    isIP(known) === 0 ? "" : known,
    storedText(userAgent ?? "").slice(0, 500),
  ]);
}

/** Writes one row of the trail, in the caller's transaction: it exists exactly when the act does. */
export async function writeAudit(trx: Knex, entry: AuditEntry): Promise<void> {
  await trx("audit_logs").insert({
    id: newId(),
    org_id: entry.orgId,
    user_id: "userId" in entry.by ? entry.by.userId : null,
    actor: actorOf(entry.by),
    action: entry.action,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    changes: entry.changes ? JSON.stringify(storedJson(entry.changes)) : null,
  });
}

/** How the trail names who acted and is no user; null for a user. */
export function actorOf(by: AuditEntry["by"]): string | null {
  if ("keyId" in by) return `key:${by.keyId}`;
  return "actor" in by ? by.actor : null;
}
