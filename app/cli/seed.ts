import { type Command, Option } from "commander";
import type { RunCommand } from "./run-command.ts";

export function addSeedCommands(program: Command, run: RunCommand): void {
  const seed = program.command("seed").description("example data");
  seed
    .command("demo")
    .description(
      "writes the demo (staff, scripts, knowledge in Chinese and English) into the organisation demo, or the one of --org, once; refused in production",
    )
    .addOption(
      new Option("--size <size>", "also customers with what happened with them: about 40, or 5,000").choices([
        "small",
        "large",
      ]),
    )
    .action(({ size }: { size?: "small" | "large" }) =>
      run(async (tool) => {
        const { seedDemoData } = await import("./seed/seed-demo-data.ts");
        return seedDemoData(tool, size);
      }),
    );
}
