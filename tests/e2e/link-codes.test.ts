import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../domain/organisation/values.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { addStaff } from "../support/staff.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;

beforeAll(async () => {
  desk = await openSlackDesk();
});
afterAll(() => desk.close());

describe("a link code", () => {
  it("links one of two who send it at the same instant", async () => {
    const code = await addStaff(desk, { email: "twice@example.com", role: "agent" });
    const people = [desk.newPerson("one"), desk.newPerson("two")];
    for (const user of people) desk.slack.people.write({ user, text: `/link ${code}` });
    const answers = await Promise.all(people.map(async (user) => (await desk.answersTo(user, 1))[0] ?? ""));
    expect(answers.filter((text) => text.includes("this account is linked"))).toHaveLength(1);
    expect(answers.filter((text) => text.includes("not valid"))).toHaveLength(1);
    expect(await linksOf("twice@example.com")).toHaveLength(1);
  });

  it("that has expired links nobody", async () => {
    const code = await addStaff(desk, { email: "late@example.com", role: "agent" });
    await desk.rows("UPDATE link_codes SET expires_at = now() - interval '1 second' WHERE used_at IS NULL");
    const late = desk.newPerson("late");
    desk.slack.people.write({ user: late, text: `/link ${code}` });
    expect((await desk.answersTo(late, 1))[0]).toContain("not valid");
    expect(await linksOf("late@example.com")).toEqual([]);
  });

  it("that is typed where others read it links nobody, then or later", async () => {
    const code = await addStaff(desk, { email: "seen@example.com", role: "agent" });
    const seen = desk.newPerson("seen");
    const members = [desk.slack.workspace.bot.userId, seen];
    const { id: channel } = desk.slack.workspace.addChannel({ name: "open", members });
    await desk.slack.people.command({ user: seen, channel, line: `/desk link ${code}` });
    await waitFor("the refusal", () =>
      desk.posted(channel).some(({ text, ephemeralTo }) => ephemeralTo === seen && text.includes("private chat only")),
    );
    desk.slack.people.write({ user: seen, text: `/link ${code}` });
    expect((await desk.answersTo(seen, 1))[0]).toContain("not valid");
    expect(await linksOf("seen@example.com")).toEqual([]);
    expect(await desk.rows("SELECT FROM audit_logs WHERE action = 'user.link_code_burnt'")).toHaveLength(1);
  });
});

describe("a mention of the bot at the desk", () => {
  it.each([
    ["a link code", "@deskhand link ABCD2345", "private chat only"],
    ["help", "@deskhand help", "/link CODE"],
  ])(
    "with %s is answered where the one who wrote sees it, at top level and in a thread",
    async (name, text, answer) => {
      const user = desk.newPerson(`mention ${name}`);
      const other = desk.newPerson(`other ${name}`);
      const channel = slackDeskPlace;
      for (const person of [user, other]) desk.slack.workspace.channels.get(channel)?.members.add(person);
      desk.slack.people.write({ user, channel, text });
      const seen = (who: string, threadTs?: string) =>
        desk.slack.readAs(who, channel, threadTs).some((shown) => shown.text.includes(answer));
      await waitFor("the answer", () => seen(user));
      expect(seen(other)).toBe(false);

      const root = desk.slack.people.write({ user, channel, text: "between us" });
      desk.slack.people.write({ user, channel, threadTs: root.ts, text });
      await waitFor("the answer in the thread", () => seen(user, root.ts));
      expect(seen(other, root.ts)).toBe(false);
    },
  );
});

describe("linking by e-mail", () => {
  it.each<Role>(["manager", "compliance", "admin", "super_admin"])("never makes anybody %s", async (role) => {
    const email = `${role}@example.com`;
    await addStaff(desk, { email, role });
    const person = desk.newPerson(role, { email });
    await desk.slack.people.command({ user: person, channel: slackDeskPlace, line: "/desk help" });
    await waitFor("the refusal", () =>
      desk
        .posted(slackDeskPlace)
        .some(({ text, ephemeralTo }) => ephemeralTo === person && text.includes("/link CODE")),
    );
    expect(await linksOf(email)).toEqual([]);
  });

  it("links nobody in a channel where staff have no place", async () => {
    const open = await openSlackDesk({ hasDesk: false });
    try {
      await addStaff(open, { email: "agent@example.com", role: "agent" });
      const person = open.newPerson("agent", { email: "agent@example.com" });
      await open.slack.people.command({ user: person, line: "/desk help" });
      expect((await open.answersTo(person, 1))[0]).toContain("/link CODE");
      expect(await open.rows("SELECT FROM user_identities")).toEqual([]);
    } finally {
      await open.close();
    }
  });
});

function linksOf(email: string) {
  return desk.rows("SELECT i.id FROM user_identities i JOIN users u ON u.id = i.user_id WHERE u.email = ?", [email]);
}
