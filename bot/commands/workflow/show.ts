import { languagesOf } from "../../../domain/growth/campaign-definition.ts";
import { countExecutionsOf } from "../../../domain/growth/workflow/execution.ts";
import { listWorkflows, type Workflow } from "../../../domain/growth/workflow/workflow.ts";
import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { sayTime } from "../../desk/say-time.ts";
import { stepLines, triggerDetail, whereIs, workflowLine } from "../../growth/workflow/workflow-report.ts";
import { bold, paragraph, plainText, quote, type RichText } from "../../ports/rich-text.ts";
import type { CommandContext } from "../command.ts";
import { whichWorkflow } from "./which-workflow.ts";

const LISTED = 10;

/** The workflows, those at work first. */
export async function list({ scope, language }: CommandContext): Promise<RichText> {
  const workflows = await listWorkflows(scope, LISTED);
  if (workflows.length === 0) {
    return plainText(
      {
        en: "There are no workflows. An administrator adds one: deskhand workflow add FILE.json",
        zh: "没有流程。由管理员添加：deskhand workflow add FILE.json",
      }[language],
    );
  }
  return workflows.map((one) => paragraph(workflowLine(one, language)));
}

/** A workflow with its steps and words, and how many are where in it. */
export async function show(context: CommandContext, name: string): Promise<RichText> {
  const { scope, deps, language, staff } = context;
  const workflow = await whichWorkflow(scope, name);
  const counts = await countExecutionsOf(scope, workflow.id);
  const zone = await readingZone(scope, { userId: staff.userId });
  const say = (at: Date) => sayTime(at, deps.clock.now(), zone);
  const { description, next_run_at: next, last_executed_at: last } = workflow;
  const lines = [
    triggerDetail(workflow, language),
    ...(description ? [description] : []),
    ...(next ? [`${{ en: "next", zh: "下次" }[language]}: ${say(next)}`] : []),
    ...(last ? [`${{ en: "begun last", zh: "上次开始" }[language]}: ${say(last)}`] : []),
    ...stepLines(workflow),
    ...counts.map((one) => `${whereIs(one, language)}: ${one.count}`),
  ].filter((line) => line !== "");
  return [
    paragraph(bold(workflowLine(workflow, language))),
    ...(lines.length > 0 ? [paragraph(lines.join("\n"))] : []),
    ...wordsOf(workflow),
  ];
}

function wordsOf({ definition }: Workflow): RichText {
  return (definition.nodes ?? []).flatMap((node) => {
    if (node.type !== "send_message") return [];
    const { content, script } = node;
    if (!content) return [quote(`${node.id}: ${script ?? ""}`, 300)];
    return languagesOf(content).map((one) => quote(`${node.id}: ${content[one]}`, 300));
  });
}
