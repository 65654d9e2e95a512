import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { RespondTo } from "../ports/inbound-event.ts";

/**
 * Whether a message can be changed no more, although its platform changes messages: a card of the WeCom app takes one
 * change, and one for each press of it.
 */
export async function isSpent(
  { trx, orgId }: OrgScope,
  { adapter }: LiveChannel,
  { chatId, deliveryId }: { chatId: string; deliveryId: string },
  respondTo?: RespondTo,
): Promise<boolean> {
  const capabilities = adapter.capabilitiesFor?.(chatId) ?? adapter.capabilities;
  if (!capabilities.editsOnce || respondTo) return false;
  const change = await trx("deliveries")
    .where({ org_id: orgId, of_delivery_id: deliveryId, operation: "edit", respond_to: null })
    .whereNotIn("status", ["failed", "cancelled"])
    .first("id");
  return change !== undefined;
}
