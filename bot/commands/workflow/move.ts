import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import { activateWorkflow, deactivateWorkflow } from "../../../domain/growth/workflow/move-workflow.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { plainText, type RichText } from "../../ports/rich-text.ts";
import type { CommandContext } from "../command.ts";
import { lockNamedWorkflow } from "./which-workflow.ts";

/** Lets an approved workflow begin and go on. */
export async function activate(context: CommandContext, name: string): Promise<RichText> {
  const { scope, language } = context;
  const workflow = await lockNamedWorkflow(scope, name);
  const { zone } = readGrowthSettings(await loadSettings(scope));
  const isChanged = await activateWorkflow(scope, workflow, { ...byOf(context), zone });
  const words = isChanged
    ? { en: `“${workflow.name}” is active.`, zh: `“${workflow.name}”已启用。` }
    : { en: `“${workflow.name}” is active already.`, zh: `“${workflow.name}”已处于启用状态。` };
  return plainText(words[language]);
}

/** Stops it for now. */
export async function deactivate(context: CommandContext, name: string): Promise<RichText> {
  const { scope, language } = context;
  const workflow = await lockNamedWorkflow(scope, name);
  const isChanged = await deactivateWorkflow(scope, workflow, byOf(context));
  const words = isChanged
    ? {
        en: `“${workflow.name}” is not active any more: nobody begins it, and who is in it stays where they are. /workflow activate ${workflow.name} goes on.`,
        zh: `“${workflow.name}”已停用：不再有人进入，流程中的客户停留在当前步骤。/流程 启用 ${workflow.name} 可恢复。`,
      }
    : { en: `“${workflow.name}” is not active.`, zh: `“${workflow.name}”未启用。` };
  return plainText(words[language]);
}

function byOf({ staff, deps }: CommandContext) {
  return { by: { userId: staff.userId }, at: deps.clock.now() };
}
