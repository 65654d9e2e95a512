import { findMaterialApproval } from "../../domain/content/materials/material-approvals.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { decideApproval } from "../conduct/approvals/decide-approval.ts";
import { refuse } from "../desk/refuse.ts";
import { tellDecision } from "../desk/tell-decision.ts";
import { lockWaitingFaq } from "../gaps/knowledge-approval.ts";
import { plainText } from "../ports/rich-text.ts";
import { decideOnCampaign } from "./campaign/decide-on-campaign.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";
import { decideOnFaq } from "./gaps/decide-on-faq.ts";
import { approveWaitingMaterial, rejectWaitingMaterial } from "./material/decide.ts";
import { approveScriptVersion, rejectScript } from "./script/decide.ts";
import { decideOnWorkflow } from "./workflow/decide-on-workflow.ts";

/** Lets a held text go to the customer; puts a waiting script, material, campaign, workflow or FAQ into force. */
export const approve: Command = {
  name: "approve",
  words: ["批准", "通过"],
  permission: "approval.decide",
  usage: "NUMBER",
  description: {
    en: "Send a held text, or put a waiting script, material, campaign, workflow or FAQ into force",
    zh: "批准被拦截的内容并发送，或批准待审话术、素材、活动、流程、FAQ",
  },
  run: (context, args) => decide(context, "approve", args),
};

/** Ends a held text or a waiting script, material, campaign, workflow or FAQ for good; its author is told why. */
export const reject: Command = {
  name: "reject",
  words: ["驳回", "拒绝"],
  permission: "approval.decide",
  usage: "NUMBER REASON",
  description: {
    en: "Reject a held text or a waiting script, material, campaign, workflow or FAQ, and say why",
    zh: "驳回被拦截的内容或待审话术、素材、活动、流程、FAQ，并说明原因",
  },
  run: (context, args) => decide(context, "reject", args),
};

async function decide(context: CommandContext, decision: "approve" | "reject", args: string): Promise<CommandAnswer> {
  const { scope, deps, staff, language } = context;
  const [, digits = "", reason = ""] = /^#?(\d{1,9})\s*([\s\S]*)$/u.exec(args.trim()) ?? [];
  if (!digits) {
    return refuse("which_approval", {
      en: `Which one? For example: /${decision} 12. /approvals lists what waits.`,
      zh: `哪一条？例如：/${decision} 12。/approvals 查看待审批内容。`,
    });
  }
  const script = await scriptBehind(scope, Number(digits));
  if (script) {
    return decision === "approve" ? approveScriptVersion(context, script) : rejectScript(context, script, reason);
  }
  const material = await findMaterialApproval(scope, Number(digits));
  if (material) {
    return decision === "approve"
      ? approveWaitingMaterial(context, material)
      : rejectWaitingMaterial(context, material, reason);
  }
  const workflow = await workflowBehind(scope, Number(digits));
  if (workflow) return decideOnWorkflow(context, workflow, decision, reason);
  const faq = await lockWaitingFaq(scope, Number(digits));
  if (faq) return decideOnFaq(context, faq, decision, reason);
  const campaign = await campaignBehind(scope, Number(digits));
  if (campaign) return decideOnCampaign(context, campaign, decision, reason);
  const by = staff.userId;
  const ended = await decideApproval(scope, deps, {
    number: Number(digits),
    decision,
    by,
    ...(reason ? { reason } : {}),
  });
  await tellDecision(scope, deps.channels, ended, staff.name);
  const words = {
    approve: { en: `Approved: ${digits} is on its way.`, zh: `已批准：${digits} 正在发送。` },
    reject: { en: `Rejected: ${digits} will not be sent.`, zh: `已驳回：${digits} 不会发送。` },
  }[decision];
  return plainText(words[language]);
}

/** The version of a script that was put under a number; null for everything else. */
async function scriptBehind({ trx, orgId }: OrgScope, number: number): Promise<string | null> {
  const row = await trx("approvals").where({ org_id: orgId, number, kind: "script" }).first("resource_id");
  return row?.resource_id ?? null;
}

/** The campaign that was put under a number; null for everything else. */
async function campaignBehind({ trx, orgId }: OrgScope, number: number): Promise<string | null> {
  const row = await trx("approvals").where({ org_id: orgId, number, kind: "campaign" }).first("resource_id");
  return row?.resource_id ?? null;
}

/** The workflow that was put under a number; null for everything else. */
async function workflowBehind({ trx, orgId }: OrgScope, number: number): Promise<string | null> {
  const row = await trx("approvals").where({ org_id: orgId, number, kind: "workflow" }).first("resource_id");
  return row?.resource_id ?? null;
}
