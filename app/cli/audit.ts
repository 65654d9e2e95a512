import { type Command, InvalidArgumentError } from "commander";
import { type AuditHead, parseHead } from "../../domain/control/audit-chain.ts";
import type { RunCommand } from "./run-command.ts";

export function addAuditCommands(program: Command, run: RunCommand): void {
  const audit = program.command("audit").description("the trail of who did what, and the chain that proves it");
  audit
    .command("verify")
    .description(
      "goes through the whole chain: names each row that was changed, removed or put in and each seal that is gone, " +
        "changed or swapped, and what has no seal yet; exit code 1 when it finds something. Prints the head: keep it " +
        "elsewhere, for what is cut off at the end shows only against a head noted before.",
    )
    .option("--head <seq:hash>", "a head that was noted before: it must still be in the chain", readHead)
    .action(({ head }: { head?: AuditHead }) =>
      run(async (tool) => {
        const { verifyReport } = await import("./audit/verify-report.ts");
        return verifyReport(tool, head ?? null);
      }),
    );
  audit
    .command("seal")
    .description("seals what has no seal yet, as the running product does every few seconds; prints the head")
    .action(() =>
      run(async (tool) => {
        const { sealReport } = await import("./audit/seal-report.ts");
        return sealReport(tool);
      }),
    );
}

function readHead(text: string): AuditHead {
  const head = parseHead(text);
  if (!head)
    throw new InvalidArgumentError("It is a number, a colon and 64 of 0-9 and a-f, as audit verify prints it.");
  return head;
}
