import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { raiseAlert } from "../../bot/alerts/raise-alert.ts";
import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { setTeamPlaces } from "../../domain/organisation/team-places.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { addTeam } from "../support/add-team.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { registerGroup } from "../support/register-group.ts";
import { allSent } from "../support/settled.ts";
import { connectTelegram, telegramSettings, telegramToken } from "../support/surfaces/telegram-surface.ts";
import { waitFor } from "../support/wait-for.ts";

const deskGroup = -1_001_234_500_001;
const alertGroup = -1_001_234_500_002;

let telegram: TelegramEmulator;
let desk: OpenProduct;
let ann: number;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token: telegramToken, secondMs: 20 });
  ann = newPerson("Ann");
  desk = await openProduct(telegramSettings(telegram), { paceSecondMs: 5 });
  await importFaqs(desk);
  await connectTelegram(telegram, desk.url);
  await linkStaff(desk, { platform: "telegram", personId: String(ann), name: "Ann", role: "agent" });
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

describe("when a customers' group becomes a supergroup", () => {
  it("the conversation goes on with the person who has it", async () => {
    const { group, customer, topic, conversation } = await taken("Quin");
    const moved = telegram.migrate(group);
    await settled();
    telegram.post(ann, deskGroup, "Your refund was approved", { threadId: topic });
    await settled();
    telegram.post(customer, moved, "@deskhand_bot How long does a withdrawal take?");
    await settled();
    expect(saidIn(moved)).toEqual(["Your refund was approved"]);
    expect(await conversationsOf(customer)).toEqual([{ ...conversation, chat: String(moved) }]);
    expect(inTopic(topic).some((text) => text.includes("How long does a withdrawal take?"))).toBe(true);
    expect(inTopic(topic).filter((text) => text.includes("✗"))).toEqual([]);
  });

  it("so it does where a refusal tells of it before the group does: lines arrive once and in order, earlier ones are kept", async () => {
    const { group, customer, topic, conversation } = await taken("Rosa");
    telegram.fail("sendMessage", { kind: "rate_limited", retryAfterSeconds: 1 });
    for (const line of ["One", "Two", "Three"]) telegram.post(ann, deskGroup, line, { threadId: topic });
    await waitFor("three lines to wait", async () => (await waitingFor(group)).length === 3);
    await hangUp();
    telegram.post(customer, group, "@deskhand_bot and my deposit?");
    const moved = telegram.migrate(group);
    await waitFor("the lines in the new group", () => saidIn(moved).length === 3);
    await connectTelegram(telegram, desk.url);
    await settled();
    expect(saidIn(moved)).toEqual(["One", "Two", "Three"]);
    expect(await conversationsOf(customer)).toEqual([{ ...conversation, chat: String(moved) }]);
    expect(inTopic(topic).some((text) => text.includes("and my deposit?"))).toBe(true);
    expect(await desk.rows("SELECT chat_id FROM moved_chats WHERE chat_id = ?", [String(group)])).toHaveLength(1);
  });
});

describe("when a group of staff becomes a supergroup", () => {
  it("alerts reach it, whatever the environment calls it, also where an alert is what tells of it", async () => {
    await hangUp();
    const moved = telegram.migrate(alertGroup);
    await raise("The first");
    await waitFor("the card in the new group", () => saidIn(moved).length === 1);
    await connectTelegram(telegram, desk.url);
    await settled();
    await raise("The second");
    await settled();
    expect(saidIn(moved).map((text) => /The (first|second)/.exec(text)?.[0])).toEqual(["The first", "The second"]);
    expect(await desk.rows("SELECT FROM deliveries WHERE purpose = 'alert' AND status <> 'sent'")).toEqual([]);
    telegram.post(ann, moved, "/alerts@deskhand_bot");
    await settled();
    expect(await desk.rows("SELECT FROM alerts WHERE kind = 'unknown_group'")).toEqual([]);
  });

  it("a team has its place there", async () => {
    const { db, channels } = desk.product;
    const { id: group } = telegram.addGroup({ title: "Night", members: [ann] });
    const { id: channelId } = await db.system("channels").where({ platform: "telegram" }).first("id");
    const teamId = await addTeam(desk, "Night");
    await inOrganization(db, desk.orgId, async (scope) => {
      const places = [{ channelId, chatId: String(group) }];
      await setTeamPlaces(scope, { actor: "cli" }, { teamId, kind: "alert", places });
      await announceChannels(scope);
    });
    const placesKnown = async () => (await channels.byId(channelId))?.teamPlaces.map(({ chatId }) => chatId);
    await waitFor("the place", async () => (await placesKnown())?.length === 1);
    const moved = telegram.migrate(group);
    await waitFor("the move", async () => (await placesKnown())?.[0] === String(moved));
  });
});

function newPerson(firstName: string): number {
  people += 1;
  return telegram.addPerson({ id: 5_000_700_000 + people, firstName }).id;
}

/** A registered group whose customer asked for a person and has Ann. */
async function taken(name: string) {
  const customer = newPerson(name);
  const { id: group } = telegram.addGroup({ title: name, members: [customer] });
  await registerGroup(desk, "telegram", String(group));
  telegram.post(customer, group, "@deskhand_bot I want to talk to a human");
  const topic = await waitFor("the topic", async () => {
    const [thread] = await desk.rows(
      `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       WHERE v.external_chat_id = ?`,
      [String(group)],
    );
    return thread?.["thread_id"] ? Number(thread["thread_id"]) : undefined;
  });
  telegram.post(ann, deskGroup, "/take", { threadId: topic });
  await settled();
  const [conversation] = await conversationsOf(customer);
  expect(conversation).toMatchObject({ status: "active", isTaken: true });
  return { group, customer, topic, conversation };
}

async function settled(): Promise<void> {
  await telegram.delivered();
  await allSent(desk);
}

/** Telegram keeps its updates for itself until it is connected again. */
async function hangUp(): Promise<void> {
  await fetch(`${telegram.apiRoot}/bot${telegramToken}/deleteWebhook`, { method: "POST" });
}

async function raise(title: string): Promise<void> {
  const { db, channels, clock } = desk.product;
  const alert = { kind: "channel_error" as const, cause: title, title: { en: title, zh: title }, details: {} };
  await inOrganization(db, desk.orgId, (scope) => raiseAlert(scope, channels, alert, clock.now()));
}

function saidIn(chat: number): string[] {
  const own = telegram.messages(chat).filter(({ message }) => message.from?.id === telegram.bot.id);
  return own.flatMap(({ message }) => message.text ?? []);
}

function inTopic(topic: number): string[] {
  return telegram.messages(deskGroup, topic).map(({ message }) => message.text ?? "");
}

function conversationsOf(customer: number) {
  return desk.rows(
    `SELECT v.number, v.status, v.chat, v.agent_id IS NOT NULL AS "isTaken" FROM conversations v
     JOIN customer_identities i ON i.customer_id = v.customer_id WHERE i.external_user_id = ?`,
    [String(customer)],
  );
}

function waitingFor(chat: number) {
  return desk.rows("SELECT id FROM deliveries WHERE chat = ? AND status = 'queued'", [String(chat)]);
}
