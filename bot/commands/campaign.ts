import { type Act, runAct } from "./acts.ts";
import { cancel, pause, resume, schedule } from "./campaign/move.ts";
import { list, preview, show } from "./campaign/show.ts";
import type { Command } from "./command.ts";

/** What is said to many by plan: who gets it, how it goes, and stopping it. */
export const campaign: Command = {
  name: "campaign",
  words: ["活动", "群发"],
  permission: "campaign.manage",
  usage: "[CAM_001] | preview|pause|resume|cancel CAM_001 | schedule CAM_001 [2026-12-01 10:00]",
  description: {
    en: "Campaigns: list, figures, preview, schedule, pause, resume, cancel",
    zh: "活动：列表、数据、预览、排期、暂停、继续、取消",
  },
  run: async (context, args) =>
    runAct(acts, context, args) ?? (args.trim() === "" ? list(context) : show(context, args)),
};

const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  ["list", list],
  ["列表", list],
  ["show", show],
  ["查看", show],
  ["preview", preview],
  ["预览", preview],
  ["schedule", schedule],
  ["排期", schedule],
  ["pause", pause],
  ["暂停", pause],
  ["resume", resume],
  ["继续", resume],
  ["cancel", cancel],
  ["取消", cancel],
]);
