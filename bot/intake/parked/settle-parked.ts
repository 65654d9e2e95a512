import { type AuditEntry, writeAudit } from "../../../domain/control/audit-log.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { storedText } from "../../../infra/db/stored-text.ts";
import { enqueueJob } from "../../../infra/queue/enqueue.ts";
import type { ParkedReceipt } from "./find-parked.ts";

type By = AuditEntry["by"];

/**
 * Puts parked receipts back to be worked, each at its own place among what its chat still has to do: what was said
 * keeps its time, and is answered late. One that fails again is parked again. The rows must be locked.
 */
export async function retryParked(scope: OrgScope, by: By, receipts: readonly ParkedReceipt[]): Promise<void> {
  const chats = new Map<string, { channelId: string; chat: string }>();
  for (const receipt of receipts) {
    await reopen(scope, receipt);
    await audit(scope, by, "receipt.retry", receipt, { error: receipt.error });
    chats.set(`converse:${receipt.channelId}:${receipt.chat}`, { channelId: receipt.channelId, chat: receipt.chat });
  }
  for (const [key, payload] of chats) await enqueueJob(scope.trx, { task: "converse", payload, key });
}

/** Gives parked receipts up, with the reason. The rows stay as they came. They must be locked. */
export async function dropParked(
  scope: OrgScope,
  by: By,
  receipts: readonly ParkedReceipt[],
  reason: string,
): Promise<void> {
  for (const receipt of receipts) {
    await drop(scope, receipt, reason);
    await audit(scope, by, "receipt.drop", receipt, { error: receipt.error, reason });
  }
}

/** Keeps who looked at what a parked receipt holds. */
export async function auditLook(scope: OrgScope, userId: string, receipt: ParkedReceipt): Promise<void> {
  await audit(scope, { userId }, "receipt.show", receipt, {});
}

async function reopen({ trx, orgId }: OrgScope, { channelId, externalId }: ParkedReceipt): Promise<void> {
  await trx.raw(
    `UPDATE inbound_receipts SET status = 'pending', outcome = NULL, attempts = 0, processed_at = NULL
     WHERE org_id = ? AND channel_id = ? AND external_id = ? AND status = 'parked'`,
    [orgId, channelId, externalId],
  );
}

async function drop({ trx, orgId }: OrgScope, { channelId, externalId }: ParkedReceipt, reason: string): Promise<void> {
  await trx.raw(
    `UPDATE inbound_receipts SET status = 'ignored', outcome = ?, processed_at = clock_timestamp()
     WHERE org_id = ? AND channel_id = ? AND external_id = ? AND status = 'parked'`,
    [`dropped: ${storedText(reason)}`.slice(0, 500), orgId, channelId, externalId],
  );
}

async function audit(
  { trx, orgId }: OrgScope,
  by: By,
  action: string,
  { channelId, externalId, number }: ParkedReceipt,
  changes: Record<string, unknown>,
): Promise<void> {
  await writeAudit(trx, {
    orgId,
    by,
    action,
    // A receipt's key is the platform's, and no uuid.
    resourceType: "channel",
    resourceId: channelId,
    changes: { number, externalId, ...changes },
  });
}
