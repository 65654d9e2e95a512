import { EVERYTHING } from "../../../domain/organisation/add-key.ts";
import type { KeyHolder } from "../../../domain/organisation/find-key.ts";
import type { Permission } from "../../../domain/organisation/permissions.ts";
import { ApiError } from "./problem.ts";

/** Lets a key go on that holds a permission. @throws ApiError 403 that names it. */
export function requirePermission(key: Pick<KeyHolder, "permissions">, needed: Permission): void {
  if (holds(key, needed)) return;
  throw new ApiError("forbidden", {
    words: {
      en: `The key does not hold the permission ${needed}`,
      zh: `此密钥没有权限 ${needed}`,
    },
  });
}

/** True for a key that holds a permission. */
export function holds({ permissions }: Pick<KeyHolder, "permissions">, permission: Permission): boolean {
  return permissions.includes(EVERYTHING) || permissions.includes(permission);
}
