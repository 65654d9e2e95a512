import { z } from "zod";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { secretHash } from "../../infra/crypto/secret-box.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { newId, newSecret } from "../../infra/ids.ts";

const MAX_MINUTES = 24 * 60;
const MAX_NAME = 300;

/** One file, for one person, until it expires. */
export interface FileLink {
  id: string;
  orgId: string;
  userId: string;
  messageId: string;
  sha256: string;
  name: string;
  kind: string;
  mimeType: string | null;
  expiresAt: Date;
  /** Null: nothing of the file has been read by it yet. */
  openedAt: Date | null;
  /** Of the person, who may have left since. */
  isActive: boolean;
  language: "en" | "zh" | null;
}

/** Makes a link to a kept file for one person. The token is told here only: the database keeps its hash. */
export async function makeFileLink(
  scope: OrgScope,
  file: { sha256: string; name: string; kind: string; mimeType: string | null },
  about: { userId: string; message: { id: string; sentAt: Date }; at: Date },
): Promise<{ token: string; minutes: number }> {
  const minutes = await minutesOf(scope);
  const token = newSecret();
  await scope.trx("file_links").insert({
    id: newId(),
    org_id: scope.orgId,
    token_hash: secretHash(token),
    user_id: about.userId,
    message_id: about.message.id,
    message_sent_at: about.message.sentAt,
    sha256: file.sha256,
    name: storedText([...file.name].slice(0, MAX_NAME).join("")),
    kind: file.kind,
    mime_type: file.mimeType,
    expires_at: new Date(about.at.getTime() + minutes * 60_000),
  });
  return { token, minutes };
}

/** How long a link to a file works. */
export const linkMinutes = defineSetting("files.link_minutes", z.number().int().min(1).max(MAX_MINUTES), 15);

async function minutesOf(scope: OrgScope): Promise<number> {
  return readSetting(await loadSettings(scope), linkMinutes);
}

/** The link behind a token; null for every token that we did not make. Found by its hash, which tells nothing of it. */
export async function findFileLink(db: Database, token: string): Promise<FileLink | null> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const { rows } = await db.system.raw(
    `SELECT l.id, l.org_id AS "orgId", l.user_id AS "userId", l.message_id AS "messageId", l.sha256, l.name, l.kind,
       l.mime_type AS "mimeType", l.expires_at AS "expiresAt", l.opened_at AS "openedAt", u.status = 'active' AS "isActive", u.language
     FROM file_links l JOIN users u ON u.id = l.user_id WHERE l.token_hash = ?`,
    [secretHash(token)],
  );
  return rows[0] ?? null;
}
