import { afterEach, beforeEach, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;

beforeEach(async () => {
  emulator = await startSlackEmulator();
});
afterEach(() => emulator.close());

const profile = (id: string) => createSlackAdapter(emulator).profile?.(id);

it("says what Slack knows about a colleague", async () => {
  const { id } = emulator.workspace.addUser({
    name: "ann",
    realName: "Ann Li",
    email: "ann@example.test",
    locale: "zh-CN",
    timezone: "Asia/Shanghai",
  });
  expect(await profile(id)).toEqual({
    displayName: "ann",
    avatarUrl: `https://avatars.slack-edge.com/${id}_192.png`,
    email: "ann@example.test",
    language: "zh-CN",
    timezone: "Asia/Shanghai",
    isFullMember: true,
  });
});

it.each([
  ["a guest", { isRestricted: true }],
  ["a deactivated account", { deleted: true }],
  ["a bot", { isBot: true }],
  ["somebody from another company", { teamId: "T0OTHER" }],
])("does not count %s as a full member", async (_name, kind) => {
  const { id } = emulator.workspace.addUser({ name: "ben", email: "ben@example.test", ...kind });
  expect(await profile(id)).toMatchObject({ isFullMember: false });
});

it("knows nobody by an id that does not exist", async () => {
  expect(await profile("U0NOBODY")).toBeNull();
});

it("does not say that nobody is there when Slack cannot be asked", async () => {
  emulator.faults.next("users.info", { kind: "http", status: 500 });
  await expect(profile("U0NOBODY")).rejects.toMatchObject({ outcome: "retry" });
});
