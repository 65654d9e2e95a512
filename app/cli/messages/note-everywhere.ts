import { comesFrom, writeAudit } from "../../../domain/control/audit-log.ts";
import { account, byCli, type Tool } from "../tool.ts";

/** Writes what was done to a month into the trail of each organisation whose messages are in it. */
export async function noteEverywhere(
  tool: Tool,
  archiveId: string,
  action: string,
  changes: Record<string, unknown>,
): Promise<void> {
  const { db } = await tool.database();
  await db.system.transaction(async (trx) => {
    await comesFrom(trx, account());
    const { rows } = await trx.raw(
      'SELECT org_id AS "orgId", sum(messages)::integer AS messages FROM message_archive_parts WHERE archive_id = ? GROUP BY org_id',
      [archiveId],
    );
    for (const { orgId, messages } of rows) {
      const resource = { resourceType: "message_archive", resourceId: archiveId };
      await writeAudit(trx, { orgId, by: byCli, action, ...resource, changes: { ...changes, messages } });
    }
  });
}
