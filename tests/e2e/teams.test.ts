import { DateTime } from "luxon";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { watchAlerts } from "../../bot/alerts/watch-alerts.ts";
import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { moveDesk } from "../../bot/desk/move-desk.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { addShift } from "../../domain/organisation/duty-shifts.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { setTeamPlaces } from "../../domain/organisation/team-places.ts";
import { londonAlerts, londonDesk, openTwoTeams, shanghaiForum, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

const byTest = { actor: "cli" } as const;
let desk: TwoTeams;

beforeAll(async () => {
  desk = await openTwoTeams();
});
afterAll(() => desk.close());
afterEach(async () => {
  desk.product.clock = { now: () => new Date() };
  await desk.settled();
  await desk.product.db.system("users").update({ presence: "away" });
  await desk.product.db.system("duty_shifts").delete();
});

describe("a customer's conversation", () => {
  it("is shown at the desk of the team that the rules choose, each on its own surface, and answered from there", async () => {
    const sofia = desk.newCustomer("Sofia");
    const li = desk.newCustomer("Li");
    desk.telegram.post(sofia, sofia, "I want to talk to a human");
    desk.telegram.post(li, li, "我要人工客服");
    const english = await desk.threadOf("Sofia");
    const chinese = await desk.threadOf("Li");
    expect(english.chatId).toBe(londonDesk);
    expect(chinese.chatId).toBe(String(shanghaiForum));
    expect(await teamOf("Sofia")).toBe(desk.london);
    expect(await teamOf("Li")).toBe(desk.shanghai);

    // The forum is no setting of the channel: only the team makes it a place of staff.
    desk.telegram.post(desk.bo.personId, shanghaiForum, "/take", { threadId: Number(chinese.threadId) });
    await waitFor("the taking", () => desk.inThread(chinese).some((text) => text.includes("Bo has taken")));
    desk.telegram.post(desk.bo.personId, shanghaiForum, "您好，我是小波", { threadId: Number(chinese.threadId) });
    await waitFor("the line at the customer", () => desk.shown(li).some((text) => text.includes("您好，我是小波")));
    desk.slack.people.write({
      user: desk.ann.personId,
      channel: londonDesk,
      threadTs: english.threadId,
      text: "@deskhand take",
    });
    await waitFor("the other taking", () => desk.inThread(english).some((text) => text.includes("Ann has taken")));
    desk.slack.people.write({
      user: desk.ann.personId,
      channel: londonDesk,
      threadTs: english.threadId,
      text: "Hello Sofia",
    });
    await waitFor("the line at the customer", () => desk.shown(sofia).some((text) => text.includes("Hello Sofia")));
  });

  it("is the team's of the customer's own person, before any rule", async () => {
    const wei = desk.newCustomer("Wei");
    desk.telegram.post(wei, wei, "你好");
    await waitFor("the customer", async () => (await teamOf("Wei")) !== null);
    await desk.settled();
    await desk.product.db.system("customers").where({ name: "Wei" }).update({ owner_id: desk.ann.id });
    await desk.product.db.system("conversations").update({ status: "closed" });
    desk.telegram.post(wei, wei, "请问如何入金？");
    await waitFor("the new conversation", async () => (await teamOf("Wei")) === desk.london);
  });

  it("of a team with several desks goes to the one with the fewest open conversations", async () => {
    await desk.settled();
    await desk.product.db.system("conversations").update({ status: "closed" });
    desk.slack.workspace.addChannel({ id: "C0LON2", name: "london-2", members: [desk.slack.workspace.bot.userId] });
    await setLondonDesks(londonDesk, "C0LON2");
    const places: string[] = [];
    for (const name of ["One", "Two", "Three", "Four"]) {
      const customer = desk.newCustomer(name);
      desk.telegram.post(customer, customer, "I want to talk to a human");
      places.push((await desk.threadOf(name)).chatId);
    }
    expect(places).toEqual([londonDesk, "C0LON2", londonDesk, "C0LON2"]);
    await setLondonDesks(londonDesk);
  });

  it("that goes to another team gets a thread with a summary there, and the old one says where", async () => {
    const olga = desk.newCustomer("Olga");
    desk.telegram.post(olga, olga, "I want to talk to a human about my withdrawal");
    const before = await desk.threadOf("Olga");
    await waitFor("the call", () => desk.inThread(before).some((text) => text.includes("asks for a person")));
    await desk.settled();
    await move("Olga", { id: desk.shanghai, name: "Shanghai" });
    const after = await waitFor("the new thread", async () => {
      const found = await desk.threadOf("Olga");
      return found.chatId === String(shanghaiForum) ? found : null;
    });
    await waitFor("the note", () =>
      desk.inThread(before).some((text) => /went to Shanghai.*open the thread/s.test(text)),
    );
    await waitFor("the summary", () => desk.inThread(after).some((text) => text.includes("What it is about")));
    expect(desk.inThread(after).some((text) => text.includes("Olga"))).toBe(true);
    expect(desk.inThread(before).filter((text) => text.includes("went to Shanghai"))).toHaveLength(1);

    desk.telegram.post(olga, olga, "hello, anybody?");
    await waitFor("the line in the new thread", () => desk.inThread(after).some((text) => text.includes("anybody?")));
    expect(desk.inThread(before).some((text) => text.includes("anybody?"))).toBe(false);
    expect(await desk.rows("SELECT event_data FROM conversation_events WHERE event_type = 'team_moved'")).toEqual([
      { event_data: { from: desk.london, to: desk.shanghai } },
    ]);
  });
});

describe("an alert", () => {
  it("is shown in its team's alert channel, and of a team without one at the team's desk", async () => {
    const zoe = desk.newCustomer("Zoe");
    desk.telegram.post(zoe, zoe, "I will kill myself, I lost everything");
    const card = await waitFor("the alert", () =>
      desk.slack.read(londonAlerts).find(({ isBot, text }) => isBot && text.includes("Zoe")),
    );
    expect(card.text).toContain("distress");
    await desk.settled();
    const mei = desk.newCustomer("Mei");
    desk.telegram.post(mei, mei, "我亏光了所有的钱，不想活了");
    await waitFor("the other alert", () =>
      desk.telegram
        .messages(shanghaiForum)
        .some(({ message }) => message.message_thread_id === undefined && /Alert \d+.*Mei/s.test(message.text ?? "")),
    );
    expect(desk.slack.read(londonAlerts).some(({ text }) => text.includes("Mei"))).toBe(false);
    await watchAlerts(desk.product);
  });
});

describe("a team's hours", () => {
  it("are those of its customers: when we are back, and until when an answer is due", async () => {
    // 10:00 in London on a Thursday; Shanghai has closed at 17:00.
    const now = DateTime.fromISO("2026-11-26T10:00:00Z");
    await desk.within(async (scope) => {
      const hours = {
        mon: "09:00-17:00",
        tue: "09:00-17:00",
        wed: "09:00-17:00",
        thu: "09:00-17:00",
        fri: "09:00-17:00",
      };
      await setTeam(scope, byTest, desk.london, { timezone: "Europe/London", workingHours: hours });
      await setTeam(scope, byTest, desk.shanghai, {
        timezone: "Asia/Shanghai",
        workingHours: hours,
        holidays: ["2026-11-27"],
      });
    });
    desk.product.clock = { now: () => now.toJSDate() };
    const eva = desk.newCustomer("Eva");
    const hua = desk.newCustomer("Hua");
    desk.telegram.post(hua, hua, "我要人工客服");
    desk.telegram.post(eva, eva, "I want to talk to a human");
    await waitFor("both answers", () => desk.shown(eva).length > 0 && desk.shown(hua).length > 0);
    expect(desk.shown(hua)[0]).toContain("周一 09:00（北京时间）");
    expect(desk.shown(eva)[0]).not.toContain("We are back");
    const dueOf = async (name: string) => (await conversationOf(name)).slaFirstResponseAt?.toISOString();
    await waitFor("the clocks", async () => (await dueOf("Eva")) && (await dueOf("Hua")));
    expect(await dueOf("Eva")).toBe("2026-11-26T10:30:00.000Z");
    // Friday is a holiday: half an hour into Monday in Shanghai.
    expect(await dueOf("Hua")).toBe("2026-11-30T01:30:00.000Z");
    await desk.within(async (scope) => {
      for (const team of [desk.london, desk.shanghai])
        await setTeam(scope, byTest, team, { timezone: null, workingHours: null, holidays: null });
    });
  });
});

describe("the roster", () => {
  it("decides whose turn it is among those who are online", async () => {
    const now = new Date("2026-11-24T10:00:00Z");
    desk.product.clock = { now: () => now };
    const cara = await colleague("Cara");
    await online("Ann");
    await online("Cara");
    const whole = { kind: "duty" as const, weekdays: [1, 2, 3, 4, 5, 6, 7], firstDate: null, lastDate: null };
    await desk.within((scope) =>
      addShift(scope, byTest, { ...whole, teamId: desk.london, userId: desk.ann.id, from: 12 * 60, to: 20 * 60 }),
    );
    await desk.within((scope) =>
      addShift(scope, byTest, { ...whole, teamId: desk.london, userId: cara, from: 4 * 60, to: 12 * 60 }),
    );
    expect(await turnOf("Morning")).toBe(cara);
    expect(await turnOf("Again")).toBe(cara);
    desk.product.clock = { now: () => new Date("2026-11-24T12:00:00Z") };
    expect(await turnOf("Noon")).toBe(desk.ann.id);
    await desk.product.db.system("duty_shifts").delete();
    // Now whoever has least: both have been offered three by the time of the last.
    expect(new Set([await turnOf("Nobody's shift"), await turnOf("Nor now"), await turnOf("Nor then")])).toEqual(
      new Set([desk.ann.id, cara]),
    );
  });
});

async function turnOf(name: string): Promise<string | null> {
  const customer = desk.newCustomer(name);
  desk.telegram.post(customer, customer, "I want to talk to a human");
  return waitFor(`the turn for ${name}`, async () => (await conversationOf(name)).offeredTo);
}

async function colleague(name: string): Promise<string> {
  const { db } = desk.product;
  const [{ id }] = await db
    .system("users")
    .insert({
      id: crypto.randomUUID(),
      org_id: desk.orgId,
      employee_code: `EMP_${name}`,
      email: `${name.toLowerCase()}@example.com`,
      name,
      role: "agent",
      language: "en",
    })
    .returning("id");
  await db.system("user_teams").insert({ user_id: id, team_id: desk.london, org_id: desk.orgId });
  return id;
}

async function online(name: string): Promise<void> {
  const presence = { presence: "online", presence_at: desk.product.clock.now() };
  await desk.product.db.system("users").where({ name }).update(presence);
}

async function setLondonDesks(...chatIds: string[]): Promise<void> {
  await desk.within(async (scope) => {
    const { id } = await scope.trx("channels").where({ org_id: scope.orgId, platform: "slack" }).first("id");
    const places = chatIds.map((chatId) => ({ channelId: id, chatId }));
    await setTeamPlaces(scope, byTest, { teamId: desk.london, kind: "desk", places });
    await announceChannels(scope);
  });
  await waitFor("the places", async () => {
    const slack = await desk.product.channels.ofEnvironment("slack");
    return slack?.teamPlaces.filter(({ kind }) => kind === "desk").length === chatIds.length;
  });
}

async function conversationOf(customer: string): Promise<Conversation> {
  return waitFor(`the conversation of ${customer}`, () =>
    desk.within(async ({ trx, orgId }) => {
      const person = await Customer.query(trx).findOne({ orgId, name: customer });
      if (!person) return null;
      return (
        (await Conversation.query(trx).where({ orgId, customerId: person.id }).orderBy("createdAt", "desc").first()) ??
        null
      );
    }),
  );
}

async function teamOf(customer: string): Promise<string | null> {
  return (await conversationOf(customer)).teamId;
}

async function move(name: string, team: { id: string; name: string }): Promise<void> {
  const { id } = await conversationOf(name);
  await desk.within(async (scope) => {
    const conversation = await Conversation.query(scope.trx).findById(id).forUpdate().throwIfNotFound();
    const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
    const of = { conversation, customer, surface: null, language: "en" as const };
    await moveDesk(scope, desk.product.channels, of, team, { userId: desk.ann.id });
  });
}
