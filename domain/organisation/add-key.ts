import { z } from "zod";
import { secretHash } from "../../infra/crypto/secret-box.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError, InputError, NotFoundError } from "../../infra/errors.ts";
import { newSecret } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { permissions } from "./permissions.ts";
import { displayName, readInput } from "./read-input.ts";
import { ApiKey } from "./user.ts";

/** Holds every permission, those of later versions too. */
export const EVERYTHING = "*";
/** The code of the only organisation that test keys reach. */
export const demoOrganization = "demo";
const CHARACTERS_SHOWN = 7;

const known = Object.keys(permissions);
const NewKey = z.object({
  name: displayName,
  permissions: z
    .array(
      z.string().refine((name) => name === EVERYTHING || known.includes(name), {
        error: (issue) => `"${String(issue.input)}" is no permission; there are *, ${known.join(", ")}`,
      }),
    )
    .min(1, "must name at least one, or * for all"),
});

export interface AddedKey {
  id: string;
  name: string;
  /** Told once; only its hash is stored. */
  key: string;
  prefix: string;
  permissions: string[];
  isTest: boolean;
}

/**
 * Makes a key for the programming interface. @throws InputError, also for a test key of an organisation that is not the
 * demo; ConflictError when there is one with this name.
 */
export async function addKey(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  wanted: { name: string; permissions: string[]; isTest?: boolean },
): Promise<AddedKey> {
  const { isTest = false } = wanted;
  const { name, permissions: granted } = readInput(NewKey, wanted);
  if (await ApiKey.query(trx).findOne({ orgId, name })) throw new ConflictError(`There is a key "${name}" already`);
  if (isTest) await requireDemo({ orgId, trx });
  const kind = isTest ? "dh_test_" : "dh_";
  const key = `${kind}${newSecret()}`;
  const prefix = key.slice(0, kind.length + CHARACTERS_SHOWN);
  const fields = { name, prefix, permissions: [...new Set(granted)], isTest };
  const { id } = await ApiKey.query(trx).insert({ orgId, keyHash: secretHash(key), ...fields });
  await writeAudit(trx, { orgId, by, action: "key.add", resourceType: "api_key", resourceId: id, changes: fields });
  return { id, key, ...fields };
}

async function requireDemo({ orgId, trx }: OrgScope): Promise<void> {
  const demo = await trx("organizations").where({ id: orgId, code: demoOrganization }).first("id");
  if (!demo) throw new InputError(`A test key reaches the organisation "${demoOrganization}" alone: leave --org out`);
}

/** Ends a key now; what was revoked stays so. @throws NotFoundError. */
export async function revokeKey(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  name: string,
  now: Date,
): Promise<{ id: string; name: string; revokedAt: Date }> {
  const found = await ApiKey.query(trx).findOne({ orgId, name }).forUpdate();
  if (!found) throw new NotFoundError(`There is no key "${name}"`);
  if (found.revokedAt) return { id: found.id, name, revokedAt: found.revokedAt };
  await ApiKey.query(trx).findById(found.id).patch({ revokedAt: now });
  await writeAudit(trx, { orgId, by, action: "key.revoke", resourceType: "api_key", resourceId: found.id });
  return { id: found.id, name, revokedAt: now };
}
