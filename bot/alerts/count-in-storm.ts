import { Alert } from "../../domain/control/alert.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { refreshAlert } from "./refresh-alert.ts";
import type { AlertSettings } from "./rule-settings.ts";
import type { AlertKind } from "./rules.ts";

/**
 * The storm's card takes the place of what came alone before it: alerts of its rule since `since` that nobody has
 * answered. Their cards say where they are counted, and they go up by themselves no more.
 */
export async function countInStorm(
  scope: OrgScope,
  channels: ChannelDirectory,
  storm: Pick<Alert, "id" | "number">,
  { settings, kind, since, at }: { settings: AlertSettings; kind: AlertKind; since: Date; at: Date },
): Promise<void> {
  for (const { id } of await lockAlone(scope, kind, since)) {
    const counted = await Alert.query(scope.trx).patchAndFetchById(id, {
      stormId: storm.id,
      escalateAt: null,
      heldUntil: null,
      updatedAt: at,
    });
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by: { actor: "bot" },
      action: "alert.count",
      resourceType: "alert",
      resourceId: id,
      changes: { stormId: storm.id },
    });
    await refreshAlert(scope, channels, counted, settings);
  }
}

// Somebody else works on what is locked; to wait for them here could stop both. The next of the storm looks again.
async function lockAlone({ trx, orgId }: OrgScope, kind: AlertKind, since: Date): Promise<Alert[]> {
  return Alert.query(trx)
    .where({ orgId, kind, status: "open", stormId: null, subjectUserId: null })
    .where("createdAt", ">", since)
    .whereRaw("details ->> 'isStorm' IS DISTINCT FROM 'true'")
    .orderBy("number")
    .forUpdate()
    .skipLocked();
}
