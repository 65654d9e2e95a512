import type { Script } from "../../../domain/content/script.ts";
import { maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../../domain/language/language.ts";
import { permissions } from "../../../domain/organisation/permissions.ts";
import { User } from "../../../domain/organisation/user.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import type { CommandContext } from "../command.ts";

const MAX_SHOWN = 600;

/**
 * Tells whoever is on duty and may approve scripts, except its author, in private that a version waits: its words, a
 * button that approves it, and how to reject it. Returns how many were told.
 */
export async function askApprovers(
  { scope, deps, staff, receipt }: CommandContext,
  script: Script,
  replaces: boolean,
): Promise<number> {
  const number = await numberOf(scope, script.id);
  if (number === null) return 0;
  const approvers = (await approversOnDuty(scope)).filter(({ id }) => id !== script.createdBy);
  for (const user of approvers) {
    await tellPerson(scope, deps.channels, {
      user,
      words: wordsOf(script, { number, author: staff.name, replaces }),
      about: { type: "script_waiting", resourceType: "script", resourceId: script.id },
      buttons: [[{ id: `script_approve:${script.id}`, label: approveLabels[user.language ?? "en"], style: "primary" }]],
      receipt,
    });
  }
  return approvers.length;
}

const approveLabels: Record<Language, string> = { en: "Approve", zh: "批准" };

function wordsOf(
  { scriptCode, version, category, contentCn, contentEn }: Script,
  about: { number: string; author: string; replaces: boolean },
): Record<Language, string> {
  const name = `${scriptCode} v${version} · ${category}`;
  const text = [contentCn, contentEn].filter((said) => said !== null).join("\n—\n");
  const shown = maskedStart(text, MAX_SHOWN);
  return {
    en: `📄 ${about.author} proposes ${name}${about.replaces ? ", which replaces the version in force" : ""}:\n${shown}\n/reject ${about.number} REASON rejects it.`,
    zh: `📄 ${about.author} 提交了 ${name}${about.replaces ? "，将替换现行版本" : ""}：\n${shown}\n驳回请发送：/驳回 ${about.number} 原因`,
  };
}

async function numberOf({ trx, orgId }: OrgScope, scriptId: string): Promise<string | null> {
  const row = await trx("approvals")
    .where({ org_id: orgId, kind: "script", status: "pending", resource_id: scriptId })
    .first("number");
  return row ? String(row.number) : null;
}

async function approversOnDuty({ trx, orgId }: OrgScope): Promise<User[]> {
  return User.query(trx)
    .where({ orgId, status: "active", presence: "online" })
    .whereIn("role", [...permissions["script.approve"]])
    .orderBy("employeeCode");
}
