import type { Language } from "../../domain/language/language.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { type Inline, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";
import { roleMayNot } from "./role-may-not.ts";
import { usageIn } from "./usage-in.ts";

export interface HelpParts {
  /** The registry, which holds this command too. */
  all: () => readonly Command[];
  find: (word: string) => Command | null;
  nearest: (word: string) => Command;
}

/** Lists what the person may do, with usage; of one command its usage and what it does. */
export function createHelp({ all, find, nearest }: HelpParts): Command {
  return {
    name: "help",
    words: ["帮助", "说明"],
    permission: "desk.help",
    usage: "[NAME]",
    description: { en: "What can be done here", zh: "查看可用命令" },
    run: async ({ staff, language }, args) => {
      const word = (args.trim().split(/\s+/u)[0] ?? "").replace(/^[/／]/u, "");
      if (word === "")
        return listOf(
          all().filter(({ permission }) => isAllowed(staff.role, permission)),
          language,
        );
      const command = find(word);
      if (!command) return plainText(noSuch(word.slice(0, 40), nearest(word), language));
      const lines = [`${usageOf(command, language)} ${command.description[language]}`];
      if (!isAllowed(staff.role, command.permission)) lines.push(roleMayNot(staff.role, `/${command.name}`, language));
      return plainText(lines.join("\n"));
    },
  };
}

/** `/take [C1042] [REASON]` */
export function usageOf(command: Command, language: Language): string {
  return `/${command.name} ${usageIn(command.usage, language)}`.trim();
}

function listOf(commands: readonly Command[], language: Language): RichText {
  const items = commands.map((command): Inline[] => [
    { type: "code", text: usageOf(command, language) },
    { type: "text", text: ` ${command.description[language]}` },
  ]);
  return [{ type: "list", ordered: false, items }];
}

function noSuch(word: string, near: Command, language: Language): string {
  const usage = usageOf(near, language);
  return {
    en: `There is no command /${word}. Did you mean ${usage}? /help lists all.`,
    zh: `没有命令 /${word}。您是否想用 ${usage}？发送 /help 查看全部。`,
  }[language];
}
