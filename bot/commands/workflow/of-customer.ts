import { type ExecutionTarget, listExecutions, stopExecutions } from "../../../domain/growth/workflow/execution.ts";
import { findTarget } from "../../../domain/growth/workflow/find-target.ts";
import { startByHand } from "../../../domain/growth/workflow/start-execution.ts";
import { targetsOfCustomer } from "../../../domain/growth/workflow/target.ts";
import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { whoseLine } from "../../customers/which-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import { sayTime } from "../../desk/say-time.ts";
import { logLine, whereIs } from "../../growth/workflow/workflow-report.ts";
import { bold, paragraph, plainText, type RichText } from "../../ports/rich-text.ts";
import type { CommandContext } from "../command.ts";
import { lockNamedWorkflow, whichWorkflow } from "./which-workflow.ts";

const SHOWN = 10;
const STEPS_SHOWN = 8;

/** The workflows that a customer or lead is in or was in, with the last steps of each. */
export async function executionsOf(context: CommandContext, args: string): Promise<RichText> {
  const { scope, deps, staff, language } = context;
  const { name, targets } = await whom(context, args);
  const executions = await listExecutions(scope, targets, SHOWN);
  if (executions.length === 0) {
    return plainText({ en: `${name} is in no workflow.`, zh: `${name} 未进入任何流程。` }[language]);
  }
  const zone = await readingZone(scope, { userId: staff.userId });
  return executions.map((one) => {
    const node = one.completed_at === null ? one.current_node_id : null;
    const state = whereIs({ status: one.status, node, reason: one.error_message }, language);
    const times = [one.started_at, ...(one.completed_at ? [one.completed_at] : [])];
    const said = times.map((at) => sayTime(at, deps.clock.now(), zone)).join(" – ");
    const steps = one.execution_log.slice(-STEPS_SHOWN).map((entry) => logLine(entry, language));
    return paragraph(bold(`${name} · ${one.workflow}`), ` · ${state} · ${said}\n${steps.join("\n")}`);
  });
}

/** Lets a customer or lead begin a workflow. */
export async function run(context: CommandContext, args: string): Promise<RichText> {
  const { scope, staff, deps, language } = context;
  const { name, target, rest } = await whom(context, args);
  const workflow = await lockNamedWorkflow(scope, rest);
  const by = { by: { userId: staff.userId }, at: deps.clock.now() };
  const begun = await startByHand(scope, workflow, target, by);
  const words = begun
    ? { en: `${name} begins “${workflow.name}” within a minute.`, zh: `${name} 将在一分钟内进入“${workflow.name}”。` }
    : { en: `${name} is in “${workflow.name}” already.`, zh: `${name} 已在“${workflow.name}”中。` };
  return plainText(words[language]);
}

/** Ends a workflow for a customer or lead. */
export async function stop(context: CommandContext, args: string): Promise<RichText> {
  const { scope, staff, deps, language } = context;
  const { name, targets, rest } = await whom(context, args);
  const workflow = await whichWorkflow(scope, rest);
  const by = { by: { userId: staff.userId }, at: deps.clock.now() };
  const stopped = await stopExecutions(scope, workflow, targets, by);
  const words =
    stopped > 0
      ? {
          en: `“${workflow.name}” is stopped for ${name}. What was sent already stays sent.`,
          zh: `已为 ${name} 停止“${workflow.name}”。已发送的内容不受影响。`,
        }
      : { en: `${name} is not in “${workflow.name}”.`, zh: `${name} 不在“${workflow.name}”中。` };
  return plainText(words[language]);
}

interface Whom {
  name: string;
  target: ExecutionTarget;
  /** What executions of theirs may name. */
  targets: string[];
  rest: string;
}

/** `L12 …`, `CUST_00042 …`, `C1042 …`, or in a conversation `…`. */
async function whom(context: CommandContext, args: string): Promise<Whom> {
  const { scope } = context;
  const [, code, after = ""] = /^\s*(l\d{1,15})(?:\s+([\s\S]*))?$/i.exec(args) ?? [];
  if (code !== undefined) {
    const target = await findTarget(scope, code);
    if (!target) return refuse("no_lead", { en: `There is no lead ${code}.`, zh: `没有线索 ${code}。` });
    return { name: code.toUpperCase(), target, targets: [target.target_id], rest: after };
  }
  const { customer, rest } = await whoseLine(context, args);
  const target = { target_type: "customer", target_id: customer.id } as const;
  return { name: customer.name, target, targets: await targetsOfCustomer(scope, customer.id), rest };
}
