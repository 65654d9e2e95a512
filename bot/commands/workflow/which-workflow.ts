import { findWorkflow, lockWorkflow, type Workflow } from "../../../domain/growth/workflow/workflow.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { refuse } from "../../desk/refuse.ts";

/** The workflow of a name. @throws RuleError with what to do where there is none. */
export async function whichWorkflow(scope: OrgScope, name: string): Promise<Workflow> {
  const wanted = name.trim();
  if (wanted === "") {
    return refuse("which_workflow", {
      en: "Which workflow? Write its name at the end. /workflow lists them.",
      zh: "哪个流程？请在最后写上名称。/流程 查看列表。",
    });
  }
  const found = await findWorkflow(scope, wanted);
  if (found) return found;
  return refuse("no_workflow", {
    en: `There is no workflow “${wanted.slice(0, 100)}”. /workflow lists them.`,
    zh: `没有流程“${wanted.slice(0, 100)}”。/流程 查看列表。`,
  });
}

/** The same, locked. */
export async function lockNamedWorkflow(scope: OrgScope, name: string): Promise<Workflow> {
  const workflow = await lockWorkflow(scope, (await whichWorkflow(scope, name)).id);
  if (!workflow) throw new Error("a workflow that was found is gone");
  return workflow;
}
