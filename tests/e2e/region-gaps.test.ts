import { afterAll, beforeAll, expect, it } from "vitest";
import { dayWindow } from "../../bot/alerts/digest/day-window.ts";
import { prepareDigest } from "../../bot/alerts/digest/prepare-digest.ts";
import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { readEvaluationSet } from "../../bot/gaps/evaluation-set.ts";
import { toPlainText } from "../../bot/ports/rich-text.ts";
import { recordCrossBorder } from "../../domain/customers/cross-border.ts";
import { setChannelRegion } from "../../domain/organisation/channel-region.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { londonDesk, openTwoTeams, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

const byTest = { actor: "cli" } as const;
const chinese = "我的祖母可以继承这个投资组合吗";
const english = "Can my grandmother inherit the portfolio?";

let desk: TwoTeams;
let mia: string;

// Shanghai is pinned to China; nobody says that Slack, where the manager reads, is there.
beforeAll(async () => {
  desk = await openTwoTeams();
  mia = desk.slack.workspace.addUser({ name: "Mia" }).id;
  for (const channel of desk.slack.workspace.channels.values()) channel.members.add(mia);
  await linkStaff(desk, { platform: "slack", personId: mia, name: "Mia", role: "manager" });
  await desk.product.db.system("users").where({ name: "Bo" }).update({ role: "manager" });
  await desk.within(async (scope) => {
    await setTeam(scope, byTest, desk.shanghai, { region: "cn" });
    await setChannelRegion(scope, byTest, (await channel("telegram")).id, "cn");
    await announceChannels(scope);
  });
  await waitFor("the region", async () => (await channel("slack")).closedToTeams.has(desk.shanghai));
  await asks("Li", chinese);
  await asks("Sofia", english);
});
afterAll(() => desk.close());

it("questions of a pinned team's customer are counted outside its region, and their words withheld", async () => {
  const list = await told("gaps", "2 gaps");
  expect(list).toContain(english);
  expect(list).toContain("🔒 1 withheld: region");
  expect(list).not.toContain(chinese);
});

it("no draft is made of them there", async () => {
  const list = await told("gaps", "2 gaps");
  await told(`gaps draft ${numberOf(list, "🔒")} 请联系法务部门。`, "Text withheld: region");
  expect(await desk.rows("SELECT FROM approvals WHERE kind = 'knowledge'")).toEqual([]);
});

it("a draft made of them inside is neither shown nor approved outside", async () => {
  bo("/gaps");
  const list = await waitFor("the list", () => boHears().find((text) => text.includes("2 gaps")));
  expect(list).toContain(chinese);
  expect(list).not.toContain("🔒");
  bo(`/gaps draft ${numberOf(list, chinese)} 请联系法务部门。`);
  await waitFor("the draft", () => boHears().some((text) => text.includes("waits for approval")));
  const [row] = await desk.rows<{ number: string }>("SELECT number FROM approvals WHERE kind = 'knowledge'");
  const shown = await told("approvals", "FAQ →");
  expect(shown).toContain("Text withheld: region");
  expect(shown).not.toContain(chinese);
  await told(`approve ${row?.number}`, "Text withheld: region");
  expect(await desk.rows("SELECT status FROM approvals WHERE kind = 'knowledge'")).toEqual([{ status: "pending" }]);
});

it("the digest counts them and withholds their words, in both languages", async () => {
  const { db, blobs, knowledge } = desk.product;
  const deps = { db, blobs, clusterQuestions: knowledge.clusterQuestions };
  const day = await prepareDigest(deps, desk.orgId, dayWindow("UTC", new Date(), 0), "UTC");
  const words = async (platform: string, language: "en" | "zh") => {
    const at = await channel(platform);
    return toPlainText(await desk.within((scope) => day.words(scope, at, language)));
  };
  expect(await words("slack", "en")).toContain(english);
  expect(await words("slack", "en")).toContain("🔒 withheld: region ×1");
  expect(await words("slack", "zh")).toContain("🔒 因地区限制未显示 ×1");
  expect(await words("slack", "zh")).not.toContain(chinese);
  expect(await words("telegram", "zh")).toContain(chinese);
});

it("what a pinned team's customers found useful measures a draft, and is named in none", async () => {
  await asks("Li", "入金需要多久到账？", "answered");
  await asks("Sofia", "How do I open an account?", "answered");
  await desk.product.db.system.raw(
    `INSERT INTO answer_verdicts (answer_id, org_id, conversation_id, answered_at, is_helpful, judged_at)
     SELECT id, org_id, conversation_id, created_at, true, now() FROM answers WHERE outcome = 'answered'`,
  );
  const measured = await desk.within(readEvaluationSet);
  expect(measured.map(({ query, isPinned }) => [query, isPinned]).sort()).toEqual([
    ["How do I open an account?", false],
    ["入金需要多久到账？", true],
  ]);
});

it("they are shown once the customer consents, and no more once they withdraw", async () => {
  await consent("granted");
  const list = await told("gaps", chinese);
  expect(list).not.toContain("🔒");
  await consent("withdrawn");
  expect(await told("gaps", "🔒 1 withheld: region")).not.toContain(chinese);
});

async function consent(state: "granted" | "withdrawn"): Promise<void> {
  const recipient = `channel:${(await channel("slack")).id}`;
  const [customer] = await desk.rows<{ id: string }>("SELECT id FROM customers WHERE name = 'Li' ORDER BY created_at");
  const about = { customerId: customer?.id ?? "", recipient, state, source: "form 12" };
  await desk.within((scope) => recordCrossBorder(scope, byTest, about));
}

async function asks(name: string, question: string, outcome = "not_answered"): Promise<void> {
  const customer = desk.newCustomer(name);
  desk.telegram.post(customer, customer, question);
  await waitFor("the question to be kept", async () => {
    const rows = await desk.rows("SELECT FROM answers WHERE question = ? AND outcome = ?", [question, outcome]);
    return rows.length > 0;
  });
  await desk.settled();
}

/** What Mia alone is told next on Slack. */
async function told(line: string, expected: string): Promise<string> {
  const before = alone().length;
  desk.slack.people.write({ user: mia, channel: londonDesk, text: `@deskhand ${line}` });
  return waitFor(`${expected} after ${line}`, () =>
    alone()
      .slice(before)
      .find((text) => text.includes(expected)),
  );
}

function alone(): string[] {
  return desk.slack.read(londonDesk).flatMap(({ isBot, text }) => (isBot ? [text] : []));
}

function bo(text: string): void {
  desk.telegram.post(desk.bo.personId, desk.bo.personId, text);
}

function boHears(): string[] {
  return desk.shown(desk.bo.personId);
}

/** The number of the gap under which something stands. */
function numberOf(list: string, words: string): string {
  const number = /(\d+)\D{0,8}·\s×\d+[^×]*$/u.exec(list.slice(0, list.indexOf(words)))?.[1];
  if (number === undefined) throw new Error(`no gap with ${words} in ${list}`);
  return number;
}

async function channel(platform: string) {
  const found = await desk.product.channels.ofEnvironment(platform);
  if (!found) throw new Error(`no channel of ${platform}`);
  return found;
}
