import type { Execution, LogEntry } from "../../../domain/growth/workflow/execution.ts";
import { triggerOf, type Workflow } from "../../../domain/growth/workflow/workflow.ts";
import { workflowStatuses, workflowTriggers } from "../../../domain/growth/workflow-words.ts";
import type { Language } from "../../../domain/language/language.ts";
import { reasonWords } from "../campaign-report.ts";

/** `active`, `waits for approval`, … */
export function stateOfWorkflow(
  { is_active, approved_at, rejected_at }: Pick<Workflow, "is_active" | "approved_at" | "rejected_at">,
  language: Language,
): string {
  if (rejected_at) return { en: "rejected", zh: "已驳回" }[language];
  if (!approved_at) return { en: "waits for approval", zh: "待审批" }[language];
  return is_active ? { en: "active", zh: "启用中" }[language] : { en: "not active", zh: "未启用" }[language];
}

/** `Welcome · new lead · active · begun 12` */
export function workflowLine(workflow: Workflow, language: Language): string {
  const count = { en: `begun ${workflow.execution_count}`, zh: `已执行 ${workflow.execution_count}` }[language];
  const trigger = workflowTriggers.label(workflow.trigger_type, language);
  return [workflow.name, trigger, stateOfWorkflow(workflow, language), count].join(" · ");
}

/** What begins it, after its kind: `+VIP`, `closed, repeat`, `every 7 days at 10:00`. Empty where there is nothing more. */
export function triggerDetail(workflow: Workflow, language: Language): string {
  const trigger = triggerOf(workflow);
  switch (trigger.type) {
    case "tag_change":
      return `${trigger.change === "removed" ? "-" : "+"}${trigger.tag}`;
    case "stage_change":
      return (trigger.to ?? []).join(", ");
    case "schedule":
      return {
        en: `every ${trigger.every_days} days at ${trigger.at}`,
        zh: `每 ${trigger.every_days} 天 ${trigger.at}`,
      }[language];
    default:
      return "";
  }
}

/** The steps with where they lead: `hello (send_message) → answer; refused → end`. */
export function stepLines({ definition }: Workflow): string[] {
  const { nodes = [], edges = [] } = definition;
  return nodes.map(({ id, type }) => {
    const ways = edges
      .filter(({ from }) => from === id)
      .map(({ to, on }) => (on === "next" ? `→ ${to}` : `${on} → ${to}`));
    return [`${id} (${type})`, ways.join("; ")].filter((part) => part !== "").join(" ");
  });
}

/** `waiting at answer`, `failed: opted out` */
export function whereIs(
  { status, node, reason }: { status: Execution["status"]; node: string | null; reason: string | null },
  language: Language,
): string {
  const label = workflowStatuses.label(status, language);
  const at = node === null ? "" : { en: ` at ${node}`, zh: `：${node}` }[language];
  return `${label}${at}${reason === null ? "" : `: ${stepReason(reason, language)}`}`;
}

/** `hello next`, `remind refused: opted out` */
export function logLine({ node, outcome, detail }: LogEntry, language: Language): string {
  const why = outcome === "refused" && detail ? `: ${stepReason(detail, language)}` : detail ? ` (${detail})` : "";
  return `${node} ${outcome}${why}`;
}

const reasons: Record<string, Record<Language, string>> = {
  no_customer: { en: "nobody of the lead has written yet", zh: "线索尚无对应客户" },
  system_tag: { en: "it is a tag of the system", zh: "系统标签，不可手动更改" },
  stage_move: { en: "the stage cannot be reached from theirs", zh: "不能直接移至该阶段" },
  script_not_in_force: { en: "the script is not in force", zh: "话术未生效" },
  cannot_have_customers: { en: "they do not take customers", zh: "该员工不能负责客户" },
  nobody_on: { en: "nobody of the team is on", zh: "团队中无人在岗" },
  nobody_to_tell: { en: "there is nobody to tell", zh: "没有可通知的员工" },
  too_many_steps: { en: "it went on for too long", zh: "步骤过多" },
  target_gone: { en: "the customer or lead is not there any more", zh: "客户或线索已不存在" },
  step_gone: { en: "the step is not there any more", zh: "步骤已不存在" },
};

/** Why a step was refused or an execution failed, in words; what broke stays as it is. */
export function stepReason(reason: string, language: Language): string {
  return reasons[reason]?.[language] ?? reasonWords(reason, language);
}
