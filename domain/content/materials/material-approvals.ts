import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { takeNumber } from "../../organisation/codes.ts";
import { maskedExcerpt } from "../secrets/masked-excerpt.ts";
import { type Material, textOfMaterial } from "./material.ts";

/** Puts a material's version among what waits for a decision. */
export async function askForMaterialApproval(scope: OrgScope, material: Material): Promise<void> {
  const { orgId, trx } = scope;
  const { id, versionId, materialCode, createdBy } = material;
  await trx("approvals").insert({
    id: newId(),
    org_id: orgId,
    number: await takeNumber(trx, orgId, "approval"),
    kind: "material",
    resource_type: "material",
    resource_id: id,
    requested_by: createdBy,
    reason: reasonOf(material),
    details: JSON.stringify({ material_code: materialCode, version_id: versionId }),
  });
}

export type MaterialApprovalEnd =
  | { status: "approved"; userId: string; at: Date }
  | { status: "rejected"; userId: string; at: Date; reason: string }
  /** Nobody decided, and nobody need any more. */
  | { status: "expired"; reason: string };

/** Ends the wait of a material; fine when it did not wait. */
export async function endMaterialApproval(
  { orgId, trx }: OrgScope,
  materialId: string,
  end: MaterialApprovalEnd,
): Promise<void> {
  await trx("approvals")
    .where({ org_id: orgId, kind: "material", status: "pending", resource_id: materialId })
    .update({
      status: end.status,
      decided_by: "userId" in end ? end.userId : null,
      decided_at: "at" in end ? end.at : trx.fn.now(),
      decision_reason: "reason" in end ? end.reason : null,
    });
}

export interface MaterialApproval {
  number: number;
  status: "pending" | "approved" | "rejected" | "expired";
  materialId: string;
  versionId: string;
}

/** The material behind the number of an approval; null for everything else. */
export async function findMaterialApproval({ orgId, trx }: OrgScope, number: number): Promise<MaterialApproval | null> {
  const row = await trx("approvals")
    .where({ org_id: orgId, number, kind: "material" })
    .first("status", "resource_id", "details");
  return row ? { number, status: row.status, materialId: row.resource_id, versionId: row.details.version_id } : null;
}

/** What stands in the list of what waits: which material, its file and its words. */
function reasonOf(material: Material): string {
  const { materialCode, title, type, fileName } = material;
  const name = [materialCode, title, type, fileName && `📎 ${fileName}`].filter(Boolean).join(" · ");
  const words = maskedExcerpt(textOfMaterial(material), 300);
  return words === "" ? name : `${name}: ${words}`;
}
