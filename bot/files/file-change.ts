import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Attachment } from "../ports/inbound-event.ts";
import type { KeptAttachment } from "./download-attachments.ts";

/** What an edit did to the files of a message. */
export interface FileChange {
  /** All that the message has had, in their places: what was removed is marked, what is new comes last. */
  attachments: KeptAttachment[];
  removed: KeptAttachment[];
  added: Attachment[];
}

/**
 * What an edit at `at` changes among the files that a message has; null where they are the same ones. Things without a
 * file are none: a live location moves by edits.
 */
export function fileChange(had: readonly KeptAttachment[], now: readonly Attachment[], at: string): FileChange | null {
  const standing = had.filter(({ removedAt }) => removedAt === undefined);
  const removed = standing.filter((file) => keyOf(file) !== null && !has(now, file));
  const added = now.filter((file) => keyOf(file) !== null && !has(standing, file));
  if (removed.length === 0 && added.length === 0) return null;
  const marked = had.map((file) => (removed.includes(file) ? { ...file, removedAt: at } : file));
  return { attachments: [...marked, ...added], removed, added };
}

/** Writes the files beside the message, whose first ones stay: buttons at the desk name them by their places. */
export async function keepFileChange(
  { trx }: OrgScope,
  message: { id: string; sentAt: Date },
  { attachments }: FileChange,
): Promise<void> {
  await trx("messages")
    .where({ id: message.id, sent_at: message.sentAt })
    .update({ metadata: trx.raw("metadata || ?::jsonb", [JSON.stringify({ attachments })]) });
}

/** The files that are kept of a message. */
export function attachmentsOf({ metadata }: { metadata: Record<string, unknown> }): KeptAttachment[] {
  const kept = metadata["attachments"];
  // Written by ourselves, when the message was filed, brought its files or was changed.
  return Array.isArray(kept) ? (kept as KeptAttachment[]) : [];
}

function has(files: readonly Attachment[], file: Attachment): boolean {
  return files.some((other) => keyOf(other) === keyOf(file));
}

function keyOf({ ref }: Attachment): string | null {
  return ref?.["uniqueId"] ?? ref?.["fileId"] ?? null;
}
