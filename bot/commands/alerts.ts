import { listAlerts } from "../alerts/list-alerts.ts";
import { changeQuietHours, rulesCommand } from "../alerts/rules-command.ts";
import { acknowledge, assignAlert, end, showOne, snooze } from "./alert-acts.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";

type SubCommand = (context: CommandContext, args: string) => Promise<CommandAnswer>;

const subCommands: Readonly<Record<string, SubCommand>> = {
  ack: acknowledge,
  确认: acknowledge,
  snooze,
  推迟: snooze,
  resolve: end,
  解决: end,
  assign: assignAlert,
  分配: assignAlert,
  rules: rulesCommand,
  规则: rulesCommand,
  quiet: changeQuietHours,
  静默: changeQuietHours,
};

/** What is open, one of them, and what can be done with it; also the rules behind them. */
export const alerts: Command = {
  name: "alerts",
  words: ["告警", "警报"],
  permission: "alert.handle",
  usage: "[12 | ack 12 | snooze 12 30m | resolve 12 | assign 12 WHO | rules | quiet 22:00-08:00]",
  description: { en: "What managers must look at, and the rules for it", zh: "查看和处理告警，设置告警规则" },
  run: async (context, args) => {
    const [, word = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(args.trim()) ?? [];
    if (word === "") return listAlerts(context);
    const sub = subCommands[word.toLowerCase()];
    return sub ? sub(context, rest) : showOne(context, word);
  },
};
