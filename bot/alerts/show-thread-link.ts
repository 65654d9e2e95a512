import { Alert } from "../../domain/control/alert.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { refreshAlert } from "./refresh-alert.ts";
import { readAlertSettings } from "./rule-settings.ts";

/** A conversation's thread is open now: the cards about it get the button that leads there. */
export async function showThreadLink(
  scope: OrgScope,
  channels: ChannelDirectory,
  conversationId: string,
): Promise<void> {
  const alerts = await Alert.query(scope.trx)
    .where({ orgId: scope.orgId, conversationId })
    .whereNot({ status: "resolved" })
    .orderBy("id");
  if (alerts.length === 0) return;
  const settings = readAlertSettings(await loadSettings(scope));
  for (const alert of alerts) await refreshAlert(scope, channels, alert, settings);
}
