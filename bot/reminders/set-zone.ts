import { IANAZone } from "luxon";
import { writeAudit } from "../../domain/control/audit-log.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { refuse } from "../desk/refuse.ts";

/** Sets a person's own time zone. @throws RuleError when there is no such zone. */
export async function setZone(scope: OrgScope, userId: string, wanted: string): Promise<string> {
  const zone = wanted.trim();
  if (!IANAZone.isValidZone(zone)) {
    return refuse("zone", {
      en: `There is no time zone “${zone}”. Give its name, for example Asia/Shanghai or Europe/London.`,
      zh: `没有时区“${zone}”。请使用标准名称，例如 Asia/Shanghai 或 Europe/London。`,
    });
  }
  const before = await scope.trx("users").where({ org_id: scope.orgId, id: userId }).first("timezone");
  await scope.trx("users").where({ org_id: scope.orgId, id: userId }).update({ timezone: zone });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId },
    action: "user.timezone",
    resourceType: "user",
    resourceId: userId,
    changes: { before: before?.timezone ?? null, after: zone },
  });
  return zone;
}
