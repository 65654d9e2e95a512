import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { readInput } from "./read-input.ts";
import { User } from "./user.ts";

/** What customers are told of who writes to them; null takes it away. */
export interface Signature {
  /** Instead of the name that colleagues know. */
  publicName: string | null;
  licence: string | null;
}

const name = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(60, "has at most 60 characters")
  // Markup and slots would be read as such in the line that customers get.
  .regex(/^[\p{L}\p{M}\p{Nd} .,'’·・-]+$/u, "may hold letters, figures, spaces and . , ' · - alone")
  .regex(/\p{L}/u, "must hold a letter");
const licence = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(60, "has at most 60 characters")
  .regex(/^[\p{L}\p{M}\p{Nd} .,:/()#-]+$/u, "may hold letters, figures, spaces and . , : / ( ) # - alone");
const Changes = z.strictObject({ publicName: name.nullable(), licence: licence.nullable() }).partial();

/** True for a name that customers can be shown. */
export function isPublicName(wanted: string): boolean {
  return name.safeParse(wanted).success;
}

/** What is kept of somebody. */
export function signatureIn(settings: Record<string, unknown>): Signature {
  const text = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value.trim() : null);
  return { publicName: text(settings["public_name"]), licence: text(settings["licence"]) };
}

/**
 * Changes how somebody is signed towards customers, and keeps everything else of `users.settings`. Gives it as it is then.
 * @throws InputError for what customers could not be shown; RuleError where a colleague is known by that name.
 */
export async function setSignature(
  scope: OrgScope,
  by: AuditEntry["by"],
  userId: string,
  input: Partial<Signature>,
): Promise<Signature> {
  const { trx, orgId } = scope;
  const changes = readInput(Changes, input);
  const user = await User.query(trx).findOne({ orgId, id: userId }).forUpdate().throwIfNotFound();
  if (changes.publicName) await mustBeTheirsAlone(scope, userId, changes.publicName);
  const before = signatureIn(user.settings);
  const { publicName = before.publicName, licence: number = before.licence } = changes;
  const after = { publicName, licence: number };
  if (after.publicName === before.publicName && after.licence === before.licence) return before;
  const { public_name: _name, licence: _licence, ...others } = user.settings;
  const settings = {
    ...others,
    ...(after.publicName === null ? {} : { public_name: after.publicName }),
    ...(after.licence === null ? {} : { licence: after.licence }),
  };
  await trx("users")
    .where({ org_id: orgId, id: userId })
    .update({ settings: JSON.stringify(settings), updated_at: trx.fn.now() });
  await writeAudit(trx, {
    orgId,
    by,
    action: "user.signature",
    resourceType: "user",
    resourceId: userId,
    changes: { before, after },
  });
  return after;
}

/** Nobody is signed as somebody else: a customer must be able to say who wrote to them. */
async function mustBeTheirsAlone({ trx, orgId }: OrgScope, userId: string, wanted: string): Promise<void> {
  const { rows } = await trx.raw(
    `SELECT 1 FROM users WHERE org_id = ? AND id <> ? AND lower(?) IN (lower(name), lower(settings ->> 'public_name')) LIMIT 1`,
    [orgId, userId, wanted],
  );
  if (rows.length === 0) return;
  const words = {
    en: "A colleague is known by that name. Choose one that customers can tell apart.",
    zh: "已有同事使用该姓名，请选择客户能够区分的署名。",
  };
  throw new RuleError("signature.taken", words.en, { words });
}
