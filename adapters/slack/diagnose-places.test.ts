import { afterEach, beforeEach, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;

beforeEach(async () => {
  emulator = await startSlackEmulator();
});
afterEach(() => emulator.close());

function places(chatId: string, staff: string[] | null) {
  const linked = staff === null ? null : new Set(staff);
  return createSlackAdapter(emulator).diagnosePlaces?.([{ label: "desk place", chatId }], linked);
}

function privateDesk(members: string[]) {
  const { bot } = emulator.workspace;
  return emulator.workspace.addChannel({ name: "desk", kind: "group", members: [bot.userId, ...members] }).id;
}

it("finds nothing wrong with a private channel of linked people, its bots left out", async () => {
  const ann = emulator.workspace.addUser({ name: "Ann" });
  const robot = emulator.workspace.addUser({ name: "Robot", isBot: true });
  const desk = privateDesk([ann.id, robot.id]);
  expect(await places(desk, [ann.id])).toEqual([
    { check: "desk place, readers", ok: true, message: `${desk} is private` },
    { check: "desk place, members", ok: true, message: `everybody in ${desk} is linked to a user` },
  ]);
});

it("says that a public channel is read by the whole workspace", async () => {
  const { id } = emulator.workspace.addChannel({ name: "desk", members: [emulator.workspace.bot.userId] });
  expect(await places(id, [])).toMatchObject([
    { ok: false, message: `${id} is public, so the whole workspace reads it: make it a private channel` },
    { ok: true },
  ]);
});

it("names the members who are not linked, also those of later pages", async () => {
  const staff = Array.from({ length: 250 }, (_, n) => emulator.workspace.addUser({ name: `Agent ${n}` }).id);
  const eve = emulator.workspace.addUser({ name: "Eve" });
  const found = await places(privateDesk([...staff, eve.id]), staff);
  expect(found?.[1]).toMatchObject({ check: "desk place, members", ok: false });
  expect(found?.[1]?.message).toContain(`not linked to an active user: Eve (${eve.id}). Remove them`);
});

it("looks at twenty strangers and counts the others", async () => {
  const strangers = Array.from({ length: 24 }, (_, n) => emulator.workspace.addUser({ name: `Guest${n}` }).id);
  const found = await places(privateDesk(strangers), []);
  expect(found?.[1]?.message).toContain("Guest18 (");
  // The bot is one of the twenty.
  expect(found?.[1]?.message).not.toContain("Guest19 (");
  expect(found?.[1]?.message).toContain(" and 5 more, bots among them perhaps");
});

it("looks at no members while nobody can be linked", async () => {
  const desk = privateDesk([emulator.workspace.addUser({ name: "Eve" }).id]);
  expect(await places(desk, null)).toEqual([{ check: "desk place, readers", ok: true, message: `${desk} is private` }]);
});

it("says when Slack does not show the channel", async () => {
  expect(await places("C0NOWHERE", [])).toMatchObject([
    { check: "desk place, readers", ok: false, message: expect.stringContaining("channel_not_found") },
  ]);
});
