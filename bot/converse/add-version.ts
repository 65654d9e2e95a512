import { insertOutboxEvent } from "../../domain/control/outbox-event.ts";
import { type Message, MessageVersion } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** A change of a message that was said. */
export interface VersionChange {
  /** `recalled`: we took back what we had said. */
  kind: "edited" | "deleted" | "recalled";
  content: string | null;
  metadata: Record<string, unknown>;
  at: string;
  by: string;
}

/**
 * Keeps another wording of a locked message, or other files under the same words (`hasOtherFiles`), its first one before
 * it. Gives the change's kind when it was one, else why nothing changed.
 */
export async function addVersion(
  scope: OrgScope,
  message: Message,
  change: VersionChange,
  hasOtherFiles = false,
): Promise<string> {
  const { trx } = scope;
  const latest = await MessageVersion.query(trx).where({ messageId: message.id }).orderBy("version", "desc").first();
  const current = latest ?? message;
  if (latest?.kind === "deleted" || latest?.kind === "recalled") return "unchanged: the message is deleted";
  if (change.kind === "edited" && current.content === change.content && !hasOtherFiles) return "unchanged";
  let version = latest?.version ?? 0;
  if (!latest) {
    version = 1;
    await insertVersion(scope, message, version, {
      kind: "original",
      content: message.content,
      metadata: message.metadata,
      at: message.sentAt.toISOString(),
      by: message.senderId ?? "",
    });
  }
  await insertVersion(scope, message, version + 1, change);
  const column = change.kind === "edited" ? "edited_at" : "deleted_at";
  await trx("messages")
    .where({ id: message.id, sent_at: message.sentAt })
    .update({ [column]: change.at });
  const { customerId, conversationId } = message;
  if (customerId !== null) {
    const told = { customerId, conversationId, version: version + 1 };
    await insertOutboxEvent(scope, `message.${change.kind}`, message.id, told);
  }
  return change.kind;
}

/** What the message says now. */
export async function currentWords({ trx }: OrgScope, message: Message): Promise<string | null> {
  const latest = await MessageVersion.query(trx).where({ messageId: message.id }).orderBy("version", "desc").first();
  return (latest ?? message).content;
}

async function insertVersion(
  scope: OrgScope,
  message: Message,
  version: number,
  change: Omit<VersionChange, "kind"> & { kind: MessageVersion["kind"] },
): Promise<void> {
  await MessageVersion.query(scope.trx).insert({
    orgId: scope.orgId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    version,
    kind: change.kind,
    content: change.content,
    metadata: change.metadata,
    changedBy: change.by,
    changedAt: new Date(change.at),
  });
}
