import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refreshChanged } from "../../domain/funds/rebuild-funnel.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { brokerFaqs, importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { registerGroup } from "../support/register-group.ts";
import { allSent } from "../support/settled.ts";
import { addStaff } from "../support/staff.ts";
import { connectTelegram, telegramSettings, telegramToken } from "../support/surfaces/telegram-surface.ts";
import { waitFor } from "../support/wait-for.ts";

const alertGroup = -1_001_234_500_002;

let telegram: TelegramEmulator;
let desk: OpenProduct;
let mona: number;
let ann: number;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token: telegramToken, secondMs: 20 });
  mona = newPerson("Mona");
  ann = newPerson("Ann");
  desk = await openProduct(telegramSettings(telegram), { paceSecondMs: 5 });
  await importFaqs(desk);
  const rebate = { id: "rebate", question: "What is the rebate of partners?", answer: "Partners get 2 USD a lot." };
  await importFaqs(desk, [rebate], { kb: "handbook", audience: "internal" });
  await connectTelegram(telegram, desk.url);
  await linkStaff(desk, { platform: "telegram", personId: String(mona), name: "Mona", role: "manager" });
  await linkStaff(desk, { platform: "telegram", personId: String(ann), name: "Ann", role: "agent" });
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

describe("in a group that nobody registered", () => {
  it("the bot says nothing, keeps nothing of it, and tells of it once", async () => {
    const [eva, fin] = [newPerson("Eva"), newPerson("Fin")];
    const group = telegram.addGroup({ title: "Gold\nTraders", members: [eva, fin] });
    telegram.post(eva, group.id, "@deskhand_bot How do I open an account?");
    telegram.post(fin, group.id, "/help@deskhand_bot");
    telegram.post(fin, group.id, "@deskhand_bot 怎么开户？");
    await settled();
    expect(saidIn(group.id)).toEqual([]);
    expect(await desk.rows("SELECT id FROM customers WHERE name IN ('Eva', 'Fin')")).toEqual([]);
    expect(await desk.rows("SELECT id FROM leads")).toEqual([]);
    expect(await alertsOf(group.id)).toEqual([{ severity: "warning", status: "open", occurrences: 1 }]);
    const [card] = cardsFor("Gold Traders");
    expect(card?.message.text).toContain(`(telegram, env, ${group.id})`);
    expect(Object.keys(buttonsOf(card))).toEqual(["Register", "Assign…", "Acknowledge", "Snooze 30 min"]);
  });

  it("a manager registers it by the alert's button, and the next question is answered", async () => {
    const gil = newPerson("Gil");
    const group = telegram.addGroup({ title: "Silver", members: [gil] });
    telegram.post(gil, group.id, "@deskhand_bot How do I open an account?");
    const card = await waitFor("the card", () => cardsFor("“Silver”")[0]);
    const press = (person: number) =>
      telegram.press(person, alertGroup, card.message.message_id, buttonsOf(card)["Register"] ?? "");
    press(ann);
    await settled();
    expect(await desk.rows("SELECT id FROM channel_groups WHERE chat_id = ?", [String(group.id)])).toEqual([]);
    press(mona);
    await waitFor("the registration", async () => (await alertsOf(group.id))[0]?.["status"] === "resolved");
    await waitFor("the channel", async () =>
      (await desk.product.channels.ofEnvironment("telegram"))?.groups.has(String(group.id)),
    );
    const asked = telegram.post(gil, group.id, "@deskhand_bot How long does a withdrawal take?");
    const [answer] = await waitFor("the answer", () => (saidIn(group.id).length > 0 ? saidIn(group.id) : null));
    expect(answer?.message.reply_to_message?.message_id).toBe(asked.message_id);
    expect(answer?.message.text).toContain("Withdrawals are processed");
    expect(
      await desk.rows(
        `SELECT u.name, a.changes ->> 'chatId' AS chat, a.changes ->> 'name' AS group_name FROM audit_logs a
         JOIN users u ON u.id = a.user_id WHERE a.action = 'channel.group_add'`,
      ),
    ).toEqual([{ name: "Mona", chat: String(group.id), group_name: "Silver" }]);
  });

  it("a link code that was typed there is worthless, and nothing is said about it", async () => {
    const code = await addStaff(desk, { email: "seen@example.com", role: "agent" });
    const seen = newPerson("Seen");
    const group = telegram.addGroup({ title: "Codes", members: [seen] });
    telegram.post(seen, group.id, `/link@deskhand_bot ${code}`);
    await settled();
    expect(saidIn(group.id)).toEqual([]);
    expect(await desk.rows("SELECT FROM audit_logs WHERE action = 'user.link_code_burnt'")).toHaveLength(1);
    telegram.post(seen, seen, `/link ${code}`);
    await waitFor("the refusal", () => saidIn(seen).some(({ message }) => message.text?.includes("not valid")));
  });
});

describe("a group that the bot is added to", () => {
  it("is told of with a button to register it, before anybody asks there, and once", async () => {
    const oda = newPerson("Oda");
    const group = telegram.addGroup({ title: "Platinum", members: [oda] });
    telegram.addBot(oda, group.id);
    const card = await waitFor("the card", () => cardsFor("“Platinum”")[0]);
    expect(card.message.text).toContain("The bot was added to the group");
    expect(Object.keys(buttonsOf(card))[0]).toBe("Register");
    telegram.post(oda, group.id, "@deskhand_bot How do I open an account?");
    await settled();
    expect(await alertsOf(group.id)).toEqual([{ severity: "warning", status: "open", occurrences: 1 }]);
    telegram.press(mona, alertGroup, card.message.message_id, buttonsOf(card)["Register"] ?? "");
    await waitFor("the channel", async () =>
      (await desk.product.channels.ofEnvironment("telegram"))?.groups.has(String(group.id)),
    );
    telegram.post(oda, group.id, "@deskhand_bot How long does a withdrawal take?");
    await waitFor("the answer", () => saidIn(group.id).length > 0);
  });

  it("is nobody's business where it is registered, or staff are told there", async () => {
    const { group } = await registered("Pam");
    telegram.addBot(mona, group);
    telegram.addBot(mona, alertGroup);
    await settled();
    expect(await alertsOf(group)).toEqual([]);
    expect(await alertsOf(alertGroup)).toEqual([]);
  });
});

describe("who comes into a registered group and leaves it", () => {
  it("has that kept when they are a customer, however often Telegram says it, and nothing when they are a bystander", async () => {
    const { group } = await registered("Zed");
    const [kay, lou] = [newPerson("Kay"), newPerson("Lou")];
    telegram.post(kay, kay, "How do I open an account?");
    await waitFor("the answer", () => saidIn(kay).length > 0);
    telegram.joinGroup(kay, group);
    telegram.joinGroup(lou, group);
    await settled();
    const journey = "SELECT journey_stage FROM customers WHERE name = 'Kay'";
    expect(await desk.rows(journey)).toEqual([{ journey_stage: "engage" }]);
    telegram.leaveGroup(kay, group, lou);
    await settled();
    const moves = await desk.rows(
      `SELECT a.type, a.title, a.metadata ->> 'reason' AS reason, l.action FROM customer_activities a
       JOIN customers c ON c.id = a.customer_id JOIN audit_logs l ON l.resource_id = c.id AND l.action LIKE 'customer.group%'
         AND l.changes = a.metadata WHERE c.name = 'Kay' ORDER BY a.id`,
    );
    expect(moves).toEqual([
      { type: "group_joined", title: "Zed", reason: null, action: "customer.group_join" },
      { type: "group_left", title: "Zed", reason: "removed", action: "customer.group_leave" },
    ]);
    await refreshChanged({ db: desk.product.db, clock: desk.product.clock });
    const top = `SELECT f.joined_group, f.group_name, f.stayed_in_group, f.left_group_at IS NOT NULL AS has_left, f.leave_reason
      FROM funnel_tofu f JOIN customers c ON c.id = f.customer_id WHERE c.name = 'Kay'`;
    expect(await desk.rows(top)).toEqual([
      { joined_group: true, group_name: "Zed", stayed_in_group: false, has_left: true, leave_reason: "removed" },
    ]);
    expect(await desk.rows("SELECT id FROM customers WHERE name = 'Lou'")).toEqual([]);
  });

  it("is nothing to us in a group that is not registered", async () => {
    const may = newPerson("May");
    const group = telegram.addGroup({ title: "Strangers", members: [] }).id;
    telegram.post(may, may, "How do I open an account?");
    await waitFor("the answer", () => saidIn(may).length > 0);
    telegram.joinGroup(may, group);
    await settled();
    const kept =
      "SELECT a.id FROM customer_activities a JOIN customers c ON c.id = a.customer_id WHERE c.name = 'May' AND a.type = 'group_joined'";
    expect(await desk.rows(kept)).toEqual([]);
  });
});

describe("a group that becomes a supergroup", () => {
  it("stays registered under its new id", async () => {
    const { group, members } = await registered("Quin");
    const [quin = 0] = members;
    const moved = telegram.migrate(group);
    await waitFor("the registration", async () => {
      const known = (await desk.product.channels.ofEnvironment("telegram"))?.groups;
      return known?.has(String(moved)) && !known.has(String(group));
    });
    telegram.post(quin, moved, "@deskhand_bot How long does a withdrawal take?");
    await waitFor("the answer", () => saidIn(moved).some(({ message }) => message.text?.includes("Withdrawals are")));
    expect(await alertsOf(moved)).toEqual([]);
    expect(
      await desk.rows(
        "SELECT actor, changes ->> 'before' AS before, changes ->> 'after' AS after FROM audit_logs WHERE action = 'channel.group_move'",
      ),
    ).toEqual([{ actor: "bot", before: String(group), after: String(moved) }]);
  });

  it("stays unregistered when it was", async () => {
    const group = telegram.addGroup({ title: "Nobody's", members: [newPerson("Ria")] });
    const moved = telegram.migrate(group.id);
    await settled();
    expect(await desk.rows("SELECT FROM channel_groups WHERE chat_id = ?", [String(moved)])).toEqual([]);
  });
});

describe("in a registered group", () => {
  it("each is answered to their own words: neither what another asked nor what was said before is joined to them", async () => {
    const { group, members } = await registered("Ida", "Jan");
    const [ida = 0, jan = 0] = members;
    telegram.post(ida, group, "@deskhand_bot How long does a withdrawal take?");
    await waitFor("the first answer", () => saidIn(group).length === 1);
    telegram.post(jan, group, "@deskhand_bot And how long does it take?");
    telegram.post(ida, group, "@deskhand_bot And how much?");
    await waitFor("three answers", () => saidIn(group).length === 3);
    const kept = await desk.rows(
      `SELECT c.name, m.sender_id, m.content, a.context, a.queries FROM messages m JOIN customers c ON c.id = m.customer_id
       JOIN answers a ON a.question_message_id = m.id WHERE c.name IN ('Ida', 'Jan') ORDER BY m.sent_at, m.id`,
    );
    expect(kept).toEqual([
      row("Ida", ida, "How long does a withdrawal take?"),
      row("Jan", jan, "And how long does it take?"),
      row("Ida", ida, "And how much?"),
    ]);
  });

  it("nothing is answered from knowledge for staff alone, which is not for customers in private either", async () => {
    const { group, members } = await registered("Kai");
    const [kai = 0] = members;
    telegram.post(kai, group, "@deskhand_bot What is the rebate of partners?");
    await waitFor("the line", () => saidIn(group).length > 0);
    telegram.post(kai, kai, "What is the rebate of partners?");
    await waitFor("the line in private", () => saidIn(kai).length > 0);
    expect([...saidIn(group), ...saidIn(kai)].map(({ message }) => message.text).join()).not.toContain("2 USD");
    telegram.post(ann, ann, "/ask What is the rebate of partners?");
    await waitFor("the colleague's answer", () => saidIn(ann).some(({ message }) => message.text?.includes("2 USD")));
  });

  it("nobody becomes a lead by a question, but whoever comes in private afterwards does, once", async () => {
    const { group, members } = await registered("Lea", "Max");
    const [lea = 0, max = 0] = members;
    for (const person of [lea, max]) telegram.post(person, group, `@deskhand_bot ${brokerFaqs[2]?.question}`);
    await waitFor("the answers", () => saidIn(group).length === 2);
    const leads = () =>
      desk.rows("SELECT contact_name FROM leads WHERE contact_name IN ('Lea', 'Max') ORDER BY contact_name");
    expect(await leads()).toEqual([]);
    telegram.post(lea, lea, "How do I open an account?");
    await waitFor("the private answer", () => saidIn(lea).length > 0);
    telegram.post(lea, group, "@deskhand_bot How do I open an account?");
    await waitFor("the third answer", () => saidIn(group).length === 3);
    expect(await leads()).toEqual([{ contact_name: "Lea" }]);
  });
});

const row = (name: string, sender: number, content: string) => ({
  name,
  sender_id: String(sender),
  content,
  context: [],
  queries: [content],
});

function newPerson(firstName: string): number {
  people += 1;
  return telegram.addPerson({ id: 5_000_500_000 + people, firstName }).id;
}

async function registered(...names: string[]) {
  const members = names.map(newPerson);
  const { id: group } = telegram.addGroup({ title: names.join(), members });
  await registerGroup(desk, "telegram", String(group));
  return { group, members };
}

async function settled(): Promise<void> {
  await telegram.delivered();
  await allSent(desk);
}

function saidIn(chat: number) {
  return telegram.messages(chat).filter(({ message }) => message.from?.id === telegram.bot.id);
}

const cardsFor = (title: string) => saidIn(alertGroup).filter(({ message }) => message.text?.includes(title));

function alertsOf(group: number): Promise<Record<string, unknown>[]> {
  return desk.rows(
    `SELECT severity, status, occurrences FROM alerts WHERE kind = 'unknown_group' AND details -> 'group' ->> 'chatId' = ?`,
    [String(group)],
  );
}

/** The data behind each button by its label. */
function buttonsOf(shown: ReturnType<typeof saidIn>[number] | undefined): Record<string, string> {
  const rows = shown?.message.reply_markup?.inline_keyboard ?? [];
  return Object.fromEntries(
    rows.flat().flatMap((button) => ("callback_data" in button ? [[button.text, button.callback_data]] : [])),
  );
}
