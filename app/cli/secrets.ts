import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addSecretsCommands(program: Command, run: RunCommand): void {
  const secrets = program.command("secrets").description("what is stored encrypted");
  secrets
    .command("rotate")
    .description(
      "encrypts every stored secret under the first key of DESKHAND_MASTER_KEY. Start the processes with both keys " +
        "(NEW,OLD) first, rotate, then take the old key away. Safe to repeat; concerns all organisations.",
    )
    .action(() =>
      run(async (tool) => {
        const { rotateSecrets } = await import("./secrets/rotate-secrets.ts");
        return rotateSecrets(tool);
      }),
    );
}
