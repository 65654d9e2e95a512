import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";

interface ManifestCliOptions {
  url?: string;
  socket?: boolean;
  name: string;
  without: string[];
  prefix?: string;
}

export function addSlackCommands(program: Command, run: RunCommand): void {
  const slack = program.command("slack").description("setting up Slack");
  slack
    .command("manifest")
    .description(
      "prints the Slack app's manifest as JSON (api.slack.com/apps › Create New App › From a manifest): commands, " +
        "scopes, events and addresses. /open and /remind are Slack's own: there it is /desk open, /desk remind",
    )
    .option("--url <address>", "where Slack calls us (default: PUBLIC_URL/webhooks/slack)")
    .option("--socket", "socket mode, which needs no address (default when only SLACK_APP_TOKEN is set)")
    .option("--name <name>", "the app's and its bot's name", "Deskhand")
    .option("--without <commands...>", "short forms that another app has taken; /desk reaches them all the same", [])
    .option("--prefix <word>", "stands before every short form, as acme_ in /acme_take; /desk stays as it is")
    .action((options: ManifestCliOptions) =>
      run(async (tool) => {
        const { printManifest } = await import("./slack/print-manifest.ts");
        return printManifest(await tool.environment(), options);
      }),
    );
}
