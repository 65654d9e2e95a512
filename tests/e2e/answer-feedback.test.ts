import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFaqCounter } from "../../bot/feedback/count-used-faqs.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { registerGroup } from "../support/register-group.ts";
import { allSent } from "../support/settled.ts";
import { openSlackDesk, type SlackDesk } from "../support/slack-desk.ts";
import { connectTelegram, telegramSettings, telegramToken } from "../support/surfaces/telegram-surface.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

describe("under an answer on Telegram", () => {
  let telegram: TelegramEmulator;
  let desk: OpenProduct;
  beforeAll(async () => {
    telegram = await startTelegramEmulator({ token: telegramToken, secondMs: 20 });
    desk = await openProduct(telegramSettings(telegram), { paceSecondMs: 5 });
    await importFaqs(desk);
    await connectTelegram(telegram, desk.url);
  });
  afterAll(async () => {
    await desk.close();
    await telegram.close();
  });

  it("a press is kept once, may change, and is answered by the buttons alone", async () => {
    const ann = telegram.addPerson({ firstName: "Ann" }).id;
    telegram.post(ann, ann, "How long does a withdrawal take?");
    const shown = await answerIn(ann);
    expect(labels(shown)).toEqual(["👍", "👎"]);
    await allSent(desk);
    const alerts = await desk.rows("SELECT kind FROM alerts");
    const press = (index: number) => telegram.press(ann, ann, shown.message_id, data(shown, index));
    press(0);
    await waitFor("the tick", async () => labels(await answerIn(ann))[0] === "👍 ✓");
    press(0);
    press(1);
    await waitFor("the change", async () => labels(await answerIn(ann))[1] === "👎 ✓");
    await allSent(desk);
    const after = await answerIn(ann);
    expect(after.text).toBe(shown.text);
    expect(labels(after)).toEqual(["👍", "👎 ✓"]);
    expect(said(ann)).toHaveLength(1);
    expect(await eventsOf(desk, "Ann")).toEqual([{ said: "true" }, { said: "false" }]);
    expect(await verdictsOf(desk, "Ann")).toEqual([{ is_helpful: false }]);
    const lines = await desk.rows<{ text: string }>(
      "SELECT content::text AS text FROM deliveries WHERE purpose = 'desk' AND act ->> 'why' = 'desk: answer judged' ORDER BY seq",
    );
    expect(lines.map(({ text }) => /👍|👎/u.exec(text)?.[0])).toEqual(["👍", "👎"]);
    expect(await desk.rows("SELECT kind FROM alerts")).toEqual(alerts);
  });

  it("counts are those of a slow count, whatever was pressed in which order", async () => {
    const people = ["Bea", "Cid", "Dan"].map((firstName) => telegram.addPerson({ firstName }).id);
    for (const [index, person] of people.entries()) {
      telegram.post(person, person, "How do I open an account?");
      const shown = await answerIn(person);
      telegram.press(person, person, shown.message_id, data(shown, index % 2));
      await waitFor("the tick", async () => labels(await answerIn(person)).some((label) => label.includes("✓")));
    }
    await allSent(desk);
    expect(await createFaqCounter(desk.product)()).toBeGreaterThan(0);
    const counted = await desk.rows("SELECT external_id, use_count, helpful_count FROM faqs ORDER BY external_id");
    expect(counted).toEqual(await countSlowly(desk));
    expect(counted).toContainEqual({ external_id: "open-account-en", use_count: 3, helpful_count: 2 });
  });

  it("only who asked can judge it in a group", async () => {
    const [eva, fin] = ["Eva", "Fin"].map((firstName) => telegram.addPerson({ firstName }).id) as [number, number];
    const group = telegram.addGroup({ title: "Gold", members: [eva, fin] });
    await registerGroup(desk, "telegram", String(group.id));
    telegram.post(fin, group.id, "@deskhand_bot How long does a withdrawal take?");
    telegram.post(eva, group.id, "@deskhand_bot How do I open an account?");
    const shown = await waitFor("Eva's answer", () =>
      said(group.id).find(({ text }) => text?.includes("Register on our website")),
    );
    telegram.press(fin, group.id, shown.message_id, data(shown, 1));
    await allSent(desk);
    expect(await verdictsOf(desk, "Eva")).toEqual([]);
    telegram.press(eva, group.id, shown.message_id, data(shown, 0));
    await waitFor("the verdict", async () => (await verdictsOf(desk, "Eva")).length === 1);
    expect(await verdictsOf(desk, "Eva")).toEqual([{ is_helpful: true }]);
  });

  it("there are no buttons where the organisation asks for none", async () => {
    await desk.product.db.system("settings").insert({
      id: "00000000-0000-4000-8000-000000000051",
      org_id: desk.orgId,
      key: "answers.feedback",
      value: "false",
      value_type: "boolean",
      category: "answers",
    });
    const gus = telegram.addPerson({ firstName: "Gus" }).id;
    telegram.post(gus, gus, "How do I open an account?");
    expect((await answerIn(gus)).reply_markup).toBeUndefined();
  });

  type Shown = ReturnType<TelegramEmulator["messages"]>[number]["message"];
  const said = (chat: number): Shown[] =>
    telegram
      .messages(chat)
      .map(({ message }) => message)
      .filter(({ from }) => from?.id === telegram.bot.id);
  const answerIn = (chat: number): Promise<Shown> => waitFor("the answer", () => said(chat)[0]);
  const keys = (shown: Shown) => shown.reply_markup?.inline_keyboard.flat() ?? [];
  const labels = (shown: Shown) => keys(shown).map(({ text }) => text);
  const data = (shown: Shown, index: number) => {
    const key = keys(shown)[index];
    return key && "callback_data" in key ? key.callback_data : "";
  };
});

describe("under an answer in a direct message on Slack", () => {
  let desk: SlackDesk;
  beforeAll(async () => {
    desk = await openSlackDesk();
  });
  afterAll(() => desk.close());

  it("a press ticks its button in the same message", async () => {
    const ann = desk.newPerson("ann");
    desk.slack.people.write({ user: ann, text: "How long does a withdrawal take?" });
    await desk.answersTo(ann, 1);
    const channel = desk.slack.workspace.directWith(ann).id;
    const [shown] = desk.posted(channel);
    await desk.slack.people.press({ user: ann, channel, ts: shown?.ts ?? "", button: "👎" });
    await waitFor("the tick", () => desk.posted(channel)[0]?.buttons.some(({ label }) => label === "👎 ✓"));
    await desk.settled();
    expect(desk.said(ann)).toHaveLength(1);
    expect(await verdictsOf(desk, "ann")).toEqual([{ is_helpful: false }]);
  });
});

describe("after an answer at 微信客服", () => {
  let desk: WecomDesk;
  beforeAll(async () => {
    desk = await openWecomDesk();
  });
  afterAll(() => desk.close());

  it("a word on its own counts, costs no reply, and may change", async () => {
    const an = desk.newCustomer("安");
    desk.wecom.customers.writes(an, "出金多久到账？");
    await desk.customerHears(an, 1);
    await desk.settled();
    expect(await desk.rows("SELECT FROM deliveries WHERE audience = 'customer' AND buttons IS NOT NULL")).toEqual([]);
    desk.wecom.customers.writes(an, "没用");
    await waitFor("the verdict", async () => (await verdictsOf(desk, "安")).length === 1);
    await desk.settled();
    expect(desk.toldCustomer(an)).toHaveLength(1);
    expect(await verdictsOf(desk, "安")).toEqual([{ is_helpful: false }]);
    expect(await desk.messagesOf("安", "inbound")).toHaveLength(2);
  });

  it("a word that does not come right after an answer is a message like any other", async () => {
    const ben = desk.newCustomer("本");
    desk.wecom.customers.writes(ben, "没用");
    await desk.customerHears(ben, 1);
    await desk.settled();
    expect(await verdictsOf(desk, "本")).toEqual([]);
  });
});

function verdictsOf(desk: OpenProduct, customer: string) {
  return desk.rows(
    `SELECT j.is_helpful FROM answer_verdicts j JOIN conversations v ON v.id = j.conversation_id
     JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
    [customer],
  );
}

function eventsOf(desk: OpenProduct, customer: string) {
  return desk.rows(
    `SELECT e.event_data ->> 'isHelpful' AS said FROM conversation_events e JOIN customers c ON c.id = e.customer_id
     WHERE c.name = ? AND e.event_type = 'answer_judged' ORDER BY e.created_at`,
    [customer],
  );
}

/** From every answer by itself, in this process. */
async function countSlowly(desk: OpenProduct) {
  const answers = await desk.rows<{ id: string; sources: { kind: string; entryId: string }[] }>(
    "SELECT id, sources FROM answers WHERE outcome = 'answered'",
  );
  const verdicts = await desk.rows<{ answer_id: string; is_helpful: boolean }>("SELECT * FROM answer_verdicts");
  const helpful = new Set(verdicts.filter((row) => row.is_helpful).map((row) => row.answer_id));
  const faqs = await desk.rows<{ id: string; external_id: string }>("SELECT * FROM faqs ORDER BY external_id");
  return faqs.map(({ id, external_id }) => {
    const used = answers.filter(({ sources }) => sources.some(({ kind, entryId }) => kind === "faq" && entryId === id));
    const liked = used.filter((answer) => helpful.has(answer.id));
    return { external_id, use_count: used.length, helpful_count: liked.length };
  });
}
