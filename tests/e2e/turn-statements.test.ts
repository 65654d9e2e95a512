import { afterAll, beforeAll, expect, it } from "vitest";
import { openSlackDesk, type SlackDesk } from "../support/slack-desk.ts";

/** What a customer's plain question may ask of the database, from its receipt to the delivered answer and its desk thread. */
const MOST = 50;

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

async function statementsDuring(work: () => Promise<void>): Promise<string[]> {
  const { app, system } = desk.product.db;
  const seen: string[] = [];
  const note = ({ sql }: { sql: string }) => {
    if (!isLook(sql)) seen.push(sql.replaceAll(/\s+/g, " ").slice(0, 160));
  };
  for (const pool of [app, system]) pool.on("query", note);
  await work();
  for (const pool of [app, system]) pool.off("query", note);
  return seen;
}

/** What the test itself and the product's own clockwork ask. */
function isLook(sql: string): boolean {
  return /worker_leases|graphile_worker|webhook_endpoints|channel_hearing|'receipt' AS what/.test(sql);
}
