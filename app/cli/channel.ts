import type { Command } from "commander";
import type { AddChannelOptions } from "./channel/add-channel.ts";
import { setChannelState } from "./channel/set-channel-state.ts";
import type { RunCommand } from "./run-command.ts";

const settingNames =
  "telegram: bot_token, webhook_secret, mode, api_root, desk_chat_id, alert_chat_id; " +
  "slack: bot_token, signing_secret, app_token, api_url, desk_channel, alert_channel; " +
  "wecom: corp_id, agent_id, secret, token, encoding_aes_key, api_base, desk_users, alert_users; " +
  "wechaty: puppet, puppet_service_token, puppet_service_endpoint; all: region";

export function addChannelCommands(program: Command, run: RunCommand): void {
  const channel = program.command("channel").description("connected accounts on the platforms");

  channel
    .command("add")
    .description("connects an account and prints its id and webhook address")
    .argument("<platform>", "telegram, slack, wecom or wechaty")
    .requiredOption("--name <name>", "what people call it")
    .option("--set <key=value...>", `settings (${settingNames})`, [])
    .option("--set-file <key=path...>", "settings read from files, so that secrets stay out of the shell's history", [])
    .option("--replace", "gives a channel of this name, when there is one, these settings instead of its own")
    .action((platform: string, options: AddChannelOptions) =>
      run(async (tool) => {
        const { addChannel } = await import("./channel/add-channel.ts");
        return addChannel(tool, platform, options);
      }),
    );

  channel
    .command("list")
    .description("lists the channels; their settings are never shown")
    .action(() =>
      run(async (tool) => {
        const { showChannels } = await import("./channel/show-channels.ts");
        return showChannels(tool);
      }),
    );

  const named = "the channel's name or id";
  channel
    .command("set")
    .description("says where the platform behind a channel keeps what is shown there (region=cn); empty: not known")
    .argument("<channel>", named)
    .requiredOption("--set <key=value...>", "region=REGION")
    .action((nameOrId: string, options: { set: string[] }) =>
      run(async (tool) => (await import("./channel/set-channel.ts")).setChannel(tool, nameOrId, options.set)),
    );
  channel
    .command("pause")
    .description("stops taking in, answering and sending on a channel, until it is resumed")
    .argument("<channel>", named)
    .action((nameOrId: string) => run((tool) => setChannelState(tool, nameOrId, "paused")));
  channel
    .command("resume")
    .description("lets a paused channel go on, or one that its platform had refused")
    .argument("<channel>", named)
    .action((nameOrId: string) => run((tool) => setChannelState(tool, nameOrId, "active")));
  addGroupCommands(channel, run, named);
}

function addGroupCommands(channel: Command, run: RunCommand, named: string): void {
  const group = channel
    .command("group")
    .description("groups in which customers are answered; in others the bot is silent");
  const chatId = "the platform's id of the group (-1001234567890, C0123456789), as the alert about it says";
  group
    .command("add")
    .description("lets the bot answer whoever addresses it in a group")
    .argument("<channel>", named)
    .argument("<chatId>", chatId)
    .option("--name <name>", "what people call the group")
    .action((nameOrId: string, id: string, { name }: { name?: string }) =>
      run(async (tool) => (await import("./channel/channel-groups.ts")).addGroup(tool, nameOrId, id, name ?? null)),
    );
  group
    .command("remove")
    .description("the bot is silent in a group from now on")
    .argument("<channel>", named)
    .argument("<chatId>", chatId)
    .action((nameOrId: string, id: string) =>
      run(async (tool) => (await import("./channel/channel-groups.ts")).removeGroup(tool, nameOrId, id)),
    );
  group
    .command("list")
    .description("lists the registered groups of a channel, or of all")
    .argument("[channel]", named)
    .action((nameOrId?: string) =>
      run(async (tool) => (await import("./channel/channel-groups.ts")).listGroups(tool, nameOrId)),
    );
}
