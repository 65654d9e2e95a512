import { expect, it } from "vitest";
import { MOST_COMMANDS } from "../../../adapters/slack/index.ts";
import { commands, findCommand, isLinkWord } from "../../../bot/commands/registry.ts";
import { givingWay, printManifest } from "./print-manifest.ts";

const options = { name: "Deskhand", without: [] };
const publicly = { PUBLIC_URL: "https://desk.example.com" };

interface Manifest {
  features: { slash_commands: { command: string; url?: string }[] };
  settings: { socket_mode_enabled: boolean; event_subscriptions: { request_url?: string } };
}
const manifestOf = (...args: Parameters<typeof printManifest>) => printManifest(...args).json as Manifest;
const words = (manifest: Manifest) => manifest.features.slash_commands.map(({ command }) => command);

it("lists the command word, every command that Slack leaves to apps, and /link, all at the webhook's address", () => {
  const manifest = manifestOf(publicly, options);
  const slacksOwn = ["open", "remind"];
  const all = commands.map(({ name }) => name).filter((name) => !slacksOwn.includes(name));
  const gone = givingWay.slice(0, Math.max(0, all.length + 2 - MOST_COMMANDS));
  const ours = all.filter((name) => !gone.includes(name));
  expect(words(manifest)).toEqual(["/desk", ...ours.map((name) => `/${name}`), "/link"]);
  const url = "https://desk.example.com/webhooks/slack";
  expect(manifest.features.slash_commands.map((command) => command.url)).toEqual(words(manifest).map(() => url));
  expect(manifest.settings.event_subscriptions.request_url).toBe(url);
});

it("prints the same document to people and to programs", () => {
  const { json, text } = printManifest(publicly, options);
  expect(JSON.parse(text)).toEqual(json);
});

it("leaves out short forms that another app has taken, but never the command word", () => {
  const manifest = manifestOf(publicly, { ...options, without: ["ask", "/help"] });
  expect(words(manifest)).not.toContain("/ask");
  expect(words(manifest)).not.toContain("/help");
  expect(words(manifest)[0]).toBe("/desk");
  expect(() => printManifest(publicly, { ...options, without: ["desk"] })).toThrow(
    "--without: there is no short form desk",
  );
});

it("uses socket mode when it is asked for, or when nothing else is set up", () => {
  expect(manifestOf(publicly, { ...options, socket: true }).settings.socket_mode_enabled).toBe(true);
  expect(manifestOf({ SLACK_APP_TOKEN: "xapp-1" }, options).settings.socket_mode_enabled).toBe(true);
  expect(manifestOf({ ...publicly, SLACK_APP_TOKEN: "xapp-1" }, options).settings.socket_mode_enabled).toBe(false);
});

it("says what is missing when there is neither an address nor socket mode", () => {
  expect(() => printManifest({}, options)).toThrow("set PUBLIC_URL or give --url; or --socket for socket mode");
});

it("puts a prefix before the short forms, which the desk understands, and refuses one that Slack would", () => {
  const manifest = manifestOf(publicly, { ...options, prefix: "acme_" });
  const all = ["/desk", ...commands.map(({ name }) => `/acme_${name}`), "/acme_link"];
  const gone = all.filter((name) => !words(manifest).includes(name));
  // Slack takes fifty: what is seldom typed is left to the command word, in its order, and no more than has to be.
  expect(new Set(gone)).toEqual(
    new Set(givingWay.slice(0, Math.max(0, all.length - 50)).map((name) => `/acme_${name}`)),
  );
  expect(words(manifest)).toEqual(all.filter((name) => !gone.includes(name)));
  expect(findCommand("acme_take")?.name).toBe("take");
  expect(findCommand("ACME_take")?.name).toBe("take");
  expect(findCommand("acme_nothing")).toBeNull();
  expect(isLinkWord("acme_link")).toBe(true);
  expect(() => printManifest(publicly, { ...options, prefix: "Acme " })).toThrow("--prefix");
});
