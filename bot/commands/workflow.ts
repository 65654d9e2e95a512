import { type Act, runAct } from "./acts.ts";
import type { Command } from "./command.ts";
import { activate, deactivate } from "./workflow/move.ts";
import { executionsOf, run, stop } from "./workflow/of-customer.ts";
import { list, show } from "./workflow/show.ts";

/** What happens by itself with customers and leads, step by step: what there is, who is where, and stopping it. */
export const workflow: Command = {
  name: "workflow",
  words: ["流程", "工作流"],
  permission: "workflow.manage",
  usage: "[NAME] | of CUST_00042 | run|stop CUST_00042 NAME | activate|deactivate NAME",
  description: {
    en: "Workflows: list, steps, a customer's, run, stop, activate",
    zh: "流程：列表、步骤、客户记录、执行、停止、启用",
  },
  run: async (context, args) =>
    runAct(acts, context, args) ?? (args.trim() === "" ? list(context) : show(context, args)),
};

const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  ["list", list],
  ["列表", list],
  ["show", show],
  ["查看", show],
  ["of", executionsOf],
  ["executions", executionsOf],
  ["记录", executionsOf],
  ["run", run],
  ["执行", run],
  ["stop", stop],
  ["停止", stop],
  ["activate", activate],
  ["启用", activate],
  ["deactivate", deactivate],
  ["停用", deactivate],
]);
