import { refuse } from "../desk/refuse.ts";
import type { ButtonAction } from "./command.ts";
import { lead } from "./lead.ts";

const lines: Readonly<Record<string, (code: string) => string>> = {
  qualify: (code) => `qualify ${code}`,
  convert: (code) => `convert ${code}`,
  mine: (code) => `assign ${code} me`,
};

/** What stands under a lead: the same as the command. The argument is `ACT:NUMBER`. */
export const leadDo: ButtonAction = {
  name: "lead_do",
  permission: "lead.change",
  run: async (context, argument) => {
    const [, act = "", number = ""] = /^([a-z]{1,10}):(\d{1,15})$/.exec(argument) ?? [];
    const line = lines[act];
    if (!line || !("run" in lead)) {
      return refuse("lead_button", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
    }
    return lead.run(context, line(`L${number}`));
  },
};
