import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { brokerFaqs, importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100200:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";

let telegram: TelegramEmulator;
let desk: OpenProduct;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  desk = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_WEBHOOK_SECRET: secret,
    TELEGRAM_MODE: "webhook",
    TELEGRAM_API_ROOT: telegram.apiRoot,
  });
  await importFaqs(desk);
  await callTelegram("setWebhook", { url: `${desk.url}/webhooks/telegram`, secret_token: secret });
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});
afterEach(async () => {
  telegram.clearFaults();
  // What one test left to send must not meet the next one's faults.
  await waitFor("everything to be sent", async () => {
    const [open] = await desk.rows<{ count: string }>(
      "SELECT count(*) FROM deliveries WHERE status IN ('queued', 'sending')",
    );
    return open?.count === "0";
  });
});

describe("a customer on Telegram", () => {
  it("is answered from the knowledge, with its source, and told that the answer is automated", async () => {
    const ann = newPerson("Ann");
    telegram.post(ann, ann, "How long does a withdrawal take?");
    const [answer] = await answersTo(ann, 1);
    expect(answer).toContain("arrive in two to three business days");
    expect(answer).toContain("Source: How long does a withdrawal take?");
    expect(answer).toContain("This is an automated answer");
  });

  it("is answered in Chinese when they write Chinese, and told once that it is automated", async () => {
    const wang = newPerson("王芳");
    telegram.post(wang, wang, "出金多久到账？");
    const [first] = await answersTo(wang, 1);
    expect(first).toContain("一般2至3个工作日到账");
    expect(first).toContain("来源：出金多久到账？");
    expect(first).toContain("自动助手");
    telegram.post(wang, wang, "怎么开户？");
    const [, second] = await answersTo(wang, 2);
    expect(second).toContain("上传身份证件");
    expect(second).not.toContain("自动助手");
  });

  it("hears once that a colleague will answer, while the bot goes on with what it can", async () => {
    const bob = newPerson("Bob");
    telegram.post(bob, bob, "Do you sponsor local football clubs in Iceland?");
    const [first] = await answersTo(bob, 1);
    expect(first).toContain("passed your question to a colleague");
    telegram.post(bob, bob, "And handball teams from Greenland?");
    telegram.post(bob, bob, "How do I open an account?");
    const said = await answersTo(bob, 2);
    expect(said[1]).toContain("Register on our website");
    const [conversation] = await conversationsOf("Bob");
    expect(conversation).toMatchObject({ ai_enabled: true, handoff_reason: "no_answer" });
  });

  it("can end marketing with one word and begin it again, and is still answered", async () => {
    const dora = newPerson("Dora");
    telegram.post(dora, dora, "STOP");
    expect((await answersTo(dora, 1))[0]).toContain("You are unsubscribed");
    telegram.post(dora, dora, "How do I set a stop-loss order?");
    telegram.post(dora, dora, "How do I open an account?");
    await waitFor("the answer", () => shown(dora).some((text) => text.includes("Register on our website")));
    telegram.post(dora, dora, "START");
    await waitFor("the confirmation", () =>
      shown(dora).some((text) => text.includes("You will receive our messages again")),
    );
    const consents = await desk.rows(
      "SELECT state FROM consents c JOIN customers u ON u.id = c.customer_id WHERE u.name = 'Dora' ORDER BY c.created_at",
    );
    expect(consents).toEqual([{ state: "withdrawn" }, { state: "granted" }]);
  });

  it("is asked for words when they send a voice alone, and answered when words come with the picture", async () => {
    const eve = newPerson("Eve");
    telegram.post(eve, eve, { voice: Buffer.from("voice"), seconds: 3 });
    expect((await answersTo(eve, 1))[0]).toContain("I cannot read this kind of message");
    telegram.post(eve, eve, { photo: Buffer.from("jpeg"), caption: "How do I open an account?" });
    expect((await answersTo(eve, 2))[1]).toContain("Register on our website");
  });

  it("keeps every wording of an edited message", async () => {
    const fay = newPerson("Fay");
    const message = telegram.post(fay, fay, "How do I open an acount?");
    await answersTo(fay, 1);
    telegram.edit(fay, fay, message.message_id, "How do I open an account?");
    const versions = await waitFor("both versions", async () => {
      const rows = await desk.rows<{ version: number; kind: string; content: string }>(
        `SELECT v.version, v.kind, v.content FROM message_versions v JOIN messages m ON m.id = v.message_id
         WHERE m.external_message_id = ? ORDER BY v.version`,
        [`${fay}:${message.message_id}`],
      );
      return rows.length === 2 ? rows : null;
    });
    expect(versions).toEqual([
      { version: 1, kind: "original", content: "How do I open an acount?" },
      { version: 2, kind: "edited", content: "How do I open an account?" },
    ]);
  });

  it("begins with a link whose source the lead keeps", async () => {
    const gus = newPerson("Gus");
    telegram.post(gus, gus, "/start dXRtX3NvdXJjZT10aWt0b2smdXRtX2NhbXBhaWduPXNwcmluZw");
    expect((await answersTo(gus, 1))[0]).toContain("Just write your question");
    const leads = await desk.rows(
      "SELECT utm_source, utm_campaign, source_platform FROM leads WHERE contact_name = 'Gus'",
    );
    expect(leads).toEqual([{ utm_source: "tiktok", utm_campaign: "spring", source_platform: "telegram" }]);
  });
});

describe("what Telegram does again", () => {
  it("changes nothing when an update is delivered again", async () => {
    const hal = newPerson("Hal");
    const update = JSON.stringify({
      update_id: 990_000_001,
      message: {
        message_id: 900_001,
        date: Math.floor(Date.now() / 1000),
        from: { id: hal, is_bot: false, first_name: "Hal" },
        chat: { id: hal, type: "private", first_name: "Hal" },
        text: "How do I open an account?",
      },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => webhook(update)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    await answersTo(hal, 1);
    expect((await webhook(update)).status).toBe(200);
    expect(await messagesOf("Hal", "inbound")).toHaveLength(1);
    expect(await messagesOf("Hal", "outbound")).toHaveLength(1);
  });

  it("answers a burst in order, each line once", async () => {
    const ida = newPerson("Ida");
    for (const faq of [brokerFaqs[0], brokerFaqs[2], brokerFaqs[0], brokerFaqs[2]])
      telegram.post(ida, ida, faq?.question ?? "");
    const said = await answersTo(ida, 4);
    expect(said.map((text) => (text.includes("Withdrawals are") ? "w" : "o"))).toEqual(["w", "o", "w", "o"]);
  });
});

describe("when Telegram is in trouble", () => {
  it("waits as long as a 429 says and sends then, once", async () => {
    const jan = newPerson("Jan");
    telegram.fail("sendMessage", { kind: "rate_limited", retryAfterSeconds: 1 });
    telegram.post(jan, jan, "How do I open an account?");
    expect(await answersTo(jan, 1)).toHaveLength(1);
    expect(await sentDeliveries(jan)).toEqual([{ attempts: 2 }]);
  });

  it("sends again after a server error", async () => {
    const kim = newPerson("Kim");
    telegram.fail("sendMessage", { kind: "server_error" });
    telegram.post(kim, kim, "How do I open an account?");
    expect(await answersTo(kim, 1)).toHaveLength(1);
    expect(await sentDeliveries(kim)).toEqual([{ attempts: 2 }]);
  });

  it("stops writing to somebody who blocked the bot, and notes it", async () => {
    const lou = newPerson("Lou");
    telegram.post(lou, lou, "How do I open an account?");
    await answersTo(lou, 1);
    telegram.block(lou);
    await waitFor("the note", async () => {
      const [identity] = await desk.rows("SELECT unreachable_at FROM customer_identities WHERE external_user_id = ?", [
        String(lou),
      ]);
      return identity?.["unreachable_at"];
    });
  });
});

describe("what is not from Telegram", () => {
  it.each([
    ["a wrong secret", "{}", "wrong-secret", 401],
    ["no secret", "{}", "", 401],
    ["broken JSON", "{", secret, 400],
    ["a body over 1 MiB", `"${"x".repeat(1024 * 1024 + 1)}"`, secret, 413],
  ])("is refused: %s", async (_, body, secretToken, status) => {
    const before = await desk.rows("SELECT count(*) FROM inbound_receipts");
    expect((await webhook(body, secretToken)).status).toBe(status);
    expect(await desk.rows("SELECT count(*) FROM inbound_receipts")).toEqual(before);
  });

  it("keeps an update of unknown kind as a receipt, and goes on", async () => {
    expect((await webhook(JSON.stringify({ update_id: 990_000_777, telepathy: { thought: 42 } }))).status).toBe(200);
    const [receipt] = await waitFor("the receipt", async () => {
      const rows = await desk.rows(
        "SELECT status, outcome FROM inbound_receipts WHERE external_id = '990000777' AND status <> 'pending'",
      );
      return rows.length > 0 ? rows : null;
    });
    expect(receipt).toMatchObject({ status: "ignored" });
  });

  it("keeps strange characters without harm", async () => {
    const mia = newPerson("Mia");
    const text = "How do I open an account? \\u0000 \\ud800 👨‍👩‍👧‍👦";
    const update = `{"update_id":990000900,"message":{"message_id":900100,"date":${Math.floor(Date.now() / 1000)},"from":{"id":${mia},"is_bot":false,"first_name":"Mia"},"chat":{"id":${mia},"type":"private","first_name":"Mia"},"text":"${text}"}}`;
    expect((await webhook(update)).status).toBe(200);
    expect((await answersTo(mia, 1))[0]).toContain("Register on our website");
  });
});

function newPerson(firstName: string): number {
  people += 1;
  return telegram.addPerson({ id: 5_000_000_000 + people, firstName }).id;
}

/** What the bot said to a person, as the chat shows it. */
function shown(person: number): string[] {
  return telegram
    .messages(person)
    .filter(({ message }) => message.from?.id === telegram.bot.id)
    .map(({ message }) => message.text ?? message.caption ?? "");
}

function answersTo(person: number, count: number): Promise<string[]> {
  return waitFor(`${count} answers to ${person}, has ${JSON.stringify(shown(person))}`, () =>
    shown(person).length >= count ? shown(person) : null,
  );
}

function sentDeliveries(person: number) {
  return waitFor("the delivery to be settled", async () => {
    const rows = await desk.rows("SELECT attempts FROM deliveries WHERE target ->> 'chatId' = ? AND status = 'sent'", [
      String(person),
    ]);
    return rows.length > 0 ? rows : null;
  });
}

function conversationsOf(name: string) {
  return desk.rows("SELECT v.* FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?", [name]);
}

function messagesOf(name: string, direction: string) {
  return desk.rows(
    "SELECT m.* FROM messages m JOIN customers c ON c.id = m.customer_id WHERE c.name = ? AND m.direction = ?",
    [name, direction],
  );
}

function webhook(body: string, secretToken = secret): Promise<Response> {
  return fetch(`${desk.url}/webhooks/telegram`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(secretToken ? { "x-telegram-bot-api-secret-token": secretToken } : {}),
    },
    body,
  });
}

async function callTelegram(method: string, body: object): Promise<void> {
  await fetch(`${telegram.apiRoot}/bot${token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** A team lead whose Telegram account is linked by a one-time code. */
