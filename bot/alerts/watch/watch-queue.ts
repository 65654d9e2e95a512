import { resolveAlert } from "../../../domain/control/alert.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { raiseAlert } from "../raise-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import type { Watch } from "./watch.ts";

const CAUSE = "queue_growing";

/** How many conversations wait for a person, against the rule's threshold; over when it is below again. */
export const watchQueue: Watch = async ({ db, channels, clock }, orgId) => {
  await inOrganization(db, orgId, async (scope) => {
    const { threshold } = readAlertSettings(await loadSettings(scope)).rules.queue_growing;
    const { waiting, isTold } = await readQueue(scope);
    if (waiting < threshold) {
      if (isTold) await resolveAlert(scope, CAUSE, clock.now());
      return;
    }
    if (isTold) return;
    const title = {
      en: `${waiting} conversations wait for a person`,
      zh: `有 ${waiting} 个会话在等待人工`,
    };
    await raiseAlert(scope, channels, { kind: "queue_growing", cause: CAUSE, title }, clock.now());
  });
};

async function readQueue({ trx, orgId }: OrgScope): Promise<{ waiting: number; isTold: boolean }> {
  const { rows } = await trx.raw(
    `SELECT (SELECT count(*)::int FROM conversations WHERE org_id = :orgId AND handoff_at IS NOT NULL
         AND agent_id IS NULL AND status IN ('pending', 'active')) AS waiting,
       EXISTS (SELECT FROM alerts WHERE org_id = :orgId AND cause = :cause AND status <> 'resolved') AS is_told`,
    { orgId, cause: CAUSE },
  );
  return { waiting: rows[0].waiting, isTold: rows[0].is_told };
}
