import { afterEach, beforeEach, expect, it } from "vitest";
import { openTelegramChannel } from "../../tests/support/telegram-channel.ts";

type Channel = Awaited<ReturnType<typeof openTelegramChannel>>;
let channel: Channel;
let ann: number;
let eve: number;

beforeEach(async () => {
  channel = await openTelegramChannel();
  ann = channel.emulator.addPerson({ firstName: "Ann" }).id;
  eve = channel.emulator.addPerson({ firstName: "Eve" }).id;
});
afterEach(() => channel.emulator.close());

function places(chatId: number, staff: number[] | null) {
  const linked = staff === null ? null : new Set(staff.map(String));
  return channel.adapter.diagnosePlaces?.([{ label: "desk place", chatId: String(chatId) }], linked);
}

const group = (more: { members: number[]; owner?: number; username?: string }) =>
  channel.emulator.addGroup({ title: "Desk", isForum: true, ...more }).id;

it("finds nothing wrong with a private group of linked people", async () => {
  // Somebody linked who is not in this group must not make up for a stranger who is.
  expect(await places(group({ members: [ann], owner: ann }), [ann, eve])).toEqual([
    { check: "desk place, readers", ok: true, message: "a private group" },
    { check: "desk place, members", ok: true, message: "all 1 members beside the bot are linked to a user" },
  ]);
});

it("says that anybody reads a group with a public name", async () => {
  expect(await places(group({ members: [ann], username: "our_desk" }), [ann])).toMatchObject([
    { ok: false, message: expect.stringContaining("anybody can find and read @our_desk") },
    { ok: true },
  ]);
});

it("counts members who are not linked, though as many are linked elsewhere, and says what it cannot know", async () => {
  const found = await places(group({ members: [eve] }), [ann]);
  expect(found?.[1]).toMatchObject({ check: "desk place, members", ok: false });
  expect(found?.[1]?.message).toMatch(
    /^1 of 2 members are not linked to an active user\. Telegram does not tell a bot/,
  );
});

it("names the administrators who are not linked", async () => {
  const found = await places(group({ members: [ann, eve], owner: eve }), [ann]);
  expect(found?.[1]?.message).toContain(`1 of 3 members`);
  expect(found?.[1]?.message).toContain(`Administrators among them: Eve (${eve}).`);
});

it("goes on when Telegram does not know a linked account any more", async () => {
  expect((await places(group({ members: [ann] }), [ann, 5_999_999_999]))?.[1]).toMatchObject({ ok: true });
});

it("knows whose a private chat is", async () => {
  expect(await places(ann, [ann])).toMatchObject([{ check: "desk place, members", ok: true }]);
  expect(await places(eve, [ann])).toMatchObject([{ check: "desk place, members", ok: false }]);
});

it("looks at no members while nobody can be linked, and says when there is no such chat", async () => {
  expect(await places(group({ members: [eve] }), null)).toMatchObject([{ check: "desk place, readers", ok: true }]);
  expect(await places(-1_009_999, [])).toMatchObject([
    { check: "desk place, readers", ok: false, message: expect.stringContaining("chat not found") },
  ]);
});
