import type { Knex } from "knex";
import { expect, it, onTestFinished } from "vitest";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { query } from "../support/data-folder.ts";
import { expectVerified } from "../support/expect-verified.ts";
import { importFaqs } from "../support/faqs.ts";
import { openProduct } from "../support/open-product.ts";
import { startTelegramLoad } from "../support/telegram-load.ts";
import { waitFor } from "../support/wait-for.ts";

it("a message that cannot be worked is put aside after five attempts, and its own chat goes on within seconds", async () => {
  const load = await startTelegramLoad(5);
  const desk = await openProduct(load.variables);
  onTestFinished(async () => {
    await desk.close();
    await load.telegram.close();
  });
  await importFaqs(desk);
  await load.callAt(desk.url);
  // A fault nobody foresaw, in the place where it hurts most: the turn's own transaction.
  await query(
    desk.databaseUrl,
    `CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'poison' USING ERRCODE = 'check_violation'; END $$;
     CREATE TRIGGER refuse_poison BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.content = 'poison')
       EXECUTE FUNCTION refuse_poison()`,
  );
  const victim = load.telegram.addPerson({ id: 6_000_000_001, firstName: "Victim" }).id;
  load.telegram.post(victim, victim, "poison");
  load.telegram.post(victim, victim, "How do I open an account?");
  load.ask(2);
  await waitFor("the other chats' answers", () => load.answers() === 10);
  // Nothing comes along to wake the chat: it goes on by itself, without the queue's growing backoff.
  await waitFor("the victim's next message to be answered", () =>
    load.telegram.messages(victim).some(({ message }) => message.from?.id === load.telegram.bot.id),
  );
  const receipts = await desk.rows<{ status: string; outcome: string; attempts: number }>(
    "SELECT status, outcome, attempts FROM inbound_receipts WHERE chat = ? ORDER BY seq LIMIT 2",
    [String(victim)],
  );
  expect(receipts).toMatchObject([
    { status: "parked", attempts: 5 },
    { status: "done", outcome: "message", attempts: 0 },
  ]);
  await expectVerified(desk.product.db);
  await expectReplacedToGo(desk.product.db.system);
  // Why is kept, what the customer wrote is not repeated in it: it goes to logs and lists as well.
  expect(receipts[0]?.outcome).toMatch(/ - poison$/);
  expect(receipts[0]?.outcome).not.toContain("'");
});

it("a message whose statement always hangs is put aside too, once others' messages go through meanwhile, and not before", async () => {
  const load = await startTelegramLoad(3);
  const desk = await openProduct(load.variables);
  onTestFinished(async () => {
    await desk.close();
    await load.telegram.close();
  });
  await load.callAt(desk.url);
  // As where a statement's time is over, without waiting for it.
  await query(
    desk.databaseUrl,
    `CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM pg_sleep(0.3); RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = 'query_canceled'; END $$;
     CREATE TRIGGER hang BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.content = 'hangs') EXECUTE FUNCTION hang()`,
  );
  const victim = load.telegram.addPerson({ id: 6_000_000_002, firstName: "Victim" }).id;
  load.telegram.post(victim, victim, "hangs");
  const failed = () =>
    desk.rows<{ attempts: number; status: string; tries: number }>(
      `SELECT r.attempts, r.status, coalesce((SELECT max(j.attempts) FROM graphile_worker.jobs j WHERE j.key LIKE 'converse:%'), 0)::int AS tries
       FROM inbound_receipts r WHERE r.chat = ? LIMIT 1`,
      [String(victim)],
    );
  await waitFor("it to have failed twice", async () => ((await failed())[0]?.tries ?? 0) >= 2);
  expect(await failed()).toMatchObject([{ attempts: 0, status: "pending" }]);
  let parked = false;
  while (!parked) {
    load.ask(1);
    await waitFor("the others' messages to be worked", async () => {
      const [row] = await desk.rows<{ waiting: number }>(
        "SELECT count(*)::int AS waiting FROM inbound_receipts WHERE status = 'pending' AND chat <> ?",
        [String(victim)],
      );
      return row?.waiting === 0;
    });
    parked = (await failed())[0]?.status === "parked";
  }
  expect(await failed()).toMatchObject([{ attempts: 5, status: "parked" }]);
});

/** A job that was replaced while it ran, and whose process died, is nothing that was given up. */
async function expectReplacedToGo(system: Knex): Promise<void> {
  await enqueueJob(system, { task: "pull", payload: {}, key: "replaced", inMs: 3_600_000 });
  await system.raw(
    "UPDATE graphile_worker._private_jobs SET key = NULL, attempts = max_attempts WHERE key = 'replaced'",
  );
  await waitFor("what is left of it to be removed", async () => {
    const { rows } = await system.raw("SELECT FROM graphile_worker.jobs WHERE attempts >= max_attempts");
    return rows.length === 0;
  });
}
