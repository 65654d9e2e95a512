import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Attachment } from "../ports/inbound-event.ts";
import type { OutboundTarget } from "../ports/outbound-message.ts";

/** Where what came of an import is told. */
export interface ImportPlace {
  chat: string;
  target: OutboundTarget;
  language: Language;
}

/** Files that somebody posted to be imported. */
export interface PostedImport {
  id: string;
  channelId: string;
  files: Attachment[];
  /** Names of knowledge bases, one a button. */
  bases: string[];
  kb: string | null;
  status: "offered" | "queued" | "completed" | "failed";
  pressedBy: string | null;
  place: ImportPlace | null;
}

/** Locked until the transaction ends; null when there is none of that id. */
export async function lockImport({ trx, orgId }: OrgScope, id: string): Promise<PostedImport | null> {
  const row = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? await trx("knowledge_imports").where({ org_id: orgId, id }).forUpdate().first()
    : undefined;
  if (!row) return null;
  const { channel_id: channelId, pressed_by: pressedBy, files, bases, kb, status, place } = row;
  return { id, channelId, files, bases, kb, status, pressedBy, place };
}

/** Somebody said into which knowledge base: the queue takes it from here. */
export async function queueImport(
  { trx, orgId }: OrgScope,
  id: string,
  { kb, userId, place }: { kb: string; userId: string; place: ImportPlace },
): Promise<void> {
  await trx("knowledge_imports")
    .where({ org_id: orgId, id })
    .update({ status: "queued", kb, pressed_by: userId, place: JSON.stringify(place) });
}

/** What came of it. */
export async function endImport(
  { trx, orgId }: OrgScope,
  id: string,
  { status, report, at }: { status: "completed" | "failed"; report: unknown; at: Date },
): Promise<void> {
  await trx("knowledge_imports")
    .where({ org_id: orgId, id })
    .update({ status, report: JSON.stringify(report), ended_at: at });
}
