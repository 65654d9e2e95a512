import { isBuiltInCommand, MOST_COMMANDS, slackManifest } from "../../../adapters/slack/index.ts";
import { commands, DESK_COMMAND, LINK_COMMAND } from "../../../bot/commands/registry.ts";
import type { Environment } from "../../../infra/config/environment.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";

type ManifestCommand = Parameters<typeof slackManifest>[0]["commands"][number];

/**
 * Short forms that give way, in this order, where there are more than Slack takes: seldom typed, and there as `/desk
 * NAME`.
 */
export const givingWay: readonly string[] = [
  "signature",
  "gaps",
  "setting",
  "intent",
  "consent",
  "roster",
  "hold",
  "workflow",
  "campaign",
  "bot",
];

export function printManifest(
  environment: Pick<Environment, "PUBLIC_URL" | "SLACK_APP_TOKEN">,
  options: { url?: string; socket?: boolean; name: string; without: string[]; prefix?: string },
): Report {
  const { PUBLIC_URL, SLACK_APP_TOKEN } = environment;
  const requestUrl = options.url ?? (PUBLIC_URL && `${PUBLIC_URL}/webhooks/slack`);
  const socketMode = options.socket ?? (requestUrl === undefined && SLACK_APP_TOKEN !== undefined);
  if (!socketMode && requestUrl === undefined) {
    throw new InputError("Slack needs an address to call: set PUBLIC_URL or give --url; or --socket for socket mode");
  }
  const manifest = slackManifest({
    commands: slashCommands(options.without, options.prefix ?? ""),
    socketMode,
    name: options.name,
    ...(requestUrl === undefined ? {} : { requestUrl }),
  });
  return { json: manifest, text: JSON.stringify(manifest, null, 2) };
}

/** The command word that reaches everything, and the short forms, without those that Slack would keep for itself. */
function slashCommands(without: readonly string[], prefix: string): ManifestCommand[] {
  const left = new Set(without.map((name) => name.replace(/^\//, "")));
  const shortForms: ManifestCommand[] = [
    ...commands.map(({ name, description, usage }) => ({ name, description: description.en, usageHint: usage })),
    { name: LINK_COMMAND, description: "Link your account with the code from your administrator", usageHint: "CODE" },
  ];
  if (!/^(?:[a-z0-9]{1,15}[_-])?$/.test(prefix)) {
    throw new InputError("--prefix: 1-15 of a-z and 0-9, then _ or -, such as acme_");
  }
  const unknown = [...left].filter((name) => !shortForms.some((command) => command.name === name));
  if (unknown.length > 0) throw new InputError(`--without: there is no short form ${unknown.join(", ")}`);
  const wanted = shortForms.filter(({ name }) => !left.has(name) && !isBuiltInCommand(`${prefix}${name}`));
  const surplus = wanted.length + 1 - MOST_COMMANDS;
  const gone = new Set(
    givingWay.filter((name) => wanted.some((one) => one.name === name)).slice(0, Math.max(0, surplus)),
  );
  return [
    { name: DESK_COMMAND, description: "Every command of the desk", usageHint: "help" },
    ...wanted
      .filter(({ name }) => !gone.has(name))
      .map((command) => ({ ...command, name: `${prefix}${command.name}` })),
  ];
}
