import { isAllowed } from "../../domain/organisation/permissions.ts";
import type { Inline } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/** Lists what the person may do, with usage; `all` is the registry, which holds this command too. */
export function createHelp(all: () => readonly Command[]): Command {
  return {
    name: "help",
    words: ["帮助", "幫助"],
    permission: "desk.help",
    usage: "",
    description: { en: "What can be done here", zh: "查看可用命令" },
    run: async ({ staff, language }) => [
      {
        type: "list",
        ordered: false,
        items: all()
          .filter((command) => isAllowed(staff.role, command.permission))
          .map((command): Inline[] => [
            { type: "code", text: `/${command.name} ${command.usage}`.trim() },
            { type: "text", text: ` ${command.description[language]}` },
          ]),
      },
    ],
  };
}
