import { takeNumber } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { ScriptData } from "./seed-data.ts";
import { userId } from "./seed-staff.ts";

const AUTHOR = "lead@demo.test";
const APPROVER = "compliance@demo.test";

/** Wordings for agents, written by the team lead and approved by compliance: nobody approves their own words. */
export async function seedScripts(scope: OrgScope, scripts: readonly ScriptData[], now: Date): Promise<void> {
  const { trx, orgId } = scope;
  const authorId = await userId(scope, AUTHOR);
  const approverId = await userId(scope, APPROVER);
  for (const script of scripts) {
    await trx("scripts").insert({
      id: newId(),
      org_id: orgId,
      script_code: scriptCode(await takeNumber(trx, orgId, "script")),
      category: script.category,
      scenario: script.scenario,
      level: "beginner",
      content_cn: script.contentCn,
      content_en: script.contentEn,
      purpose: script.purpose,
      follow_up: JSON.stringify(script.followUp),
      tags: JSON.stringify(script.tags),
      status: "approved",
      created_by: authorId,
      approved_by: approverId,
      approved_at: now,
      valid_from: now,
    });
  }
}

const scriptCode = (number: number): string => `SCR_${String(number).padStart(3, "0")}`;
