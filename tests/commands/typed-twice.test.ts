import { afterAll, beforeAll, expect, it } from "vitest";
import { type CommandDesk, openCommandDesk } from "../support/command-desk.ts";

let desk: CommandDesk;

beforeAll(async () => {
  desk = await openCommandDesk();
});
afterAll(() => desk.close());

it.each(["deposit", "withdrawal"])(
  "records a %s once that is typed several times at the same moment",
  async (command) => {
    const { id, code } = await desk.addCustomer(`Twice ${command}`);
    const answers = await Promise.all([1, 2, 3].map(() => desk.says("mia", `/${command} ${code} 700 USD`)));
    expect(answers.filter((answer) => answer.includes("was recorded just now"))).toHaveLength(2);
    expect(await desk.rows(`SELECT amount FROM ${command}s WHERE customer_id = ?`, [id])).toEqual([
      { amount: "700.00" },
    ]);
  },
);
