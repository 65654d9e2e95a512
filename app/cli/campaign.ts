import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

/** What is said to many by plan. */
export function addCampaignCommands(program: Command, run: RunCommand): void {
  const campaign = program.command("campaign").description("what is said to many customers by plan");
  campaign
    .command("add")
    .description(
      "adds a campaign from a .json file (docs/campaigns.md): name, type, segment, content or variants. It is a draft until " +
        "somebody other than its author approves it with /approve.",
    )
    .argument("<file>", "a .json file, UTF-8")
    .requiredOption("--author <email>", "who wrote it: a manager or compliance officer")
    .action((file: string, { author }: { author: string }) =>
      run(async (tool) => (await import("./campaign/add-from-file.ts")).addFromFile(tool, file, author)),
    );
  campaign
    .command("list")
    .description("lists campaigns with their figures")
    .action(() => run(async (tool) => (await import("./campaign/show-campaigns.ts")).showCampaigns(tool)));
  campaign
    .command("show")
    .description("shows a campaign with its figures, and why some customers were not written to")
    .argument("<campaign>", "its code or name")
    .action((word: string) => run(async (tool) => (await import("./campaign/show-campaigns.ts")).showOne(tool, word)));
  campaign
    .command("preview")
    .description("counts whom it would write to now and whom not, with why; sends nothing")
    .argument("<campaign>", "its code or name")
    .action((word: string) => run(async (tool) => (await import("./campaign/preview.ts")).previewTool(tool, word)));
  campaign
    .command("schedule")
    .description("lets an approved campaign begin")
    .argument("<campaign>", "its code or name")
    .option("--at <time>", "2026-12-01T10:00:00+08:00; at once unless given")
    .action((word: string, { at }: { at?: string }) =>
      run(async (tool) => (await import("./campaign/move-tool.ts")).scheduleTool(tool, word, at)),
    );
  for (const [act, description] of [
    ["pause", "stops it for now, and takes back what has not gone out"],
    ["resume", "lets it go on"],
    ["cancel", "ends it for good"],
  ] as const) {
    campaign
      .command(act)
      .description(description)
      .argument("<campaign>", "its code or name")
      .action((word: string) =>
        run(async (tool) => (await import("./campaign/move-tool.ts")).moveTool(tool, word, act)),
      );
  }
}
