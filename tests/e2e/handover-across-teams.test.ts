import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { londonDesk, openTwoTeams, shanghaiForum, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

interface Place {
  chatId: string;
  threadId: string;
}

let desk: TwoTeams;
/** Bo's account in London's workspace, where he is a guest. */
let boOnSlack: string;

beforeAll(async () => {
  desk = await openTwoTeams();
  boOnSlack = desk.slack.workspace.addUser({ name: "Bo of Shanghai" }).id;
  desk.slack.workspace.channels.get(londonDesk)?.members.add(boOnSlack);
  const { db } = desk.product;
  const slack = await db.system("channels").where({ org_id: desk.orgId, platform: "slack" }).first("id");
  // Linked before his account on Telegram, where he is told.
  await db.system("user_identities").insert({
    id: newId(),
    org_id: desk.orgId,
    channel_id: slack.id,
    platform: "slack",
    external_user_id: boOnSlack,
    user_id: desk.bo.id,
    linked_by: "admin",
    created_at: new Date("2026-01-01T00:00:00Z"),
  });
});
afterAll(() => desk.close());

describe("a conversation of London on Slack", () => {
  it("handed to the team in Shanghai and accepted there is shown and answered on Telegram, and no more in the old thread", async () => {
    const { customer, before } = await takenByAnn("Nora");
    write(desk.ann.personId, before, "@deskhand handover Shanghai wants Mandarin, VIP");
    const after = await acceptedByBo("Nora", customer);
    await waitFor("the note", () => desk.inThread(after).some((text) => /📝 Ann.*wants Mandarin, VIP/s.test(text)));
    await waitFor("the summary", () => desk.inThread(after).some((text) => text.includes("What it is about")));
    await waitFor("the way", () =>
      desk.inThread(before).some((text) => /went to Shanghai.*open the thread/s.test(text)),
    );
    await waitFor("the acceptance", () => desk.inThread(after).some((text) => text.includes("Bo has accepted C")));
    expect(await desk.rows("SELECT event_data FROM conversation_events WHERE event_type = 'team_moved'")).toEqual([
      { event_data: { from: desk.london, to: desk.shanghai } },
    ]);

    desk.telegram.post(desk.bo.personId, shanghaiForum, "您好，我是小波", { threadId: Number(after.threadId) });
    await waitFor("the line at the customer", () => desk.shown(customer).some((text) => text.includes("我是小波")));
    write(boOnSlack, before, "Old place, new owner");
    await waitFor("the mark", () => marks(before).length === 1);
    write(desk.ann.personId, before, "Old place, old owner");
    await waitFor("the other mark", () => marks(before).length === 2);
    for (const mark of marks(before)) expect(mark).toContain("went to another team");
    await desk.settled();
    expect(desk.shown(customer).filter((text) => text.includes("Old place"))).toEqual([]);
    expect(desk.inThread(after).some((text) => text.includes("Internal"))).toBe(false);
  });

  it("handed to a person of Shanghai goes to their team's desk too, and to a colleague of the same team nowhere", async () => {
    const { customer, before } = await takenByAnn("Petra");
    write(desk.ann.personId, before, "@deskhand handover Bo he knows her");
    const after = await acceptedByBo("Petra", customer);
    await waitFor("the note", () => desk.inThread(after).some((text) => text.includes("he knows her")));
    const row =
      "SELECT t.name FROM conversations v JOIN teams t ON t.id = v.team_id JOIN customers c ON c.id = v.customer_id";
    expect(await desk.rows(`${row} WHERE c.name = 'Petra'`)).toEqual([{ name: "Shanghai" }]);
    await desk.settled();

    await desk.product.db
      .system("user_teams")
      .insert({ user_id: desk.bo.id, team_id: desk.london, org_id: desk.orgId });
    const second = await takenByAnn("Quinn");
    write(desk.ann.personId, second.before, "@deskhand handover Bo");
    await accept("Quinn");
    await waitFor("the acceptance", () =>
      desk.inThread(second.before).some((text) => text.includes("Bo has accepted")),
    );
    await desk.settled();
    expect(await desk.threadOf("Quinn")).toEqual(second.before);
    expect(await desk.rows(`${row} WHERE c.name = 'Quinn'`)).toEqual([{ name: "London" }]);
  });
});

describe("a conversation of London on Slack that a lead or manager gives away", () => {
  let mia: string;

  beforeAll(async () => {
    mia = desk.slack.workspace.addUser({ name: "Mia" }).id;
    desk.slack.workspace.channels.get(londonDesk)?.members.add(mia);
    await linkStaff(desk, { platform: "slack", personId: mia, name: "Mia", role: "manager" });
    await desk.product.db.system("user_teams").where({ user_id: desk.bo.id, team_id: desk.london }).delete();
  });

  it("with /assign to a person of Shanghai is theirs and shown at their desk, and who asked is told to go on there", async () => {
    const { customer, before } = await takenByAnn("Rosa");
    write(mia, before, "@deskhand assign Bo");
    const after = await shownInShanghai("Rosa");
    await waitFor("the way", () => desk.inThread(before).some((text) => text.includes("went to Shanghai")));
    await waitFor("the answer", () =>
      desk.inThread(before).some((text) => /Mia gave C\d+ to Bo.*at another team's desk now/s.test(text)),
    );
    await waitFor("the act", () => desk.inThread(after).some((text) => /Mia gave C\d+ to Bo/.test(text)));
    expect(await ownerAndTeam("Rosa")).toEqual({ owner: "Bo", team: "Shanghai" });
    desk.telegram.post(desk.bo.personId, shanghaiForum, "您好 Rosa", { threadId: Number(after.threadId) });
    await waitFor("the line", () => desk.shown(customer).some((text) => text.includes("您好 Rosa")));
  });

  it("stays where it is when it is given to a colleague of the same team", async () => {
    const { before } = await takenByAnn("Sara");
    const ben = desk.slack.workspace.addUser({ name: "Ben" }).id;
    const benId = await linkStaff(desk, { platform: "slack", personId: ben, name: "Ben", role: "agent" });
    await desk.product.db.system("user_teams").insert({ user_id: benId, team_id: desk.london, org_id: desk.orgId });
    write(mia, before, "@deskhand assign Ben");
    await waitFor("the answer", () => desk.inThread(before).some((text) => /Mia gave C\d+ to Ben/.test(text)));
    await desk.settled();
    expect(await desk.threadOf("Sara")).toEqual(before);
    expect(await ownerAndTeam("Sara")).toEqual({ owner: "Ben", team: "London" });
  });

  it("is shown in Shanghai when its person takes it with /take", async () => {
    const customer = desk.newCustomer("Tina");
    desk.telegram.post(customer, customer, "I want to talk to a human about my withdrawal");
    const before = await desk.threadOf("Tina");
    write(boOnSlack, before, "@deskhand take");
    await shownInShanghai("Tina");
    expect(await ownerAndTeam("Tina")).toEqual({ owner: "Bo", team: "Shanghai" });
  });

  it("is shown in Shanghai when its manager takes it over", async () => {
    const max = desk.slack.workspace.addUser({ name: "Max" }).id;
    desk.slack.workspace.channels.get(londonDesk)?.members.add(max);
    const maxId = await linkStaff(desk, { platform: "slack", personId: max, name: "Max", role: "manager" });
    await desk.product.db.system("user_teams").insert({ user_id: maxId, team_id: desk.shanghai, org_id: desk.orgId });
    const { before } = await takenByAnn("Uma");
    write(max, before, "@deskhand take a complaint");
    await shownInShanghai("Uma");
    expect(await ownerAndTeam("Uma")).toEqual({ owner: "Max", team: "Shanghai" });
  });
});

async function ownerAndTeam(customer: string) {
  const [row] = await desk.rows(
    `SELECT u.name AS owner, t.name AS team FROM conversations v JOIN customers c ON c.id = v.customer_id
     LEFT JOIN users u ON u.id = v.agent_id LEFT JOIN teams t ON t.id = v.team_id WHERE c.name = ?`,
    [customer],
  );
  return row;
}

async function takenByAnn(name: string): Promise<{ customer: number; before: Place }> {
  const customer = desk.newCustomer(name);
  desk.telegram.post(customer, customer, "I want to talk to a human about my withdrawal");
  const before = await desk.threadOf(name);
  expect(before.chatId).toBe(londonDesk);
  await waitFor("the call", () => desk.inThread(before).some((text) => text.includes("asks for a person")));
  write(desk.ann.personId, before, "@deskhand take");
  await waitFor("the taking", () => desk.inThread(before).some((text) => text.includes("Ann has taken")));
  return { customer, before };
}

/** Bo accepts in his private chat; gives the thread that is opened in Shanghai. */
async function acceptedByBo(name: string, customer: number): Promise<Place> {
  await accept(name);
  const after = await shownInShanghai(name);
  expect(desk.shown(customer).some((text) => text.includes("Shanghai"))).toBe(false);
  return after;
}

function shownInShanghai(name: string): Promise<Place> {
  return waitFor("the thread in Shanghai", async () => {
    const found = await desk.threadOf(name);
    return found.chatId === String(shanghaiForum) ? found : null;
  });
}

async function accept(name: string): Promise<void> {
  const offer = await waitFor("the offer", () =>
    desk.telegram
      .messages(desk.bo.personId)
      .find(({ message }) => message.text?.includes("Ann offers") && message.text.includes(name)),
  );
  const button = offer.message.reply_markup?.inline_keyboard.flat().find(({ text }) => text === "Accept");
  if (!button || !("callback_data" in button)) throw new Error("The offer has no such button");
  desk.telegram.press(desk.bo.personId, desk.bo.personId, offer.message.message_id, button.callback_data);
}

function write(user: string, at: Place, text: string): void {
  desk.slack.people.write({ user, channel: at.chatId, threadTs: at.threadId, text });
}

function marks(at: Place): string[] {
  return desk.inThread(at).filter((text) => text.includes("Internal, not sent"));
}
