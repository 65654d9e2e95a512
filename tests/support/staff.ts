import type { Role } from "../../domain/organisation/values.ts";
import { secretHash } from "../../infra/crypto/secret-box.ts";
import { newId, newTypedCode } from "../../infra/ids.ts";
import type { OpenProduct } from "./open-product.ts";

/** Adds a member of staff and returns their one-time link code. */
export async function addStaff(desk: OpenProduct, staff: { email: string; role: Role }): Promise<string> {
  const { db } = desk.product;
  const userId = newId();
  const code = newTypedCode(8);
  await db.system("users").insert({
    id: userId,
    org_id: desk.orgId,
    employee_code: `EMP_${userId.slice(-6)}`,
    email: staff.email,
    name: staff.email,
    role: staff.role,
  });
  await db.system("link_codes").insert({
    id: newId(),
    org_id: desk.orgId,
    user_id: userId,
    code_hash: secretHash(code),
    expires_at: new Date(Date.now() + 60_000),
  });
  return code;
}
