import { Alert } from "../../../domain/control/alert.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { readAlertSettings } from "../rule-settings.ts";
import { showAlert } from "../show-alert.ts";
import { eachAlert } from "./each-alert.ts";
import type { Watch } from "./watch.ts";

/** What quiet hours held and nobody has settled meanwhile is shown at their end. */
export const showHeldAlerts: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  await eachAlert(
    deps,
    orgId,
    (scope) => findHeld(scope, now),
    async (scope, held) => {
      if (held.status !== "open" || !held.heldUntil || held.heldUntil > now) return;
      const alert = await Alert.query(scope.trx).patchAndFetchById(held.id, { heldUntil: null, updatedAt: now });
      await showAlert(scope, deps.channels, alert, readAlertSettings(await loadSettings(scope)), now);
    },
  );
};

async function findHeld({ trx, orgId }: OrgScope, now: Date) {
  return trx("alerts")
    .where({ org_id: orgId, status: "open" })
    .where("held_until", "<=", now)
    .orderBy("created_at")
    .select("id", "conversation_id");
}
