import { writeAudit } from "../../../domain/control/audit-log.ts";
import { byCli, type Tool } from "../tool.ts";

/**
 * Notes a change of the knowledge. In a transaction of its own, since an import is many: it stands there once the
 * change does.
 */
export async function auditKnowledge(
  tool: Tool,
  action: "knowledge.import" | "knowledge.reindex" | "knowledge.remove" | "knowledge.set",
  kbId: string | null,
  changes: Record<string, unknown>,
): Promise<void> {
  await tool.inOrganization(({ trx, orgId }) =>
    writeAudit(trx, {
      orgId,
      by: byCli,
      action,
      resourceType: kbId === null ? "organization" : "knowledge_base",
      resourceId: kbId ?? orgId,
      changes,
    }),
  );
}
