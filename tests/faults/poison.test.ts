import { expect, it, onTestFinished } from "vitest";
import { query } from "../support/data-folder.ts";
import { importFaqs } from "../support/faqs.ts";
import { openProduct } from "../support/open-product.ts";
import { startTelegramLoad } from "../support/telegram-load.ts";
import { waitFor } from "../support/wait-for.ts";

it("a message that cannot be worked is put aside after five attempts, and only its own chat waits for that", async () => {
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
  const attempts = async () => {
    const [row] = await desk.rows<{ attempts: number }>(
      "SELECT attempts FROM inbound_receipts WHERE chat = ? AND payload LIKE '%poison%'",
      [String(victim)],
    );
    return row?.attempts ?? 0;
  };

  load.telegram.post(victim, victim, "poison");
  await waitFor("the first attempt", async () => (await attempts()) >= 1);
  load.ask(2);
  await waitFor("the other chats' answers", () => load.answers() === 10);
  expect(await attempts()).toBeLessThan(5);

  // Whoever writes again does not wait for the backoff: each message brings the next attempt at once.
  for (let attempt = 2; attempt <= 5; attempt++) {
    load.telegram.post(victim, victim, "How do I open an account?");
    await waitFor(`attempt ${attempt}`, async () => (await attempts()) >= attempt);
  }
  await waitFor("the victim's other messages to be answered", () => {
    const said = load.telegram.messages(victim).filter(({ message }) => message.from?.id === load.telegram.bot.id);
    return said.length === 4;
  });
  const receipts = await desk.rows(
    "SELECT status, outcome, attempts FROM inbound_receipts WHERE chat = ? ORDER BY seq LIMIT 2",
    [String(victim)],
  );
  expect(receipts).toMatchObject([
    { status: "parked", attempts: 5 },
    { status: "done", outcome: "message", attempts: 0 },
  ]);
}, 40_000);
