import { z } from "zod";
import { findOpenExecution } from "../../../../domain/growth/workflow/execution.ts";
import { startByHand } from "../../../../domain/growth/workflow/start-execution.ts";
import { findWorkflow, lockWorkflow } from "../../../../domain/growth/workflow/workflow.ts";
import { RuleError } from "../../../../infra/errors.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, instant, line, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError, Problem } from "../problem.ts";

const NewRun = z.strictObject({ customer: CustomerRef }).meta({ id: "NewWorkflowRun" });

const Run = z
  .object({
    execution: z.uuid(),
    workflow: z.string(),
    customer: z.string(),
    status: z.string().describe("running, or waiting where the customer was in it already"),
    startedAt: instant,
  })
  .meta({ id: "WorkflowRun" });

const notByWebhook = {
  en: "This workflow is not begun by other systems: its trigger is another.",
  zh: "该流程的触发方式不是外部系统。",
};

export const postWorkflowRun = defineRoute({
  method: "post",
  path: "/workflows/{name}/runs",
  operationId: "runWorkflow",
  summary: "Lets a customer begin a workflow",
  description:
    "Of a workflow whose trigger is `webhook`, which somebody approved and activated. A customer is in a workflow once at a time: while they are, the same again changes nothing and is answered 200.",
  permission: "workflow.run",
  params: z.object({ name: line(200).describe("The workflow's name, in any case") }),
  query: none,
  body: NewRun,
  responses: {
    200: { description: "They are in it already", schema: Run },
    201: { description: "They begin it within a minute", schema: Run },
    409: { description: "A rule says no", schema: Problem },
  },
  rules: { "workflow.inactive": "It is not active", "workflow.trigger": notByWebhook.en },
  handle: async ({ scope, deps, key, params, body }) => {
    const found = await findWorkflow(scope, params.name);
    const workflow = found && (await lockWorkflow(scope, found.id));
    if (!workflow) throw new ApiError("not-found", { detail: `There is no workflow ${params.name}` });
    const customerId = await requireCustomer(scope, body.customer);
    if (workflow.trigger_type !== "webhook") {
      throw new RuleError("workflow.trigger", notByWebhook.en, { words: notByWebhook });
    }
    const target = { target_type: "customer", target_id: customerId } as const;
    const begun = await startByHand(scope, workflow, target, { by: { keyId: key.id }, at: deps.clock.now() });
    const execution = begun ?? (await findOpenExecution(scope, workflow.id, target));
    // It ended between the two statements: the caller tries again.
    if (!execution) throw new ApiError("in-flight");
    const shown = {
      ...{ execution: execution.id, workflow: workflow.name, customer: body.customer, status: execution.status },
      startedAt: execution.started_at.toISOString(),
    };
    return reply(begun ? 201 : 200, shown, { type: "workflow", id: workflow.id });
  },
});
