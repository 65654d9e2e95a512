import { secretHash } from "../../infra/crypto/secret-box.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newTypedCode } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { LinkCode } from "./user.ts";

/** 31^8 codes and a quarter of an hour: nobody guesses one by typing. */
const CODE_LENGTH = 8;
const VALID_MS = 15 * 60_000;

export interface IssuedLinkCode {
  /** Told once; only its hash is stored. */
  code: string;
  expiresAt: Date;
}

/** A new one-time code that links a person's account (`/link CODE`); codes of theirs that were not used end now. */
export async function issueLinkCode(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  userId: string,
  now: Date,
): Promise<IssuedLinkCode> {
  await trx("link_codes")
    .where({ org_id: orgId, user_id: userId, used_at: null })
    .where("expires_at", ">", now)
    .update({ expires_at: now });
  const code = newTypedCode(CODE_LENGTH);
  const expiresAt = new Date(now.getTime() + VALID_MS);
  const { id } = await LinkCode.query(trx).insert({ orgId, userId, codeHash: secretHash(code), expiresAt });
  await writeAudit(trx, {
    orgId,
    by,
    action: "user.link_code",
    resourceType: "link_code",
    resourceId: id,
    changes: { user_id: userId, expires_at: expiresAt.toISOString() },
  });
  return { code, expiresAt };
}
