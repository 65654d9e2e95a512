import { writeAudit } from "../../domain/control/audit-log.ts";
import type { Endpoint } from "../../domain/outgoing/endpoint.ts";
import { takeOverAfterRestore } from "../../domain/outgoing/take-over-after-restore.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { raiseAlert } from "../alerts/raise-alert.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";

/** Lets a locked endpoint go on in a database that was restored into another server, and tells managers what that means. */
export async function goOnAfterRestore(
  scope: OrgScope,
  channels: ChannelDirectory,
  endpoint: Endpoint,
  now: Date,
): Promise<void> {
  const events = await takeOverAfterRestore(scope, endpoint, now);
  if (events === null) return;
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { actor: "job" },
    action: "webhook.restored",
    resourceType: "webhook",
    resourceId: endpoint.id,
    changes: { name: endpoint.name, events },
  });
  const title = {
    en: `The database was restored: outgoing webhook “${endpoint.name}” goes on with ${events} events that it had not been given. What happened after the backup and is lost here it may have been told`,
    zh: `数据库已恢复：外发 Webhook“${endpoint.name}”继续发送此前未交付的 ${events} 条事件。备份之后发生、此处已丢失的事件，对方可能已收到`,
  };
  await raiseAlert(scope, channels, { kind: "webhook_failed", cause: `webhook_restored:${endpoint.id}`, title }, now);
}
