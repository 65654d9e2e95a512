import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendDigests } from "../../bot/alerts/digest/send-digests.ts";
import { raiseAlert } from "../../bot/alerts/raise-alert.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { londonAlerts, londonDesk, openTwoTeams, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

const byTest = { actor: "cli" } as const;
/** 10:00 in London, 18:00 in Shanghai, 05:00 in New York, where the organisation is. */
const now = new Date("2026-11-26T10:00:00Z");
let desk: TwoTeams;

beforeAll(async () => {
  desk = await openTwoTeams();
  await set("organization.timezone", "America/New_York");
  await set("routing.mode", "manual");
  await desk.within(async (scope) => {
    await setTeam(scope, byTest, desk.london, { timezone: "Europe/London" });
    await setTeam(scope, byTest, desk.shanghai, { timezone: "Asia/Shanghai" });
  });
  desk.product.clock = { now: () => now };
  for (const [name, words] of [
    ["Eva", "I want to talk to a human"],
    ["Hua", "我要人工客服"],
  ] as const) {
    const customer = desk.newCustomer(name);
    desk.telegram.post(customer, customer, words);
    await desk.threadOf(name);
  }
  await desk.settled();
  await desk.rows("UPDATE conversations SET waiting_since = ?, agent_id = ?, status = 'active' WHERE team_id = ?", [
    now.toISOString(),
    desk.ann.id,
    desk.london,
  ]);
  await desk.rows("UPDATE conversations SET waiting_since = ?, agent_id = ?, status = 'active' WHERE team_id = ?", [
    now.toISOString(),
    desk.bo.id,
    desk.shanghai,
  ]);
  await desk.rows("UPDATE conversations SET sla_next_response_at = ?", ["2026-11-26T10:30:00Z"]);
});
afterAll(() => desk.close());

describe("times in the answers to staff", () => {
  beforeAll(() => desk.rows("UPDATE users SET role = 'team_lead'"));

  it("are London's for who is in London and Shanghai's for who is in Shanghai", async () => {
    expect(await annReads("mine")).toMatch(/waits since 10:00, answer by 10:30/);
    expect(await boReads("/mine")).toMatch(/waits since 18:00, answer by 18:30/);
    expect(await annReads("queue")).toMatch(/since 10:00 · due 10:30/);
    expect(await boReads("/queue")).toMatch(/since 18:00 · due 18:30/);
    expect(await annReads("sla")).toContain("answer 10:30");
    expect(await boReads("/sla")).toContain("answer 18:30");
  });

  it("are those of a person's own zone where they set one, before their team's", async () => {
    expect(await boReads("/remind zone")).toContain("Your time zone is Asia/Shanghai.");
    await boReads("/remind zone Asia/Tokyo");
    expect(await boReads("/mine")).toMatch(/waits since 19:00, answer by 19:30/);
    await desk.rows("UPDATE users SET timezone = NULL");
  });

  it("are the organisation's where neither the person nor a team has one", async () => {
    await desk.rows("UPDATE teams SET timezone = NULL WHERE id = ?", [desk.london]);
    expect(await annReads("mine")).toMatch(/waits since 05:00, answer by 05:30/);
    await desk.rows("UPDATE teams SET timezone = 'Europe/London' WHERE id = ?", [desk.london]);
  });
});

describe("an alert", () => {
  it("is held by the quiet hours of its team's clock, and shown at once where they are not on", async () => {
    await set("alerts.quiet_hours", { from: "17:00", to: "20:00" });
    expect(await raise(desk.london)).toBeNull();
    expect((await raise(desk.shanghai))?.toISOString()).toBe("2026-11-26T12:00:00.000Z");
    expect(await raise(null)).toBeNull();
    await set("alerts.quiet_hours", { from: "04:00", to: "06:00" });
    expect((await raise(null))?.toISOString()).toBe("2026-11-26T11:00:00.000Z");
  });

  it("says since when by the clock of its team in a place, and of its reader in private and in /alerts", async () => {
    await desk.rows("UPDATE users SET presence = 'online', presence_at = ? WHERE id = ?", [
      now.toISOString(),
      desk.bo.id,
    ]);
    await set("alerts.quiet_hours", null);
    await raise(desk.london);
    const card = await waitFor("the card", () =>
      desk.slack.read(londonAlerts).find(({ isBot, text }) => isBot && text.includes("since 11-26")),
    );
    expect(card.text).toContain("since 11-26 10:00");
    expect(await annReads("alerts")).toContain("since 11-26 10:00");
    expect(await boReads("/alerts")).toContain("since 11-26 18:00");
  });
});

describe("the daily digest", () => {
  it("comes at the hour of the manager's team and tells of the day there", async () => {
    const { id } = desk.telegram.addPerson({ firstName: "Mei" });
    const mei = await linkStaff(desk, { platform: "telegram", personId: String(id), name: "Mei", role: "manager" });
    await desk.rows("INSERT INTO user_teams (user_id, team_id, org_id) VALUES (?, ?, ?)", [
      mei,
      desk.shanghai,
      desk.orgId,
    ]);
    await set("alerts.digest_hour", 8);
    await desk.product.ensureMonth(now);
    await desk.rows(
      `INSERT INTO messages (id, org_id, conversation_id, direction, sender_type, status, sent_at)
       SELECT ?, org_id, id, 'inbound', 'customer', 'received', ? FROM conversations LIMIT 1`,
      [newId(), now.toISOString()],
    );
    const told = async (at: string) => {
      desk.product.clock = { now: () => new Date(at) };
      await sendDigests(desk.product, desk.orgId);
      const rows = await desk.rows<{ content: string }>(
        "SELECT content FROM notifications WHERE type = 'daily_digest'",
      );
      return rows.map(({ content }) => content);
    };
    // 07:30 and 08:30 of the 27th in Shanghai; in London and New York it is the 26th.
    expect(await told("2026-11-26T23:30:00Z")).toEqual([]);
    expect(await told("2026-11-27T00:30:00Z")).toEqual(["2026-11-26"]);
  });
});

let causes = 0;

/** Raises an alert that may wait; gives until when it is held. */
async function raise(teamId: string | null): Promise<Date | null> {
  causes += 1;
  const cause = `angry_customer:${causes}`;
  const title = { en: `Angry ${causes}`, zh: `愤怒 ${causes}` };
  await desk.within((scope) =>
    raiseAlert(scope, desk.product.channels, { kind: "angry_customer", cause, title, teamId }, now),
  );
  const [row] = await desk.rows<{ held_until: Date | null }>("SELECT held_until FROM alerts WHERE cause = ?", [cause]);
  return row?.held_until ?? null;
}

async function annReads(line: string): Promise<string> {
  const own = () => desk.slack.read(londonDesk).filter(({ ephemeralTo }) => ephemeralTo === desk.ann.personId);
  const before = own().length;
  await desk.slack.people.command({ user: desk.ann.personId, channel: londonDesk, line: `/desk ${line}` });
  return waitFor(`the answer to ${line}`, () => own()[before]?.text);
}

async function boReads(line: string): Promise<string> {
  const own = () =>
    desk.telegram.messages(desk.bo.personId).filter(({ message }) => message.from?.id === desk.telegram.bot.id);
  const before = own().length;
  desk.telegram.post(desk.bo.personId, desk.bo.personId, line);
  return waitFor(`the answer to ${line}`, () => own()[before]?.message.text);
}

async function set(key: string, value: unknown): Promise<void> {
  await inOrganization(desk.product.db, desk.orgId, async ({ trx, orgId }) => {
    const row = { id: newId(), org_id: orgId, key, value: JSON.stringify(value), value_type: "json", category: "test" };
    await trx("settings").insert(row).onConflict(["org_id", "key"]).merge(["value"]);
  });
}
