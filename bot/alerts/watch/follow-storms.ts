import { Alert } from "../../../domain/control/alert.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { refreshAlert } from "../refresh-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import { eachAlert } from "./each-alert.ts";
import type { Watch } from "./watch.ts";

/** What somebody does with a storm's card holds for everything it counts that nobody has answered by itself. */
export const followStorms: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  await eachAlert(deps, orgId, findUnanswered, async (scope, member) => {
    const storm = await Alert.query(scope.trx).findOne({ orgId, id: member.stormId ?? "" });
    const isAnswered = storm?.status === "acknowledged" || storm?.status === "resolved";
    if (!storm || !isAnswered || member.status !== "open") return;
    const alert = await Alert.query(scope.trx).patchAndFetchById(member.id, {
      status: storm.status,
      acknowledgedBy: storm.acknowledgedBy,
      acknowledgedAt: storm.acknowledgedAt,
      resolvedAt: storm.resolvedAt,
      assignedTo: storm.assignedTo,
      escalateAt: null,
      heldUntil: null,
      updatedAt: now,
    });
    await writeAudit(scope.trx, {
      orgId,
      by: { actor: "job" },
      action: storm.status === "resolved" ? "alert.resolve" : "alert.acknowledge",
      resourceType: "alert",
      resourceId: alert.id,
      changes: { from: member.status, to: storm.status, why: "its storm", stormId: storm.id },
    });
    await refreshAlert(scope, deps.channels, alert, readAlertSettings(await loadSettings(scope)));
  });
};

async function findUnanswered({ trx, orgId }: OrgScope) {
  return trx("alerts as m")
    .join("alerts as s", "s.id", "m.storm_id")
    .where({ "m.org_id": orgId, "m.status": "open" })
    .whereIn("s.status", ["acknowledged", "resolved"])
    .orderBy("m.number")
    .select("m.id", "m.conversation_id");
}
