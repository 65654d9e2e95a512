import { recordMaterialUse } from "../../domain/content/materials/material-uses.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ClaimedDelivery } from "../delivery/claim-delivery.ts";

/** A material reached the customer: it is counted once. In the transaction that writes down the arrival. */
export async function afterMaterial(scope: OrgScope, delivery: ClaimedDelivery): Promise<void> {
  const { conversationId, customerId, messageId, messageSentAt, act } = delivery;
  if (!act.material || !conversationId || !customerId || !messageId || !messageSentAt) return;
  await recordMaterialUse(scope, {
    materialId: act.material.id,
    versionId: act.material.version,
    conversationId,
    customerId,
    userId: act.userId ?? null,
    message: { id: messageId, sentAt: messageSentAt },
  });
}
