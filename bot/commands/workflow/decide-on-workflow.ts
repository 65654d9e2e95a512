import { maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import { decideWorkflow } from "../../../domain/growth/workflow/decide-workflow.ts";
import { lockWorkflow, textsOfWorkflow, type Workflow } from "../../../domain/growth/workflow/workflow.ts";
import type { Language } from "../../../domain/language/language.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { User } from "../../../domain/organisation/user.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import { claimsInTexts } from "../../growth/claims-in-campaign.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";

/** Lets a workflow be activated, or not; its author is told. */
export async function decideOnWorkflow(
  context: CommandContext,
  workflowId: string,
  decision: "approve" | "reject",
  reason: string,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const workflow = await lockWorkflow(scope, workflowId);
  if (!workflow) throw new Error("an approval names a workflow that is not there");
  const who = { userId: staff.userId, at: deps.clock.now() };
  const why = maskedStart(reason, 1_000);
  if (decision === "reject" && why === "") {
    return refuse("workflow_reject_reason", {
      en: "Say why: the author is shown the reason. For example: /reject 12 Too many reminders.",
      zh: "请说明原因，提交人会看到。例如：/reject 12 提醒次数过多。",
    });
  }
  if (decision === "approve") await refuseClaims(context, workflow);
  await decideWorkflow(
    scope,
    workflow,
    decision === "approve" ? { ...who, decision } : { ...who, decision, reason: why },
  );
  const { name } = workflow;
  const told = {
    approve: {
      en: `“${name}” is approved by ${staff.name}. /workflow activate ${name} begins it.`,
      zh: `“${name}”已由 ${staff.name} 批准。使用 /workflow activate ${name} 启用。`,
    },
    reject: {
      en: `“${name}” was rejected by ${staff.name}. Reason: ${why}`,
      zh: `“${name}”已被 ${staff.name} 驳回。原因：${why}`,
    },
  }[decision];
  await tellAuthor(context, workflow, told);
  return plainText(told[language]);
}

async function refuseClaims({ scope }: CommandContext, { name, definition }: Workflow): Promise<void> {
  const { claims } = readRules(await loadSettings(scope));
  const words = claimsInTexts(textsOfWorkflow(definition), claims);
  if (words.length === 0) return;
  refuse("prohibited_claim", {
    en: `“${name}” is not approved: it would be held on its way to a customer for “${words.join("”, “")}”. /reject it with the reason.`,
    zh: `“${name}”未获批准：以下内容会在发送时被拦截：“${words.join("”、“")}”。请用 /reject 驳回并说明原因。`,
  });
}

async function tellAuthor(context: CommandContext, workflow: Workflow, words: Record<Language, string>): Promise<void> {
  const { scope, deps, receipt } = context;
  if (!workflow.created_by) return;
  const user = await User.query(scope.trx).findOne({ orgId: scope.orgId, id: workflow.created_by, status: "active" });
  if (!user) return;
  const about = { type: "workflow_decided", resourceType: "workflow", resourceId: workflow.id };
  await tellPerson(scope, deps.channels, { user, words, about, receipt });
}
