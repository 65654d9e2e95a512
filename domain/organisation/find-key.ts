import { timingSafeEqual } from "node:crypto";
import type { Knex } from "knex";
import { secretHash } from "../../infra/crypto/secret-box.ts";
import { demoOrganization } from "./add-key.ts";

/** Who calls the programming interface. */
export interface KeyHolder {
  id: string;
  name: string;
  orgId: string;
  permissions: string[];
}

/** What a key looks like, so that nothing else is ever looked up. */
const shape = /^dh_(?:test_)?[A-Za-z0-9_-]{43}$/;

/**
 * The holder of a key; null when there is none, when it was revoked, or when it is a test key of any organisation but the
 * demo. Runs as the system role: the key says which organisation it is.
 */
export async function findKey(system: Knex, key: string): Promise<KeyHolder | null> {
  if (!shape.test(key)) return null;
  const hash = secretHash(key);
  const { rows } = await system.raw(
    `SELECT k.id, k.name, k.org_id AS "orgId", k.permissions, k.key_hash AS hash
     FROM api_keys k JOIN organizations o ON o.id = k.org_id
     WHERE k.key_hash = ? AND k.revoked_at IS NULL AND (NOT k.is_test OR o.code = ?)`,
    [hash, demoOrganization],
  );
  const [found] = rows;
  if (!found || !timingSafeEqual(found.hash, hash)) return null;
  return { id: found.id, name: found.name, orgId: found.orgId, permissions: found.permissions };
}

/** Notes that a key was used, to the minute: a busy system would otherwise write one row over and over. */
export async function noteKeyUse(system: Knex, keyId: string, now: Date): Promise<void> {
  await system.raw(
    `UPDATE api_keys SET last_used_at = :now
     WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :now::timestamptz - interval '1 minute')`,
    { id: keyId, now },
  );
}
