import { expect, it, onTestFinished } from "vitest";
import { watchAlerts } from "../../bot/alerts/watch-alerts.ts";
import { findParked } from "../../bot/intake/parked/find-parked.ts";
import { retryParked } from "../../bot/intake/parked/settle-parked.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { query } from "../support/data-folder.ts";
import { importFaqs } from "../support/faqs.ts";
import { openProduct } from "../support/open-product.ts";
import { startTelegramLoad } from "../support/telegram-load.ts";
import { waitFor } from "../support/wait-for.ts";

const question = "How do I open an account?";

it("what cannot be worked raises one alert, and is answered late, in its chat's order, once it is put back", async () => {
  const load = await startTelegramLoad(0);
  const desk = await openProduct(load.variables);
  onTestFinished(async () => {
    await desk.close();
    await load.telegram.close();
  });
  await importFaqs(desk);
  await load.callAt(desk.url);
  // A release that fails at every message of customers.
  await query(
    desk.databaseUrl,
    `CREATE FUNCTION refuse_all() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a bad release' USING ERRCODE = 'check_violation'; END $$;
     CREATE TRIGGER refuse_all BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refuse_all()`,
  );
  const first = load.telegram.addPerson({ id: 6_000_000_001, firstName: "Victim" }).id;
  const second = load.telegram.addPerson({ id: 6_000_000_002, firstName: "Another" }).id;
  const parked = async () =>
    (await desk.rows<{ chat: string }>("SELECT chat FROM inbound_receipts WHERE status = 'parked' ORDER BY seq")).map(
      ({ chat }) => Number(chat),
    );
  load.telegram.post(first, first, question);
  load.telegram.post(second, second, question);
  await waitFor("both to be parked", async () => (await parked()).length === 2);

  const alerts = () =>
    desk.rows<{ occurrences: number; status: string; title: string }>(
      "SELECT occurrences, status, title FROM alerts WHERE kind = 'receipt_parked'",
    );
  await watchAlerts(desk.product);
  await watchAlerts(desk.product);
  expect(await alerts()).toMatchObject([{ occurrences: 1, status: "open" }]);
  expect((await alerts())[0]?.title).toContain("telegram/env");
  load.telegram.post(first, first, "What are your opening hours?");
  await waitFor("a third to be parked", async () => (await parked()).length === 3);
  await watchAlerts(desk.product);
  expect(await alerts()).toMatchObject([{ occurrences: 2, status: "open" }]);

  await query(desk.databaseUrl, "DROP TRIGGER refuse_all ON messages");
  // The next question was there before somebody put the old ones back.
  load.telegram.post(second, second, question);
  await waitFor(
    "the second customer's next question to be worked",
    async () => (await messagesOf(second)).length === 1,
  );
  await inOrganization(desk.product.db, desk.orgId, async (scope) =>
    retryParked(scope, { actor: "cli" }, await findParked(scope, {}, { lock: true })),
  );
  await waitFor("all to be worked", async () => (await pending()) === 0 && (await parked()).length === 0);
  expect(await messagesOf(first)).toEqual([question, "What are your opening hours?"]);
  expect(await messagesOf(second)).toEqual([question, question]);
  await waitFor("the late answer", () =>
    load.telegram.messages(first).some(({ message }) => message.from?.id === load.telegram.bot.id),
  );
  // Said when the customer said it, although it was worked later.
  const [late] = await desk.rows<{ lag: number }>(
    `SELECT extract(epoch FROM r.received_at - m.sent_at)::float8 AS lag FROM inbound_receipts r
     JOIN messages m ON m.id = r.message_id WHERE r.chat = ? ORDER BY r.seq LIMIT 1`,
    [String(first)],
  );
  expect(Math.abs(late?.lag ?? 99)).toBeLessThan(5);
  await watchAlerts(desk.product);
  expect(await alerts()).toMatchObject([{ status: "resolved" }]);

  async function messagesOf(person: number): Promise<string[]> {
    const rows = await desk.rows<{ content: string }>(
      `SELECT m.content FROM inbound_receipts r JOIN messages m ON m.id = r.message_id WHERE r.chat = ? ORDER BY r.seq`,
      [String(person)],
    );
    return rows.map(({ content }) => content);
  }

  async function pending(): Promise<number> {
    return (await desk.rows("SELECT FROM inbound_receipts WHERE status = 'pending'")).length;
  }
});
