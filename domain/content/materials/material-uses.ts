import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { Material } from "./material.ts";

export interface MaterialUse {
  materialId: string;
  versionId: string;
  conversationId: string;
  customerId: string;
  userId: string | null;
  message: { id: string; sentAt: Date };
}

/** Writes down that a material reached a customer just now, and counts it; once a message. */
export async function recordMaterialUse(scope: OrgScope, use: MaterialUse): Promise<void> {
  const { orgId, trx } = scope;
  await trx("material_uses")
    .insert({
      id: newId(),
      org_id: orgId,
      material_id: use.materialId,
      version_id: use.versionId,
      conversation_id: use.conversationId,
      customer_id: use.customerId,
      user_id: use.userId,
      message_id: use.message.id,
      message_sent_at: use.message.sentAt,
      sent_at: trx.raw("clock_timestamp()"),
    })
    .onConflict("message_id")
    .ignore();
  await recount(scope, use.materialId);
}

// The material is locked first: the count then sees what everybody who counted before has written.
async function recount({ orgId, trx }: OrgScope, id: string): Promise<void> {
  await Material.query(trx).findOne({ orgId, id }).forNoKeyUpdate();
  await trx("materials")
    .where({ org_id: orgId, id })
    .update({
      published_count: trx("material_uses").where({ org_id: orgId, material_id: id }).count(),
    });
}
