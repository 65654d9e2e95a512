import { changeStage } from "../../../domain/customers/change-stage.ts";
import { findStage } from "../../../domain/customers/stages.ts";
import { addTag, removeTag } from "../../../domain/customers/tag-customer.ts";
import { segmentQuery } from "../../../domain/growth/segment-query.ts";
import { hasAnswer } from "../../../domain/growth/workflow/due-executions.ts";
import { durationOf, type NodeOf, type WorkflowNode } from "../../../domain/growth/workflow/nodes.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { WriteDeps } from "../write-to-customer.ts";
import { assign } from "./assign-node.ts";
import { notify } from "./notify-node.ts";
import { sendMessage } from "./send-node.ts";
import { type Done, refused, type Step } from "./step.ts";

/** Does one step, in the caller's transaction. */
export async function doNode(scope: OrgScope, deps: WriteDeps, node: WorkflowNode, step: Step): Promise<Done> {
  switch (node.type) {
    case "send_message":
      return sendMessage(scope, deps, node, step);
    case "wait":
    case "wait_reply":
      return wait(scope, node, step);
    case "condition":
      return { outcome: (await isMet(scope, node, step)) ? "yes" : "no" };
    case "add_tag":
    case "remove_tag":
      return tag(scope, node, step);
    case "set_stage":
      return setStage(scope, node, step);
    case "assign":
      return assign(scope, deps, node, step);
    case "notify":
      return notify(scope, deps, node, step);
    case "end":
      return { outcome: "next" };
  }
}

async function wait(scope: OrgScope, node: NodeOf<"wait" | "wait_reply">, { execution, at }: Step): Promise<Done> {
  const { wait_condition: begun } = execution;
  if (begun?.until === undefined) {
    const until = new Date(at.getTime() + durationOf(node));
    const time = { until: until.toISOString() };
    if (node.type === "wait") return { wait: { kind: "time", ...time }, until };
    // What was answered since the step before counts: they may be quicker than we are.
    const since = execution.execution_log.at(-1)?.at ?? execution.started_at.toISOString();
    return { wait: { kind: "reply", ...time, since }, until };
  }
  if (node.type === "wait_reply" && (await hasAnswer(scope, execution.id))) return { outcome: "replied" };
  const until = new Date(begun.until);
  if (until > at) return { wait: begun, until };
  return { outcome: node.type === "wait" ? "next" : "timeout" };
}

async function isMet(scope: OrgScope, { segment }: NodeOf<"condition">, { target, at }: Step): Promise<boolean> {
  if (!target.customer) return false;
  return (await segmentQuery(scope, segment, at).where("c.id", target.customer.id).first("c.id")) !== undefined;
}

async function tag(scope: OrgScope, node: NodeOf<"add_tag" | "remove_tag">, step: Step): Promise<Done> {
  const { customer } = step.target;
  if (!customer) return refused("no_customer");
  const change = node.type === "add_tag" ? addTag : removeTag;
  const changed = await change(scope, customer, node.tag, { workflow: step.workflow.name });
  return changed === "kept" ? refused("system_tag") : { outcome: "next", detail: node.tag };
}

async function setStage(scope: OrgScope, { stage }: NodeOf<"set_stage">, step: Step): Promise<Done> {
  const { customer } = step.target;
  const to = findStage(stage);
  if (!customer) return refused("no_customer");
  if (!to) return refused("stage_move");
  const change = await changeStage(scope, customer, to, { workflow: step.workflow.name, at: step.at });
  return "moves" in change ? refused("stage_move") : { outcome: "next", detail: `${change.from} → ${stage}` };
}
