import { afterAll, beforeAll, expect, it } from "vitest";
import { openSlackDesk, type SlackDesk } from "../support/slack-desk.ts";

/** What the turn of a customer's plain question may ask of the database, with what it writes for the desk's thread. */
const MOST = 26;

let desk: SlackDesk;
beforeAll(async () => {
  desk = await openSlackDesk();
});
afterAll(() => desk.close());

it("answers a question of a customer who is known with few statements", async () => {
  const customer = desk.newPerson("Wang Li");
  const ask = async (text: string, count: number) => {
    desk.slack.people.write({ user: customer, text });
    await desk.answersTo(customer, count);
    await desk.settled();
  };
  await ask("How do I open an account?", 1);
  await ask("How do I open an account?", 2);
  const asked: string[][] = [];
  for (const count of [3, 4, 5]) {
    asked.push(await statementsDuring(() => ask("How do I open an account?", count)));
  }
  // What runs by the minute may come between once.
  const [fewest = []] = asked.sort((left, right) => left.length - right.length);
  if (process.env["SHOW_STATEMENTS"])
    process.stdout.write(`${fewest.map((sql, at) => `${at + 1} ${sql}`).join("\n")}\n`);
  expect(fewest.length).toBeGreaterThan(10);
  expect(fewest.length).toBeLessThanOrEqual(MOST);
});

/** What is asked as the organisation's, without the ends of receipts that are nobody's question (our own lines). */
async function statementsDuring(work: () => Promise<void>): Promise<string[]> {
  const { app } = desk.product.db;
  const seen: string[] = [];
  const note = ({ sql }: { sql: string }) => {
    if (!/^(BEGIN|COMMIT|UPDATE inbound_receipts)/.test(sql)) seen.push(sql.replaceAll(/\s+/g, " ").slice(0, 160));
  };
  app.on("query", note);
  await work();
  app.off("query", note);
  return seen;
}
