import { z } from "zod";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { errorMessage, InputError } from "../../infra/errors.ts";
import type { BlobStore } from "../../infra/files/blob-store.ts";
import type { Log } from "../../infra/log/log.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import type { FileReference } from "../delivery/queue-delivery.ts";
import { mirrorFile } from "../desk/mirror.ts";
import { deskOf } from "../desk/show-change.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { Attachment } from "../ports/inbound-event.ts";
import { filesAreUploaded } from "./desk-files.ts";

export interface DownloadDeps {
  db: Database;
  channels: ChannelDirectory;
  blobs: BlobStore;
  log: Log;
  /** Larger files stay at the platform, and the message says so. */
  maxBytes: number;
}

export const DownloadJob = z.object({
  orgId: z.uuid(),
  channelId: z.uuid(),
  messageId: z.uuid(),
  sentAt: z.iso.datetime(),
});
export type DownloadJob = z.infer<typeof DownloadJob>;

/** An attachment with what became of its download; `removedAt` where an edit took it out of the message. */
export type KeptAttachment = Attachment & {
  blob?: { sha256: string; size: number };
  error?: string;
  removedAt?: string;
};

/**
 * Brings a message's files into the blob store. What the platform refuses for good is noted on the message; what may
 * work later makes the job fail, so that the queue tries again.
 */
export async function downloadAttachments(deps: DownloadDeps, job: DownloadJob): Promise<void> {
  const channel = await deps.channels.byId(job.channelId);
  if (!channel) return;
  const attachments = await inOrganization(deps.db, job.orgId, (scope) => readAttachments(scope, job));
  const kept: KeptAttachment[] = [];
  let later: unknown = null;
  for (const attachment of attachments) {
    try {
      kept.push(await keep(deps, channel, attachment));
    } catch (error) {
      later = error;
      kept.push(attachment);
    }
  }
  await inOrganization(deps.db, job.orgId, async (scope) => {
    await writeAttachments(scope, job, kept);
    await showAtDesk(scope, deps.channels, job, arrivedSince(attachments, kept));
  });
  if (later) throw later;
}

async function keep(deps: DownloadDeps, channel: LiveChannel, attachment: KeptAttachment): Promise<KeptAttachment> {
  const { adapter } = channel;
  if (!attachment.ref || attachment.blob || attachment.error || !adapter.fetchFile) return attachment;
  if (attachment.size !== undefined && attachment.size > deps.maxBytes) {
    return { ...attachment, error: `larger than ${deps.maxBytes} bytes` };
  }
  try {
    const file = await adapter.fetchFile(attachment.ref);
    const mimeType = attachment.mimeType ?? file.mimeType;
    const blob = await deps.blobs.put(channel.orgId, file.stream, {
      maxBytes: deps.maxBytes,
      ...(mimeType ? { mimeType } : {}),
    });
    return { ...attachment, ...(mimeType ? { mimeType } : {}), ...nameOf(attachment, file.name), blob };
  } catch (error) {
    if (!isFinal(error)) throw error;
    deps.log.warn("file.not_kept", { channel: channel.id, reason: errorMessage(error) });
    return { ...attachment, error: errorMessage(error).slice(0, 200) };
  }
}

/** What this run brought in. */
function arrivedSince(before: KeptAttachment[], after: KeptAttachment[]): FileReference[] {
  return after.flatMap(({ blob, name, mimeType, kind }, index) =>
    blob && !before[index]?.blob
      ? [
          {
            sha256: blob.sha256,
            name: name ?? kind,
            mimeType: mimeType ?? "application/octet-stream",
            kind: asFile(kind),
          },
        ]
      : [],
  );
}

function asFile(kind: Attachment["kind"]): FileReference["kind"] {
  return kind === "image" ? "image" : "file";
}

/** The line about a file was shown at once; where files are brought to the desk, it follows when it is here. */
async function showAtDesk(
  scope: OrgScope,
  channels: ChannelDirectory,
  job: DownloadJob,
  files: FileReference[],
): Promise<void> {
  if (files.length === 0 || !(await filesAreUploaded(scope))) return;
  const row = await scope
    .trx("messages")
    .where({ id: job.messageId, sent_at: job.sentAt, org_id: scope.orgId })
    .whereNot({ direction: "internal" })
    .first("conversation_id");
  const desk = row && (await deskOf(scope, channels, row.conversation_id));
  if (desk) for (const file of files) await mirrorFile(scope, desk, file);
}

function nameOf(attachment: Attachment, found: string | undefined): { name?: string } {
  const name = attachment.name ?? found;
  return name ? { name } : {};
}

// Refused credentials say nothing about the file: it is there when an operator has mended them.
function isFinal(error: unknown): boolean {
  if (error instanceof InputError) return true;
  return error instanceof DeliveryError && error.outcome === "rejected" && error.fault !== "channel_broken";
}

async function readAttachments({ trx, orgId }: OrgScope, job: DownloadJob): Promise<KeptAttachment[]> {
  const row = await trx("messages").where({ id: job.messageId, sent_at: job.sentAt, org_id: orgId }).first("metadata");
  return row?.metadata?.attachments ?? [];
}

async function writeAttachments(
  { trx, orgId }: OrgScope,
  job: DownloadJob,
  attachments: KeptAttachment[],
): Promise<void> {
  const row = await trx("messages")
    .where({ id: job.messageId, sent_at: job.sentAt, org_id: orgId })
    .forUpdate()
    .first("metadata");
  // An edit may have removed files meanwhile, or added some behind these.
  const now: KeptAttachment[] = row?.metadata?.attachments ?? [];
  const written = now.map((file, place) => {
    const brought = attachments[place];
    return brought ? { ...brought, ...(file.removedAt ? { removedAt: file.removedAt } : {}) } : file;
  });
  const first = written.find(({ blob, removedAt }) => blob && !removedAt)?.blob;
  await trx("messages")
    .where({ id: job.messageId, sent_at: job.sentAt, org_id: orgId })
    .update({
      metadata: trx.raw("metadata || ?::jsonb", [JSON.stringify({ attachments: written })]),
      ...(first ? { media_url: `blob:${first.sha256}` } : {}),
    });
}
