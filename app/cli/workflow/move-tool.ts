import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import { activateWorkflow, deactivateWorkflow } from "../../../domain/growth/workflow/move-workflow.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { lockNamed } from "./find-named.ts";

/** Lets a workflow begin and go on, or stops it for now. */
export async function moveTool(tool: Tool, word: string, act: "activate" | "deactivate"): Promise<Report> {
  const who = { by: byCli, at: tool.clock.now() };
  const { name, isChanged } = await tool.inOrganization(async (scope) => {
    const workflow = await lockNamed(scope, word);
    const { zone } = readGrowthSettings(await loadSettings(scope));
    const changed =
      act === "activate"
        ? await activateWorkflow(scope, workflow, { ...who, zone })
        : await deactivateWorkflow(scope, workflow, who);
    return { name: workflow.name, isChanged: changed };
  });
  const isActive = act === "activate";
  const state = isActive ? "active" : "not active";
  return { json: { name, isActive, isChanged }, text: `${name} is ${state}${isChanged ? "" : " already"}.` };
}
