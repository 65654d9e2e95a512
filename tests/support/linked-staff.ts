import type { Role } from "../../domain/organisation/values.ts";
import { newId } from "../../infra/ids.ts";
import type { OpenProduct } from "./open-product.ts";

/** A member of staff whose account on a platform is linked already; gives the user's id. */
export async function linkStaff(
  desk: OpenProduct,
  staff: { platform: string; personId: string; name: string; role: Role; language?: "zh" | "en" },
): Promise<string> {
  const { db } = desk.product;
  const userId = newId();
  await db.system("users").insert({
    id: userId,
    org_id: desk.orgId,
    employee_code: `EMP_${userId.slice(-6)}`,
    email: `${staff.name.toLowerCase()}@example.com`,
    name: staff.name,
    role: staff.role,
    language: staff.language ?? "en",
  });
  const channel = await db.system("channels").where({ org_id: desk.orgId, platform: staff.platform }).first("id");
  await db.system("user_identities").insert({
    id: newId(),
    org_id: desk.orgId,
    channel_id: channel.id,
    platform: staff.platform,
    external_user_id: staff.personId,
    user_id: userId,
    linked_by: "admin",
  });
  return userId;
}
