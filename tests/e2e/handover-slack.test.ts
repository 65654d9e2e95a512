import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expireCustomerOffers, expireHandovers } from "../../bot/handover/expire-handovers.ts";
import { returnUnanswered } from "../../bot/handover/return-to-queue.ts";
import { newId } from "../../infra/ids.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;
let ann: string;
let ben: string;
let cat: string;
let lead: string;
let manager: string;
const ids = new Map<string, string>();
let held = 0;

beforeAll(async () => {
  desk = await openSlackDesk();
  ann = await person("Ann", "agent");
  ben = await person("Ben", "agent");
  cat = await person("Cat", "agent");
  lead = await person("Lea", "team_lead");
  manager = await person("Max", "manager");
  await team("Sales", ["Ben", "Cat"]);
  await team("Support", ["Ann", "Lea"]);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.product.db.system("settings").insert(setting("routing.mode", "manual"));
});
afterEach(async () => {
  desk.product.clock = { now: () => new Date() };
  await desk.settled();
  await desk.product.db.system("settings").where("category", "test").delete();
  await desk.product.db.system("conversations").update({ status: "closed" });
});

describe("a conversation that is handed to a colleague", () => {
  it("stays with the giver until it is accepted, and comes with what is open", async () => {
    const { customer, thread, code } = await taken("Wang");
    desk.slack.people.write({ user: customer, text: "When do I get my statement?" });
    await waitFor("the mirror", () => told(thread).some((text) => text.includes("my statement")));
    say(ann, thread, "@deskhand handover Ben speaks Cantonese");
    await waitFor("the offer", () => told(thread).some((text) => text.includes("Ann offered C")));
    const offer = await directly(ben, `Ann offers Ben ${code} · Wang`);
    expect(offer.text).toContain("speaks Cantonese");
    expect(offer.text).toContain("Unanswered: “When do I get my statement?”");
    expect(offer.text).toMatch(/Answer by: .*\d\d:\d\d/);
    expect(await ownerOf("Wang")).toBe("Ann");
    say(ben, thread, "I am not the owner yet");
    await waitFor("the mark", () => told(thread).some((text) => text.includes("only whoever has taken")));

    await press(ben, offer, "Accept");
    await waitFor("the acceptance", () => told(thread).some((text) => text.includes("Ben has accepted")));
    await directly(ann, `Ben accepted ${code} · Wang from you`);
    say(ben, thread, "Hello Wang, your statement comes today");
    await waitFor("the line", () => desk.said(customer).includes("Hello Wang, your statement comes today"));
    expect(desk.said(customer)).not.toContain("I am not the owner yet");
    expect(await trailOf("Wang")).toEqual(["handover_offered", "taken", "handover_accepted"]);
  });

  it("goes back with a word to the giver when it is declined, and the offer cannot be used again", async () => {
    const { thread, code } = await taken("Xu");
    say(ann, thread, "@deskhand 转接 Ben");
    const offer = await directly(ben, `Ann offers Ben ${code}`);
    await press(ben, offer, "Decline");
    await directly(ann, `${code} stays with you: Ben declined it`);
    await press(ben, offer, "Accept");
    await waitFor("the refusal", () => ephemeral(ben).some((text) => text.includes("Too late: Ann has it")));
    expect(await ownerOf("Xu")).toBe("Ann");
  });

  it("goes back when nobody accepts in time, once, and the giver is told why", async () => {
    const { thread, code } = await taken("Yan");
    say(ann, thread, "@deskhand handover Ben");
    await directly(ben, `Ann offers Ben ${code}`);
    expect(await expireHandovers(desk.product)).toBe(0);
    desk.product.clock = { now: () => new Date(Date.now() + 11 * 60_000) };
    const ended = await Promise.all([expireHandovers(desk.product), expireHandovers(desk.product)]);
    expect(ended[0] + ended[1]).toBeLessThanOrEqual(1);
    await directly(ann, `${code} stays with you: Ben did not accept it in time`);
    await waitFor("the thread", () => told(thread).some((text) => text.includes("Ben did not accept")));
    expect(await ownerOf("Yan")).toBe("Ann");
    await desk.settled();
    expect(desk.said(ann).filter((text) => text.includes(`${code} stays with you`))).toHaveLength(1);
  });

  it("is refused with what to do for who does not have it, for nobody's name and for somebody who takes none", async () => {
    const { thread } = await taken("Zoe");
    const trainer = await person("Tom", "trainer");
    expect(trainer).toBeTruthy();
    say(ben, thread, "@deskhand handover Cat");
    await refused(ben, "Ann has C");
    say(ann, thread, "@deskhand handover Nobody at all");
    await refused(ann, "no team is called “Nobody”");
    say(ann, thread, "@deskhand handover Tom");
    await refused(ann, "does not take conversations");
    say(ann, thread, "@deskhand handover me");
    await refused(ann, "You have it already");
    expect(await desk.rows("SELECT 1 FROM conversation_handovers WHERE status = 'open'")).toEqual([]);
  });
});

describe("a conversation that is handed to a team", () => {
  it("is the first one's who accepts, and the team's from then on", async () => {
    const { thread, code } = await taken("Qian");
    await desk.product.db.system("users").update({ presence: "online" });
    say(ann, thread, "@deskhand handover sales wants to deposit");
    const toBen = await directly(ben, `Ann offers team Sales ${code}`);
    const toCat = await directly(cat, `Ann offers team Sales ${code}`);
    expect(toBen.buttons.map(({ label }) => label)).toEqual(["Accept"]);
    await Promise.all([press(ben, toBen, "Accept"), press(cat, toCat, "Accept")]);
    await waitFor("the acceptance", () => told(thread).some((text) => text.includes("has accepted")));
    await desk.settled();
    const winner = await ownerOf("Qian");
    const [loser, other] = winner === "Ben" ? [cat, "Cat"] : [ben, "Ben"];
    expect(["Ben", "Cat"]).toContain(winner);
    expect(other).not.toBe(winner);
    await waitFor("the refusal", () => ephemeral(loser).some((text) => text.includes(`Too late: ${winner} has it`)));
    expect(told(thread).filter((text) => text.includes("has accepted"))).toHaveLength(1);
    const [row] = await desk.rows(
      `SELECT t.name FROM conversations v JOIN teams t ON t.id = v.team_id JOIN customers c ON c.id = v.customer_id
       WHERE c.name = 'Qian'`,
    );
    expect(row).toEqual({ name: "Sales" });
  });

  it("cannot be accepted by somebody of another team", async () => {
    const { thread, code } = await taken("Rui");
    say(ann, thread, "@deskhand handover Sales");
    const offer = await waitFor("the offer in the thread", () =>
      desk.posted(slackDeskPlace, thread).find(({ text }) => text.includes(`Ann offers team Sales ${code}`)),
    );
    await desk.slack.people.press({ user: lead, channel: slackDeskPlace, ts: offer.ts, button: "Accept" });
    await refused(lead, "You were not asked");
    expect(await ownerOf("Rui")).toBe("Ann");
  });
});

describe("everything that somebody has", () => {
  it("is offered a hundred at a time, with how many are left, and again from the start once all are offered", async () => {
    await holds("Ann", 103);
    await command(ann, "/desk handover all Cat");
    await refused(ann, "You offered 100 conversations to Cat");
    await refused(ann, "3 are not offered yet: the same command again offers the next");
    expect(await offeredTo("Cat")).toBe(100);
    await command(ann, "/desk handover all Cat");
    await refused(ann, "You offered 3 conversations to Cat");
    expect(await offeredTo("Cat")).toBe(103);
    const offer = await directly(cat, "Ann offers Cat 3 conversations");
    await press(cat, offer, "Accept all");
    await waitFor("the three", async () => (await offeredTo("Cat")) === 100);
    // Offered to somebody else, the offer that stood is withdrawn.
    await command(ann, "/desk handover all Ben");
    await refused(ann, "You offered 100 conversations to Ben");
    expect([await offeredTo("Cat"), await offeredTo("Ben")]).toEqual([0, 100]);
  });

  it("is said to be nothing where nothing is open, with how customers alone are offered", async () => {
    await command(ann, "/desk handover all Ben");
    await refused(ann, "You have no open conversations. /handover all --customers WHO offers your customers alone");
    await desk.product.db.system("customers").update({ owner_id: null });
    await command(ann, "/desk handover all --customers Ben");
    await refused(ann, "You have no open conversations and no customers");
  });

  it("of customers alone goes to the first of a team who accepts, and back where nobody does in time", async () => {
    await desk.product.db.system("users").update({ presence: "online" });
    await holds("Ann", 2);
    await desk.product.db.system("conversations").update({ status: "closed" });
    const own = "SELECT count(*)::int AS count FROM customers c JOIN users u ON u.id = c.owner_id WHERE u.name = ?";
    const owned = async (name: string) => Number((await desk.rows(own, [name]))[0]?.["count"]);
    const before = await owned("Cat");
    await command(ann, "/desk handover all --customers Sales");
    const toCat = await directly(cat, "Ann offers team Sales 2 customers");
    const stranger = await desk.rows<{ id: string }>("SELECT id FROM customer_handovers WHERE status = 'open'");
    expect(stranger).toHaveLength(1);
    expect(await expireCustomerOffers(desk.product)).toBe(0);
    desk.product.clock = { now: () => new Date(Date.now() + 25 * 3_600_000) };
    expect(await expireCustomerOffers(desk.product)).toBe(1);
    await directly(ann, "Your customers stay with you: nobody accepted them in time");
    await press(cat, toCat, "Accept");
    await refused(cat, "Too late: this offer has ended");
    expect(await owned("Ann")).toBe(2);

    desk.product.clock = { now: () => new Date() };
    await command(ann, "/desk handover all --customers Sales once more");
    await press(cat, await directly(cat, "once more"), "Accept");
    await directly(ann, "Cat accepted 2 customers from you");
    expect([await owned("Ann"), await owned("Cat")]).toEqual([0, before + 2]);
  });

  it("is offered in one message and accepted with one press, customers included", async () => {
    await desk.product.db.system("users").update({ presence: "online" });
    const first = await taken("Una");
    const second = await taken("Vic");
    await desk.product.db
      .system("customers")
      .whereIn("name", ["Una", "Vic", "Wang"])
      .update({ owner_id: ids.get("Ann") ?? null });
    await command(ann, "/desk handover all --customers Ben on leave until Monday");
    await refused(ann, "You offered 2 conversations to Ben");
    const offer = await directly(ben, "Ann offers Ben 2 conversations");
    expect(offer.text).toContain("on leave until Monday");
    expect(offer.text).toContain(`${first.code} · Una`);
    expect(offer.text).toContain(`${second.code} · Vic`);
    expect(await ownerOf("Una")).toBe("Ann");
    await press(ben, offer, "Accept all");
    await directly(ann, `Ben accepted ${first.code}, ${second.code} from you`);
    expect([await ownerOf("Una"), await ownerOf("Vic")]).toEqual(["Ben", "Ben"]);
    const owners = await desk.rows(
      "SELECT DISTINCT u.name FROM customers c JOIN users u ON u.id = c.owner_id WHERE c.name IN ('Una', 'Vic', 'Wang')",
    );
    expect(owners).toEqual([{ name: "Ben" }]);
    await press(ben, offer, "Accept all");
    await refused(ben, "Too late: nothing of this stands any more");
  });

  it("is accepted one by one, and what is not stays until the giver is away, then goes to the queue", async () => {
    await desk.product.db.system("users").update({ presence: "online", presence_at: new Date() });
    const first = await taken("Xia");
    const second = await taken("Yue");
    await command(ann, "/desk 交接 全部 Ben");
    const offer = await directly(ben, `2 conversations.\n${first.code}`);
    await press(ben, offer, "One by one");
    const direct = desk.slack.workspace.directWith(ben).id;
    const each = await waitFor("the list", () =>
      desk.posted(direct).find(({ text }) => text.includes("2 wait for you")),
    );
    await press(ben, each, `Accept ${second.code}`);
    await directly(ann, `Ben accepted ${second.code} · Yue from you`);
    expect([await ownerOf("Xia"), await ownerOf("Yue")]).toEqual(["Ann", "Ben"]);
    await command(ann, "/desk presence away");
    await refused(ann, "You are away");
    desk.product.clock = { now: () => new Date(Date.now() + 5 * 60_000) };
    expect(await returnUnanswered(desk.product)).toBe(0);
    desk.product.clock = { now: () => new Date(Date.now() + 11 * 60_000) };
    await expireHandovers(desk.product);
    await directly(ann, `${first.code} stays with you: Ben did not accept it in time`);
    await returnUnanswered(desk.product);
    await waitFor("the return", () => told(first.thread).some((text) => text.includes("Ann is away")));
    expect([await ownerOf("Xia"), await ownerOf("Yue")]).toEqual([null, "Ben"]);
  });
});

describe("a lead", () => {
  it("takes a conversation over with a reason, which is kept and told to both", async () => {
    const { thread, code } = await taken("Sun");
    say(lead, thread, "@deskhand take");
    await refused(lead, `Ann has ${code}. To take it over say why: /take ${code} REASON`);
    expect(await ownerOf("Sun")).toBe("Ann");
    say(lead, thread, "@deskhand take the customer asked for me");
    await waitFor("the taking over", () =>
      told(thread).some((text) => text.includes(`Lea took ${code} over from Ann: the customer asked for me`)),
    );
    await directly(ann, `Lea took ${code} · Sun over from you: the customer asked for me`);
    expect(await ownerOf("Sun")).toBe("Lea");
    const kept = await desk.rows<{ reason: string }>(
      `SELECT event_data->>'reason' AS reason FROM conversation_events WHERE event_type = 'taken_over'
       UNION ALL SELECT changes->>'reason' FROM audit_logs WHERE action = 'conversation.taken_over'`,
    );
    expect(kept).toEqual([{ reason: "the customer asked for me" }, { reason: "the customer asked for me" }]);
  });

  it("cannot go around the reason by giving it to themselves", async () => {
    const { thread, code } = await taken("Tao");
    say(lead, thread, "@deskhand assign Lea");
    await refused(lead, `/take ${code} REASON`);
    expect(await ownerOf("Tao")).toBe("Ann");
  });

  it("of another team may not, a manager may, and a colleague never", async () => {
    const { thread, code } = await taken("Tan", ben, "Ben");
    say(lead, thread, "@deskhand take he is ill");
    await refused(lead, "is in no team of yours");
    say(ann, thread, "@deskhand take he is ill");
    await refused(ann, `Ben has ${code} already`);
    expect(await ownerOf("Tan")).toBe("Ben");
    say(manager, thread, "@deskhand take he is ill");
    await waitFor("the taking over", () => told(thread).some((text) => text.includes("Max took")));
    expect(await ownerOf("Tan")).toBe("Max");
  });
});

async function person(name: string, role: "agent" | "team_lead" | "manager" | "trainer"): Promise<string> {
  const id = desk.newPerson(name);
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  ids.set(name, await linkStaff(desk, { platform: "slack", personId: id, name, role }));
  return id;
}

async function team(name: string, members: string[]): Promise<void> {
  const id = newId();
  await desk.product.db.system("teams").insert({ id, org_id: desk.orgId, name });
  const rows = members.map((member) => ({ user_id: ids.get(member), team_id: id, org_id: desk.orgId }));
  await desk.product.db.system("user_teams").insert(rows);
}

function setting(key: string, value: unknown) {
  const row = { key, value: JSON.stringify(value), value_type: "json", category: "test" };
  return { id: newId(), org_id: desk.orgId, ...row };
}

/** So many open conversations of somebody, each with a customer of theirs, without threads. */
async function holds(name: string, count: number): Promise<void> {
  const { system } = desk.product.db;
  await system("customers").update({ owner_id: null });
  const [channel] = await desk.rows<{ id: string }>("SELECT id FROM channels");
  const owner = ids.get(name) ?? null;
  for (let index = 0; index < count; index++) {
    held += 1;
    const [customerId, number] = [newId(), String(900_000 + held)];
    const customer = { customer_code: `CUST_${number}`, name: `Held ${number}`, owner_id: owner };
    await system("customers").insert({ id: customerId, org_id: desk.orgId, ...customer });
    await system("conversations").insert({
      id: newId(),
      org_id: desk.orgId,
      number,
      customer_id: customerId,
      channel_id: channel?.id,
      channel_type: "slack",
      external_chat_id: number,
      chat: number,
      status: "active",
      agent_id: owner,
    });
  }
}

async function offeredTo(name: string): Promise<number> {
  const [row] = await desk.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM conversation_handovers h JOIN users u ON u.id = h.to_user_id
     WHERE h.status = 'open' AND u.name = ?`,
    [name],
  );
  return row?.count ?? 0;
}

/** A customer who asked for a person, and whom Ann, or somebody else, has taken. */
async function taken(name: string, by = ann, byName = "Ann") {
  const customer = desk.newPerson(name);
  desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  const thread = await waitFor(`the thread of ${name}`, async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>(
      `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
      [name],
    );
    return row?.thread_id ?? null;
  });
  await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person")));
  say(by, thread, "@deskhand take");
  await waitFor("the taking", () => told(thread).some((text) => text.includes(`${byName} has taken`)));
  const code = /^C\d+/.exec(desk.posted(slackDeskPlace, thread)[0]?.text ?? "")?.[0] ?? "no code";
  return { customer, thread, code };
}

async function ownerOf(customer: string): Promise<string | null> {
  const [row] = await desk.rows<{ name: string | null }>(
    `SELECT u.name FROM conversations v JOIN customers c ON c.id = v.customer_id LEFT JOIN users u ON u.id = v.agent_id
     WHERE c.name = ?`,
    [customer],
  );
  return row?.name ?? null;
}

/** What happened after the first taking. */
async function trailOf(customer: string): Promise<string[]> {
  const rows = await desk.rows<{ event_type: string }>(
    `SELECT e.event_type FROM conversation_events e JOIN conversations v ON v.id = e.conversation_id
     JOIN customers c ON c.id = v.customer_id WHERE c.name = ?
       AND e.event_type IN ('taken', 'handover_offered', 'handover_accepted', 'handover_ended') ORDER BY e.created_at, e.id`,
    [customer],
  );
  return rows.slice(1).map(({ event_type }) => event_type);
}

function told(thread: string): string[] {
  return desk
    .posted(slackDeskPlace, thread)
    .slice(1)
    .map(({ text }) => text);
}

function ephemeral(user: string): string[] {
  const channels = [slackDeskPlace, desk.slack.workspace.directWith(user).id];
  const all = channels.flatMap((channel) => desk.posted(channel));
  const threads = channels.flatMap((channel) => desk.slack.read(channel)).map(({ ts }) => ts);
  const inThreads = threads.flatMap((ts) => desk.posted(slackDeskPlace, ts));
  return [...all, ...inThreads]
    .filter((message) => message.ephemeralTo === user || desk.said(user).includes(message.text))
    .map(({ text }) => text);
}

function refused(user: string, words: string) {
  return waitFor(`“${words}” to ${user}`, () => ephemeral(user).some((text) => text.includes(words)));
}

function directly(user: string, text: string) {
  const { id } = desk.slack.workspace.directWith(user);
  return waitFor(`“${text}” to ${user}`, () => desk.posted(id).find((message) => message.text.includes(text)));
}

async function command(user: string, line: string): Promise<void> {
  await desk.slack.people.command({ user, line, channel: slackDeskPlace });
}

function press(user: string, message: { ts: string }, button: string) {
  const channel = desk.slack.workspace.directWith(user).id;
  return desk.slack.people.press({ user, channel, ts: message.ts, button });
}

function say(user: string, thread: string, text: string) {
  return desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: thread, text });
}
