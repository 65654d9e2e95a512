import { writeAudit } from "../../domain/control/audit-log.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { FileLink } from "./file-link.ts";

/** Writes down that somebody opened a file by their link. */
export async function noteOpening(scope: OrgScope, link: FileLink, at: Date): Promise<void> {
  await scope.trx("file_links").where({ id: link.id, opened_at: null }).update({ opened_at: at });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: link.userId },
    action: "file.open",
    resourceType: "message",
    resourceId: link.messageId,
    changes: { sha256: link.sha256, kind: link.kind, link: link.id },
  });
}
