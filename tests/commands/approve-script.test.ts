import { afterAll, beforeAll, expect, it } from "vitest";
import { type CommandDesk, openCommandDesk } from "../support/command-desk.ts";

let desk: CommandDesk;

beforeAll(async () => {
  desk = await openCommandDesk();
});
afterAll(() => desk.close());

/** Ann's words under a code that waits; the number that its approval has. */
async function propose(words: string): Promise<{ code: string; number: number }> {
  await desk.says("ann", `/script add ${words}`);
  return newest();
}

async function newest(): Promise<{ code: string; number: number }> {
  const [row] = await desk.rows<{ code: string; number: string }>(
    "SELECT number, details ->> 'script_code' AS code FROM approvals WHERE kind = 'script' ORDER BY number DESC LIMIT 1",
  );
  if (!row) throw new Error("nothing waits");
  return { code: row.code, number: Number(row.number) };
}

const versionsOf = (code: string) =>
  desk.rows("SELECT version, status FROM scripts WHERE script_code = ? ORDER BY version", [code]);

it("approves by its number the version that was asked about, and not the words that replaced it", async () => {
  const first = await propose("We are open from nine to five.");
  await desk.says("ann", `/script edit ${first.code} We are open all day, and every fee is zero.`);
  expect(await desk.says("mia", `/approve ${first.number}`)).toBe(`${first.code} v1 does not wait for approval.`);
  expect(await versionsOf(first.code)).toEqual([
    { version: 1, status: "retired" },
    { version: 2, status: "pending" },
  ]);
  const second = await newest();
  expect(await desk.says("mia", `/approve ${second.number}`)).toContain(`${first.code} v2 is approved and in force.`);
});

it("does not decide by a number that was decided", async () => {
  const { code, number } = await propose("Withdrawals take two working days.");
  await desk.says("mia", `/reject ${number} Say from when on.`);
  await desk.says("ann", `/script edit ${code} Withdrawals take two working days from your request on.`);
  expect(await desk.says("mia", `/approve ${number}`)).toBe(`${code} v1 does not wait for approval.`);
  expect(await desk.says("mia", `/reject ${number} Again.`)).toBe(`${code} v1 does not wait for approval.`);
  expect(await versionsOf(code)).toEqual([
    { version: 1, status: "rejected" },
    { version: 2, status: "pending" },
  ]);
});
