import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { type OpenProduct, startProduct } from "../support/open-product.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

const faqs = [
  { id: "phone", question: "How do I change my phone number?", answer: "Open Settings, then Security, then Phone." },
  { id: "mail", question: "How do I change my email address?", answer: "Write to us from your old address." },
  { id: "phone-zh", question: "怎么修改手机号码？", answer: "在“设置”中打开“安全”，再选“手机”。" },
  { id: "mail-zh", question: "怎么修改邮箱地址？", answer: "请用旧邮箱给我们来信。" },
];
const unclear = "How do I change my thing?";
const phone = "How do I change my phone number?";
const mail = "How do I change my email address?";

/** A desk whose search is hardly ever sure, so that it asks back, whatever its scores are tuned to. */
async function prepare(desk: OpenProduct): Promise<void> {
  await importFaqs(desk, faqs);
  for (const [key, value] of [
    ["answers.threshold", 0.97],
    ["answers.choice_threshold", 0.1],
  ] as const) {
    const row = { id: newId(), org_id: desk.orgId, key, value: JSON.stringify(value), value_type: "json" };
    await desk.product.db.system("settings").insert({ ...row, category: "answers" });
  }
}

describe("on Telegram", () => {
  const token = "700100300:AAHtesttesttesttesttest";
  const secret = "webhook-secret_0123456789";
  let telegram: TelegramEmulator;
  let database: TestDatabase;
  let desk: OpenProduct;
  let variables: Record<string, string>;
  let people = 0;

  beforeAll(async () => {
    telegram = await startTelegramEmulator({ token, secondMs: 20 });
    variables = {
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: telegram.apiRoot,
    };
    database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
    desk = await startProduct(database.url, variables);
    await prepare(desk);
    await connect();
  });
  afterAll(async () => {
    await desk.close();
    await database.drop();
    await telegram.close();
  });

  it("an unclear question is asked back with buttons, and what is pressed is answered and kept", async () => {
    const ann = newPerson("Ann");
    telegram.post(ann, ann, unclear);
    const question = await shows(ann, "Did you mean:");
    expect(question.text).toMatch(/1\. How do I change my .*\n2\. How do I change my /);
    const keys = (question.reply_markup?.inline_keyboard ?? []).map((row) => row[0]);
    expect(keys.map((key) => key?.text).sort()).toEqual([mail, phone, "None of these"].sort());
    expect(keys.at(-1)?.text).toBe("None of these");
    const pressed = keys.find((key) => key?.text === mail);
    telegram.press(ann, ann, question.message_id, dataOf(pressed));
    const answer = await shows(ann, "Write to us from your old address.");
    expect(answer.text).toContain(`Source: ${mail}`);
    expect(await saidTo(ann)).toHaveLength(2);
    expect(await answersOf("Ann")).toEqual([
      { outcome: "offered", question: unclear, output: null, chosen: null },
      { outcome: "answered", question: mail, output: "Write to us from your old address.", chosen: "mail" },
    ]);
    const events = await eventsOf("Ann");
    expect(events).toMatchObject([
      { event_type: "choice_offered", event_data: { options: [{ kind: "faq" }, { kind: "faq" }] } },
      { event_type: "choice_made", event_data: { chosen: { wording: mail }, by: "press" } },
    ]);
    expect(events[1]?.event_data["answerId"]).toBe(events[0]?.event_data["answerId"]);
    // Pressed again, it is over: nothing more is answered.
    telegram.press(ann, ann, question.message_id, dataOf(pressed));
    await shows(ann, "This button no longer works");
    expect(await answersOf("Ann")).toHaveLength(2);
  });

  it("a number chooses also after a restart, and a second number chooses nothing more", async () => {
    const ben = newPerson("Ben");
    telegram.post(ben, ben, unclear);
    const question = await shows(ben, "Did you mean:");
    await desk.close();
    desk = await startProduct(database.url, variables);
    await connect();
    const second = /2\. (.*)/.exec(question.text ?? "")?.[1];
    telegram.post(ben, ben, "2");
    await shows(ben, second === phone ? "then Security, then Phone." : "from your old address.");
    expect((await answersOf("Ben")).map(({ question: asked }) => asked)).toEqual([unclear, "2"]);
    telegram.post(ben, ben, "1");
    await shows(ben, "colleague");
    expect((await answersOf("Ben")).map(({ outcome }) => outcome)).toEqual(["offered", "answered", "not_answered"]);
  });

  it("the same unclear question is asked back once, then a person answers", async () => {
    const cat = newPerson("Cat");
    telegram.post(cat, cat, unclear);
    await shows(cat, "Did you mean:");
    telegram.post(cat, cat, unclear);
    await shows(cat, "colleague");
    expect((await answersOf("Cat")).map(({ outcome }) => outcome)).toEqual(["offered", "not_answered"]);
  });

  function newPerson(firstName: string): number {
    people += 1;
    return telegram.addPerson({ id: 6_100_000_000 + people, firstName }).id;
  }

  async function connect(): Promise<void> {
    await fetch(`${telegram.apiRoot}/bot${token}/setWebhook`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url: `${desk.url}/webhooks/telegram`, secret_token: secret }),
    });
  }

  function fromBot(person: number) {
    const messages = telegram.messages(person).map(({ message }) => message);
    return messages.filter((message) => message.from?.id === telegram.bot.id);
  }

  async function saidTo(person: number): Promise<string[]> {
    return fromBot(person).map(({ text }) => text ?? "");
  }

  function shows(person: number, text: string) {
    return waitFor(
      `“${text}” to ${person}`,
      () => fromBot(person).find((message) => message.text?.includes(text)) ?? null,
    );
  }

  function dataOf(key: { text: string } | undefined): string {
    return key && "callback_data" in key ? String(key.callback_data) : "";
  }

  const answersOf = (customer: string) => readAnswers(desk, customer);
  const eventsOf = (customer: string) => readEvents(desk, customer);
});

describe("in a direct message on Slack", () => {
  let desk: SlackDesk;

  beforeAll(async () => {
    desk = await openSlackDesk();
    await prepare(desk);
  });
  afterAll(() => desk.close());

  it("a button chooses, the desk sees what was offered and chosen, and the answer stays in the chat", async () => {
    const fay = desk.newPerson("fay");
    desk.slack.people.write({ user: fay, text: unclear });
    await waitFor("the question", () => desk.said(fay).some((text) => text.includes("Did you mean:")));
    const chat = desk.slack.workspace.directWith(fay).id;
    const [question] = desk.posted(chat);
    await desk.slack.people.press({ user: fay, channel: chat, ts: question?.ts ?? "", button: phone });
    await waitFor("the answer", () => desk.said(fay).some((text) => text.includes("then Security, then Phone.")));
    await desk.settled();
    expect(desk.said(fay)).toHaveLength(2);
    const shown = desk
      .posted(slackDeskPlace)
      .flatMap(({ ts }) => desk.posted(slackDeskPlace, ts))
      .map(({ text }) => text)
      .join("\n");
    expect(shown).toContain("Did you mean:");
    expect(shown).toContain("The customer meant");
  });

  it("the words of an option choose it, none of them is a person's, and a question of its own is one", async () => {
    const gil = desk.newPerson("gil");
    desk.slack.people.write({ user: gil, text: unclear });
    await desk.answersTo(gil, 1);
    desk.slack.people.write({ user: gil, text: "how do I change my email address" });
    expect((await desk.answersTo(gil, 2))[1]).toContain("from your old address");
    const hal = desk.newPerson("hal");
    desk.slack.people.write({ user: hal, text: unclear });
    await desk.answersTo(hal, 1);
    desk.slack.people.write({ user: hal, text: "none of these" });
    expect((await desk.answersTo(hal, 2))[1]).toContain("colleague");
    expect(await readEvents(desk, "hal")).toMatchObject([
      { event_type: "choice_offered" },
      { event_type: "choice_made", event_data: { chosen: null, by: "words" } },
    ]);
    const ida = desk.newPerson("ida");
    desk.slack.people.write({ user: ida, text: unclear });
    await desk.answersTo(ida, 1);
    desk.slack.people.write({ user: ida, text: "I want to talk to a human" });
    expect((await desk.answersTo(ida, 2))[1]).toContain("handing you over");
    expect((await readEvents(desk, "ida")).map(({ event_type }) => event_type)).toEqual(["choice_offered"]);
  });
});

describe("at 微信客服", () => {
  let desk: WecomDesk;

  beforeAll(async () => {
    desk = await openWecomDesk();
    await prepare(desk);
  });
  afterAll(() => desk.close());

  it("the question is one message of the budget: a menu, whose press is the customer's message and chooses", async () => {
    const jun = desk.newCustomer("君");
    desk.wecom.customers.writes(jun, "怎么修改资料？");
    await desk.customerHears(jun, 1);
    const menu = await waitFor("the menu", () =>
      desk.wecom.kfChat(jun.openKfId, jun.externalUserId).find(({ text }) => text.includes("请问您想问的是")),
    );
    expect(menu.buttons.map(({ label }) => label).at(-1)).toBe("都不是");
    await desk.settled();
    expect(desk.toldCustomer(jun)).toHaveLength(1);
    const item = menu.buttons.find(({ label }) => label === "怎么修改邮箱地址？");
    desk.wecom.customers.presses(jun, { id: item?.id ?? "", label: item?.label ?? "" });
    expect((await desk.customerHears(jun, 2))[1]).toContain("请用旧邮箱给我们来信");
    await desk.settled();
    const said = await desk.messagesOf("君", "inbound");
    expect(said.map(({ content }) => content)).toEqual(["怎么修改资料？", "怎么修改邮箱地址？"]);
    expect(await readEvents(desk, "君")).toMatchObject([
      { event_type: "choice_offered" },
      { event_type: "choice_made", event_data: { by: "press" } },
    ]);
  });

  it("the press of somebody who was not asked chooses nothing for anybody", async () => {
    const [lin, mei] = [desk.newCustomer("林"), desk.newCustomer("梅")];
    desk.wecom.customers.writes(lin, "怎么修改资料？");
    await desk.customerHears(lin, 1);
    const menu = desk.wecom.kfChat(lin.openKfId, lin.externalUserId).find(({ buttons }) => buttons.length > 0);
    const item = menu?.buttons[0];
    desk.wecom.customers.presses(mei, { id: item?.id ?? "", label: item?.label ?? "" });
    await desk.customerHears(mei, 1);
    await desk.settled();
    expect((await readEvents(desk, "梅")).filter(({ event_type }) => event_type === "choice_made")).toEqual([]);
    expect((await readEvents(desk, "林")).map(({ event_type }) => event_type)).toEqual(["choice_offered"]);
  });

  it("a digit chooses in Traditional Chinese as well, and is no rating", async () => {
    const kai = desk.newCustomer("凱");
    desk.wecom.customers.writes(kai, "怎麼修改資料？");
    expect((await desk.customerHears(kai, 1))[0]).toMatch(/請問您想問的是：\s+1\. 怎麼修改/);
    desk.wecom.customers.writes(kai, "1");
    await desk.customerHears(kai, 2);
    expect(await readAnswers(desk, "凱")).toMatchObject([
      { outcome: "offered" },
      { outcome: "answered", question: "1" },
    ]);
    const [row] = await desk.rows(
      "SELECT v.satisfaction_score FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = '凱'",
    );
    expect(row).toEqual({ satisfaction_score: null });
  });
});

function readAnswers(desk: OpenProduct, customer: string) {
  return desk.rows<{ outcome: string; question: string; output: string | null; chosen: string | null }>(
    `SELECT a.outcome, a.question, a.output, f.external_id AS chosen
     FROM answers a JOIN conversations v ON v.id = a.conversation_id JOIN customers c ON c.id = v.customer_id
     LEFT JOIN faqs f ON f.id::text = a.settings -> 'rules' ->> 'chosen'
     WHERE c.name = ? ORDER BY a.created_at`,
    [customer],
  );
}

function readEvents(desk: OpenProduct, customer: string) {
  return desk.rows<{ event_type: string; event_data: Record<string, unknown> }>(
    `SELECT e.event_type, e.event_data FROM conversation_events e JOIN customers c ON c.id = e.customer_id
     WHERE c.name = ? AND e.event_type LIKE 'choice%' ORDER BY e.created_at`,
    [customer],
  );
}
