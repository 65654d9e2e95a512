import { approveMaterial, lockMaterial, rejectMaterial } from "../../../domain/content/materials/decide-material.ts";
import { type Material, type MaterialWords, wordsOfMaterial } from "../../../domain/content/materials/material.ts";
import type { MaterialApproval } from "../../../domain/content/materials/material-approvals.ts";
import { maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../../domain/language/language.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { User } from "../../../domain/organisation/user.ts";
import { claimsInMaterial } from "../../conduct/claims-in-material.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";

/** Puts a waiting material into force: from now on it can be found and sent. */
export async function approveWaitingMaterial(
  context: CommandContext,
  waiting: MaterialApproval,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const material = await decidable(context, waiting);
  const { claims } = readRules(await loadSettings(scope));
  const findClaims = (words: MaterialWords) => claimsInMaterial(words, claims);
  refuseClaims(material.materialCode, findClaims(wordsOfMaterial(material)));
  const approval = { userId: staff.userId, at: deps.clock.now() };
  await approveMaterial(scope, { userId: staff.userId }, material, approval, findClaims);
  const told = {
    en: `${material.materialCode} is approved: it can be found and sent.`,
    zh: `${material.materialCode} 已批准，可以查找和发送。`,
  };
  await tellAuthor(context, material, told);
  return plainText(told[language]);
}

/** Ends the wait of a material; its author is told why. */
export async function rejectWaitingMaterial(
  context: CommandContext,
  waiting: MaterialApproval,
  reason: string,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const why = maskedStart(reason, 1_000);
  if (why === "") {
    return refuse("material_reject_reason", {
      en: `Say why: the author is shown the reason. For example: /reject ${waiting.number} The fees are out of date.`,
      zh: `请说明原因，提交人会看到。例如：/reject ${waiting.number} 费用已过时。`,
    });
  }
  const material = await decidable(context, waiting);
  await rejectMaterial(scope, material, { userId: staff.userId, at: deps.clock.now(), reason: why });
  const told = {
    en: `${material.materialCode} was rejected by ${staff.name}. Reason: ${why}`,
    zh: `${material.materialCode} 已被 ${staff.name} 驳回。原因：${why}`,
  };
  await tellAuthor(context, material, told);
  return plainText(told[language]);
}

/** The material as it was asked about, locked, when this person may decide on it. */
async function decidable({ scope, staff }: CommandContext, waiting: MaterialApproval): Promise<Material> {
  const material = await lockMaterial(scope, waiting.materialId);
  const isWaiting = material?.status === "pending" && material.isActive && material.versionId === waiting.versionId;
  if (!material || waiting.status !== "pending" || !isWaiting) {
    return refuse("material_not_waiting", {
      en: `${waiting.number} does not wait for a decision any more. /approvals lists what does.`,
      zh: `${waiting.number} 已无需审批。/approvals 查看待审批内容。`,
    });
  }
  if (material.createdBy === staff.userId) {
    return refuse("own_approval", {
      en: `${material.materialCode} is yours: another person must decide on it.`,
      zh: `${material.materialCode} 由您提交，须由他人审批。`,
    });
  }
  return material;
}

function refuseClaims(code: string, words: string[]): void {
  if (words.length === 0) return;
  refuse("prohibited_claim", {
    en: `${code} is not approved: it would be held on its way to a customer for “${words.join("”, “")}”.`,
    zh: `${code} 未获批准：以下内容会在发送时被拦截：“${words.join("”、“")}”。`,
  });
}

async function tellAuthor(context: CommandContext, material: Material, words: Record<Language, string>): Promise<void> {
  const { scope, deps, receipt } = context;
  if (!material.createdBy) return;
  const user = await User.query(scope.trx).findOne({ orgId: scope.orgId, id: material.createdBy, status: "active" });
  if (!user) return;
  const about = { type: "material_decided", resourceType: "material", resourceId: material.id };
  await tellPerson(scope, deps.channels, { user, words, about, receipt });
}
