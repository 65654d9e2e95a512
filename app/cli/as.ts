import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addAsCommand(program: Command, run: RunCommand): void {
  program
    .command("as")
    .description("does what a member of staff would do by a command in their chat, with their rights and in their name")
    .argument("<email>", "of the member of staff")
    .argument("[line]", 'the command, such as "/customer CUST_00001"; /help lists those they have')
    .option("--press <id>", "presses a button instead, by the id that an answer shows")
    .action((email: string, line: string | undefined, { press }: { press?: string }) =>
      run(async (tool) => {
        const { actAs } = await import("./as/act-as.ts");
        return actAs(tool, email, { line, press });
      }),
    );
}
