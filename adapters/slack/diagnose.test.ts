import { afterEach, beforeEach, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;

beforeEach(async () => {
  emulator = await startSlackEmulator();
});
afterEach(() => emulator.close());

async function problems(settings: Record<string, string> = {}): Promise<string[]> {
  const found = (await createSlackAdapter(emulator, settings).diagnose?.()) ?? [];
  expect(found.length).toBeGreaterThan(0);
  return found.filter(({ ok }) => !ok).map(({ check, message }) => `${check}: ${message}`);
}

it("finds nothing wrong with a channel that is well", async () => {
  const desk = emulator.workspace.addChannel({ name: "desk", members: [emulator.workspace.bot.userId] });
  expect(await problems({ desk_channel: desk.id, app_token: emulator.credentials.appToken })).toEqual([]);
});

it("says that the token is refused, and stops there", async () => {
  expect(await problems({ bot_token: "xoxb-wrong", desk_channel: "C0DESK" })).toEqual([
    "bot token: Slack refused auth.test: invalid_auth (reinstall the app or renew its token)",
  ]);
});

it("names the scopes that are missing", async () => {
  emulator.setScopes(["chat:write", "commands"]);
  expect((await problems())[0]).toMatch(
    /^scopes: missing app_mentions:read, .*users:read\.email: put the app's manifest/,
  );
});

it("asks for an invitation to the desk and alert channels", async () => {
  const desk = emulator.workspace.addChannel({ name: "desk" });
  const alerts = emulator.workspace.addChannel({ name: "alerts", members: [emulator.workspace.bot.userId] });
  alerts.isArchived = true;
  expect(await problems({ desk_channel: desk.id, alert_channel: alerts.id })).toEqual([
    `desk channel: invite the bot to ${desk.id} (/invite)`,
    `alert channel: ${alerts.id} is archived: choose another`,
  ]);
});

it("looks at each of several desk channels", async () => {
  const desk = emulator.workspace.addChannel({ name: "desk", members: [emulator.workspace.bot.userId] });
  const other = emulator.workspace.addChannel({ name: "desk-2" });
  expect(await problems({ desk_channel: `${desk.id}, ${other.id}` })).toEqual([
    `desk channel ${other.id}: invite the bot to ${other.id} (/invite)`,
  ]);
});

it("says when the token is another workspace's", async () => {
  expect(await problems({ team_id: "T0OTHER" })).toEqual([
    "workspace: the token belongs to T0EMULATED, the channel was set up for T0OTHER: add a channel for it",
  ]);
});

it("tries the socket's token", async () => {
  expect(await problems({ app_token: "xapp-wrong" })).toEqual([
    "socket mode: Slack refused apps.connections.open: invalid_auth (reinstall the app or renew its token)",
  ]);
});
