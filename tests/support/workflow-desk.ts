import { runWorkflows } from "../../bot/growth/workflow/run-workflows.ts";
import { addWorkflow } from "../../domain/growth/workflow/add-workflow.ts";
import { decideWorkflow } from "../../domain/growth/workflow/decide-workflow.ts";
import { readWorkflow } from "../../domain/growth/workflow/definition.ts";
import type { Execution } from "../../domain/growth/workflow/execution.ts";
import { activateWorkflow } from "../../domain/growth/workflow/move-workflow.ts";
import { startByHand } from "../../domain/growth/workflow/start-execution.ts";
import { lockWorkflow, type Workflow } from "../../domain/growth/workflow/workflow.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type CampaignDesk, openCampaignDesk } from "./campaign-desk.ts";

/** A database with one channel, whose customers go through workflows at a time that the test sets. */
export interface WorkflowDesk extends Omit<CampaignDesk, "add" | "begin" | "read" | "locked" | "run" | "statuses"> {
  now(): Date;
  /** A workflow as a file describes it, not decided on. */
  write(definition: object): Promise<Workflow>;
  /** The same, approved and active. */
  activate(definition: object): Promise<Workflow>;
  lockedWorkflow<T>(id: string, work: (scope: OrgScope, workflow: Workflow) => Promise<T>): Promise<T>;
  /** Lets a customer begin it, as a person does. */
  start(workflow: Workflow, customerId: string): Promise<Execution | null>;
  run(): Promise<number>;
  executions(workflow: Workflow): Promise<Execution[]>;
  /** The steps of the only execution, with what came of each. */
  log(workflow: Workflow): Promise<string[]>;
}

export async function openWorkflowDesk(): Promise<WorkflowDesk> {
  const desk = await openCampaignDesk();
  const cli = () => ({ by: { actor: "cli" as const }, at: desk.deps.clock.now() });
  const lockedWorkflow: WorkflowDesk["lockedWorkflow"] = (id, work) =>
    desk.inside(async (scope) => {
      const workflow = await lockWorkflow(scope, id);
      if (!workflow) throw new Error("no such workflow");
      return work(scope, workflow);
    });
  const write = async (definition: object) => {
    const read = readWorkflow({ name: `Workflow ${newId()}`, trigger: { type: "manual" }, edges: [], ...definition });
    const { workflow } = await desk.inside((scope) => addWorkflow(scope, read, { ...cli(), authorId: desk.author }));
    return workflow;
  };
  const executions = (workflow: Workflow): Promise<Execution[]> =>
    desk.db.system("workflow_executions").where({ workflow_id: workflow.id }).orderBy(["started_at", "id"]);
  return {
    ...desk,
    now: () => desk.deps.clock.now(),
    write,
    lockedWorkflow,
    executions,
    activate: async (definition) => {
      const { id } = await write(definition);
      return lockedWorkflow(id, async (scope, workflow) => {
        const { at } = cli();
        await decideWorkflow(scope, workflow, { decision: "approve", userId: desk.approver, at });
        await activateWorkflow(scope, workflow, { ...cli(), zone: "UTC" });
        return workflow;
      });
    },
    start: (workflow, customerId) =>
      lockedWorkflow(workflow.id, (scope, one) =>
        startByHand(scope, one, { target_type: "customer", target_id: customerId }, cli()),
      ),
    run: () => runWorkflows(desk.deps),
    log: async (workflow) => {
      const [execution, ...others] = await executions(workflow);
      if (!execution || others.length > 0) throw new Error(`${others.length + 1} executions, not one`);
      return execution.execution_log.map(({ node, outcome, detail }) =>
        [node, outcome, outcome === "refused" ? detail : undefined].filter(Boolean).join(" "),
      );
    },
  };
}
