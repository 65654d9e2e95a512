import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

describe("on Telegram", () => {
  const token = "700100200:AAHtesttesttesttesttest";
  const secret = "webhook-secret_0123456789";
  let telegram: TelegramEmulator;
  let desk: OpenProduct;
  let agent: number;
  let people = 0;

  beforeAll(async () => {
    telegram = await startTelegramEmulator({ token, secondMs: 20 });
    desk = await openProduct({
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: telegram.apiRoot,
    });
    await fetch(`${telegram.apiRoot}/bot${token}/setWebhook`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url: `${desk.url}/webhooks/telegram`, secret_token: secret }),
    });
    agent = telegram.addPerson({ id: 6_000_000_001, firstName: "Ann" }).id;
    await linkStaff(desk, { platform: "telegram", personId: String(agent), name: "Ann", role: "agent" });
  });
  afterAll(async () => {
    await desk.close();
    await telegram.close();
  });

  it("the question has inline buttons, and what is pressed and written after it stays with the conversation", async () => {
    const dora = telegram.addPerson({ id: 6_000_000_002, firstName: "Dora" }).id;
    telegram.post(dora, dora, "I want to talk to a human");
    const code = await codeOf(desk, "Dora");
    telegram.post(agent, agent, `/take ${code}`);
    await shows(agent, "Ann has taken");
    telegram.post(agent, agent, `/send ${code} Here you are, Dora`);
    await shows(dora, "Here you are, Dora");
    telegram.post(agent, agent, `/resolve ${code}`);
    const question = await shows(dora, "How satisfied are you");
    const keys = question.reply_markup?.inline_keyboard.flat() ?? [];
    expect(keys.map(({ text }) => text)).toEqual(["1", "2", "3", "4", "5"]);
    const press = keys.map((key) => ("callback_data" in key ? key.callback_data : ""))[1] ?? "";
    telegram.press(dora, dora, question.message_id, press);
    await shows(dora, "Thank you!");
    telegram.post(dora, dora, "It took too long");
    await waitFor("the comment", async () => (await ratingOf(desk, "Dora")).satisfaction_comment !== null);
    expect(await ratingOf(desk, "Dora")).toEqual({
      status: "resolved",
      satisfaction_score: 2,
      satisfaction_comment: "It took too long",
      conversations: "1",
    });
  });

  it.each([
    ["Eve", "I lost everything and I do not want to live any more", "distress", "distress"],
    ["Fay", "Someone hacked my account", "account_security", "account_security"],
    ["Gus", "I will report you to the FCA", "complaint_escalation", "complaint"],
  ])(
    "a comment of %s's that says “%s” alerts at once, and its conversation waits for a person again",
    async (name, words, risk, rule) => {
      const person = await rated(name, 5);
      telegram.post(person, person, words);
      const after = await waitFor("the conversation to be open", async () => {
        const row = await ratingOf(desk, name);
        return row.status === "pending" ? row : null;
      });
      expect(after).toEqual({
        status: "pending",
        satisfaction_score: 5,
        satisfaction_comment: words,
        conversations: "1",
      });
      expect(await kept(name)).toMatchObject({
        alerts: [rule],
        risks: expect.arrayContaining([risk]),
        is_waiting: true,
        has_clock: true,
        agent_id: null,
        insights: 1,
      });
      expect(await eventsOf(name)).toEqual(expect.arrayContaining(["rated", "reopened", "handoff_requested"]));
      await shows(person, rule === "account_security" ? "will take over here" : "handing you over to a colleague");
    },
  );

  it.each([
    ["Hal", "Great service, thank you so much!", []],
    ["Ida", "Terrible service, you are useless!!", ["angry_customer", "complaint"]],
  ])("a comment of %s's that says “%s” alerts of %j and reopens nothing", async (name, words, alerts) => {
    const person = await rated(name, 3);
    telegram.post(person, person, words);
    await waitFor("the comment", async () => (await ratingOf(desk, name)).satisfaction_comment !== null);
    expect(await ratingOf(desk, name)).toMatchObject({ status: "resolved", conversations: "1" });
    expect(await kept(name)).toMatchObject({ alerts, is_waiting: false, has_clock: false, insights: 1 });
  });

  /** A customer whom Ann helped, and who gave so many points; their chat waits for the comment. */
  async function rated(name: string, score: number): Promise<number> {
    people += 1;
    const person = telegram.addPerson({ id: 6_000_000_100 + people, firstName: name }).id;
    telegram.post(person, person, "I want to talk to a human");
    const code = await codeOf(desk, name);
    telegram.post(agent, agent, `/take ${code}`);
    await shows(agent, `Ann has taken ${code}`);
    telegram.post(agent, agent, `/send ${code} Here you are, ${name}`);
    await shows(person, `Here you are, ${name}`);
    telegram.post(agent, agent, `/resolve ${code}`);
    await shows(person, "How satisfied are you");
    telegram.post(person, person, String(score));
    await shows(person, "Thank you!");
    return person;
  }

  async function kept(name: string) {
    const [row] = await desk.rows(
      `SELECT v.agent_id, v.handoff_at IS NOT NULL AS is_waiting, v.waiting_since IS NOT NULL AS has_clock,
         ARRAY(SELECT a.kind FROM alerts a WHERE a.conversation_id = v.id AND a.status = 'open'
           AND a.kind <> 'human_requested_nobody_online' ORDER BY a.kind) AS alerts,
         ARRAY(SELECT e.event_data ->> 'kind' FROM conversation_events e
           WHERE e.conversation_id = v.id AND e.event_type = 'risk_signal') AS risks,
         (SELECT count(*)::int FROM message_insights i JOIN messages m ON m.id = i.message_id
           WHERE m.conversation_id = v.id AND m.content = v.satisfaction_comment) AS insights
       FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
      [name],
    );
    return row;
  }

  async function eventsOf(name: string): Promise<string[]> {
    const rows = await desk.rows<{ event_type: string }>(
      `SELECT e.event_type FROM conversation_events e JOIN customers c ON c.id = e.customer_id WHERE c.name = ?`,
      [name],
    );
    return rows.map(({ event_type }) => event_type);
  }

  function shows(person: number, text: string) {
    return waitFor(
      `“${text}” to ${person}`,
      () =>
        telegram
          .messages(person)
          .map(({ message }) => message)
          .find((message) => message.from?.id === telegram.bot.id && message.text?.includes(text)) ?? null,
    );
  }
});

describe("at 微信客服", () => {
  let desk: WecomDesk;

  beforeAll(async () => {
    desk = await openWecomDesk();
    desk.newMember("zhangsan");
    await linkStaff(desk, { platform: "wecom", personId: "zhangsan", name: "Zhang", role: "agent", language: "zh" });
  });
  afterAll(() => desk.close());

  it("the question is a menu, whose press is also a message of the customer's, and reopens nothing", async () => {
    const ann = desk.newCustomer("安");
    desk.wecom.customers.writes(ann, "转人工");
    const code = await codeOf(desk, "安");
    desk.wecom.members.writes("zhangsan", `/接手 ${code}`);
    await told("已接手");
    desk.wecom.members.writes("zhangsan", `${code} 您好，已为您处理`);
    await waitFor("the line", () => desk.toldCustomer(ann).some((text) => text.includes("已为您处理")));
    desk.wecom.members.writes("zhangsan", `/解决 ${code}`);
    const menu = await waitFor("the menu", () =>
      desk.wecom.kfChat(ann.openKfId, ann.externalUserId).find(({ text }) => text.includes("您对本次服务满意吗")),
    );
    const item = menu.buttons[4];
    expect(menu.buttons.map(({ label }) => label)).toEqual(["1", "2", "3", "4", "5"]);
    desk.wecom.customers.presses(ann, { id: item?.id ?? "", label: item?.label ?? "" });
    await waitFor("the thanks", () => desk.toldCustomer(ann).some((text) => text.includes("感谢您的评价")));
    desk.wecom.customers.writes(ann, "态度很好");
    await waitFor("the comment", async () => (await ratingOf(desk, "安")).satisfaction_comment !== null);
    await desk.settled();
    expect(await ratingOf(desk, "安")).toEqual({
      status: "resolved",
      satisfaction_score: 5,
      satisfaction_comment: "态度很好",
      conversations: "1",
    });
    const said = await desk.messagesOf("安", "inbound");
    expect(said.map(({ content }) => content)).toEqual(["转人工", "5", "态度很好"]);
  });

  it("a press that names somebody else's conversation rates nothing, and is a message like any other", async () => {
    const [rated] = await desk.rows<{ id: string }>(
      "SELECT v.id FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = '安'",
    );
    const ben = desk.newCustomer("本");
    desk.wecom.customers.presses(ben, { id: `rate:${rated?.id}:1`, label: "1" });
    await waitFor("the message", async () => (await desk.messagesOf("本", "inbound")).length === 1);
    await desk.settled();
    expect((await ratingOf(desk, "安")).satisfaction_score).toBe(5);
    expect((await ratingOf(desk, "本")).satisfaction_score).toBeNull();
  });

  function told(text: string) {
    return waitFor(`“${text}”`, () => desk.toldMember("zhangsan").some((line) => line.includes(text)));
  }
});

async function codeOf(desk: OpenProduct, customer: string): Promise<string> {
  return waitFor(`the conversation of ${customer}`, async () => {
    const [row] = await desk.rows<{ number: string }>(
      `SELECT v.number FROM conversations v JOIN customers c ON c.id = v.customer_id
       WHERE c.name = ? AND v.handoff_at IS NOT NULL`,
      [customer],
    );
    return row ? `C${row.number}` : null;
  });
}

async function ratingOf(desk: OpenProduct, customer: string) {
  const [row] = await desk.rows<{
    status: string;
    satisfaction_score: number | null;
    satisfaction_comment: string | null;
    conversations: string;
  }>(
    `SELECT v.status, v.satisfaction_score, v.satisfaction_comment, count(*) OVER () AS conversations
     FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ? ORDER BY v.created_at DESC`,
    [customer],
  );
  if (!row) throw new Error(`${customer} has no conversation`);
  return row;
}
