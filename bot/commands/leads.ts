import type { Command } from "./command.ts";
import { leadList } from "./lead/list-leads.ts";

/** The leads of the asker and their teams, the likeliest first. */
export const leads: Command = {
  name: "leads",
  words: ["线索列表"],
  permission: "lead.read",
  usage: "[STATUS]",
  description: { en: "Your leads and your teams', the likeliest first", zh: "您和团队的线索，按评分排列" },
  run: leadList,
};
