import { readRules } from "../../../bot/converse/organisation-rules.ts";
import { claimsInTexts } from "../../../bot/growth/claims-in-campaign.ts";
import { stepLines } from "../../../bot/growth/workflow/workflow-report.ts";
import { addWorkflow } from "../../../domain/growth/workflow/add-workflow.ts";
import { readWorkflow } from "../../../domain/growth/workflow/definition.ts";
import { textsOfWorkflow } from "../../../domain/growth/workflow/workflow.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { findAuthor } from "../find-author.ts";
import { readJsonFile } from "../read-json-file.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

/** Adds a workflow from a file. @throws InputError naming what is wrong in it. */
export async function addFromFile(tool: Tool, file: string, author: string): Promise<Report> {
  const definition = readWorkflow(await readJsonFile(file));
  const { workflow, approval, claims } = await tool.inOrganization(async (scope) => {
    const authorId = await findAuthor(scope, author, { permission: "workflow.manage", what: "workflows" });
    const added = await addWorkflow(scope, definition, { by: byCli, authorId, at: tool.clock.now() });
    const { claims: policy } = readRules(await loadSettings(scope));
    return { ...added, claims: claimsInTexts(textsOfWorkflow(added.workflow.definition), policy) };
  });
  const { name, trigger_type: trigger } = workflow;
  const json = { name, trigger, steps: workflow.definition.nodes.length, approval, claims };
  const next = `Somebody other than ${author} approves it: /approve ${approval}`;
  const warning = claims.length > 0 ? [`It cannot be approved as it is: ${claims.join(", ")}`] : [];
  const head = fields({ ...json, claims: claims.join(", ") });
  return { json, text: [head, stepLines(workflow).join("\n"), next, ...warning].join("\n\n") };
}
