import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UnavailableError } from "../../infra/errors.ts";
import { type BotApiCall, startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { openProxiedProduct, type ProxiedProduct } from "../support/proxied-product.ts";
import { allSent } from "../support/settled.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100200:AAHtesttesttesttesttest";

let telegram: TelegramEmulator;
let desk: ProxiedProduct;
let people = 0;
const polls: BotApiCall[] = [];

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  telegram.onCall((call) => {
    if (call.method === "getUpdates") polls.push(call);
  });
  desk = await openProxiedProduct({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot });
  await importFaqs(desk);
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

describe("a bot whose product has no public address", () => {
  it("asks Telegram by itself, and answers", async () => {
    const ann = newPerson("Ann");
    telegram.post(ann, ann, "How do I open an account?");
    expect((await answersTo(ann, 1))[0]).toContain("Register on our website");
    telegram.post(ann, ann, "/help");
    expect((await answersTo(ann, 2))[1]).not.toContain("staff");
    await confirmed();
    const [last] = await desk.rows<{ id: string }>("SELECT max(external_id::bigint) AS id FROM inbound_receipts");
    expect(await storedOffset()).toBe(Number(last?.id) + 1);
  });

  it("asks again from the same place when what came could not be stored", async () => {
    const offset = await storedOffset();
    const { intake } = desk.product;
    let refusals = 0;
    desk.product.intake = {
      ...intake,
      acceptWithCursor: async (...stored) => {
        refusals += 1;
        if (refusals <= 2) throw new UnavailableError("the inbox cannot be written to");
        return intake.acceptWithCursor(...stored);
      },
    };
    const abe = newPerson("Abe");
    const pollsBefore = polls.length;
    telegram.post(abe, abe, "How do I open an account?");
    await answersTo(abe, 1, 20_000);
    await allSent(desk);
    desk.product.intake = intake;
    expect(shown(abe)).toHaveLength(1);
    const asked = polls.slice(pollsBefore).filter(({ answer }) => JSON.stringify(answer).includes("Abe"));
    expect(asked.map(({ params }) => Number(params["offset"]))).toEqual([offset, offset, offset]);
  });

  it("confirms nothing to Telegram that is not durable: what came while the database was away is answered once", async () => {
    await allSent(desk);
    await desk.proxy.cut();
    const ben = newPerson("Ben");
    telegram.post(ben, ben, "How do I open an account?");
    await waitFor("the poller to stop", () => !telegram.isPolled());
    expect(telegram.pendingUpdates()).toHaveLength(1);
    await desk.proxy.restore();
    await answersTo(ben, 1, 30_000);
    await confirmed();
    await allSent(desk);
    expect(shown(ben)).toHaveLength(1);
    expect(await desk.rows("SELECT outcome FROM inbound_receipts WHERE payload LIKE '%Ben%'")).toEqual([
      { outcome: "message" },
    ]);
  }, 60_000);

  it("goes on after a restart where it was, with what was written meanwhile", async () => {
    const offset = await storedOffset();
    const cai = newPerson("蔡明");
    telegram.post(cai, cai, "怎么开户？");
    await answersTo(cai, 1);
    await confirmed();
    const stopped = desk.restart();
    telegram.post(cai, cai, "出金多久到账？");
    const pollsBefore = polls.length;
    await stopped;
    await answersTo(cai, 2);
    await allSent(desk);
    expect(shown(cai)).toHaveLength(2);
    expect(polls.slice(pollsBefore).every(({ params }) => Number(params["offset"]) > offset)).toBe(true);
  });

  it("polls once, however many processes there are, and another takes over when the one that polled ends", async () => {
    const another = await desk.startAnother();
    try {
      const pollsBefore = polls.length;
      const dan = newPerson("Dan");
      for (const text of ["How do I open an account?", "How long does a withdrawal take?"])
        telegram.post(dan, dan, text);
      await answersTo(dan, 2);
      await waitFor("more polls", () => polls.length > pollsBefore + 5);
      expect(polls.slice(pollsBefore).filter(({ status }) => status === 409)).toEqual([]);
      await desk.restart();
      const eve = newPerson("Eve");
      telegram.post(eve, eve, "How do I open an account?");
      await answersTo(eve, 1, 20_000);
      await allSent(desk);
      expect([shown(dan).length, shown(eve).length]).toEqual([2, 1]);
      expect(polls.slice(pollsBefore).filter(({ status }) => status === 409)).toEqual([]);
    } finally {
      await another.close();
    }
  }, 60_000);
});

describe("a bot whose token is refused", () => {
  it("is an alert, which ends with the next message that comes", async () => {
    telegram.fail("getUpdates", { kind: "unauthorized" }, 2);
    const [alert] = await waitFor("the alert", async () => {
      const rows = await alerts();
      return rows.length > 0 ? rows : null;
    });
    expect(alert).toMatchObject({ kind: "channel_error", severity: "high", status: "open" });
    expect(await desk.rows("SELECT status FROM channels")).toEqual([{ status: "error" }]);
    telegram.clearFaults();
    const fay = newPerson("Fay");
    telegram.post(fay, fay, "How do I open an account?");
    await answersTo(fay, 1, 20_000);
    await waitFor("the end of the alert", async () => (await alerts())[0]?.["status"] === "resolved");
    expect(await desk.rows("SELECT status FROM channels")).toEqual([{ status: "active" }]);
  });
});

const alerts = () => desk.rows("SELECT kind, severity, status FROM alerts WHERE kind = 'channel_error'");

function newPerson(firstName: string): number {
  people += 1;
  return telegram.addPerson({ id: 5_000_000_000 + people, firstName }).id;
}

function shown(person: number): string[] {
  return telegram
    .messages(person)
    .filter(({ message }) => message.from?.id === telegram.bot.id)
    .map(({ message }) => message.text ?? "");
}

function answersTo(person: number, count: number, withinMs?: number): Promise<string[]> {
  const look = () => (shown(person).length >= count ? shown(person) : null);
  return waitFor(`${count} answers to ${person}`, look, withinMs);
}

const confirmed = () => waitFor("Telegram to hold nothing", () => telegram.pendingUpdates().length === 0);

async function storedOffset(): Promise<number> {
  const [row] = await desk.rows<{ value: string }>("SELECT value FROM channel_cursors");
  return Number(row?.value);
}
