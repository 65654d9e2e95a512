import { afterAll, beforeAll, expect, it } from "vitest";
import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { setChannelRegion } from "../../domain/organisation/channel-region.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { setTeamPlaces } from "../../domain/organisation/team-places.ts";
import { londonDesk, openTwoTeams, shanghaiForum, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

const byTest = { actor: "cli" } as const;
let desk: TwoTeams;

// The team in Shanghai is pinned to China, and its desk is a Telegram forum, of which nobody says that it is there.
beforeAll(async () => {
  desk = await openTwoTeams();
  await desk.within(async (scope) => {
    await setTeam(scope, byTest, desk.shanghai, { region: "cn" });
    await announceChannels(scope);
  });
  await waitFor("the region", async () => (await channel("telegram"))?.closedToTeams.has(desk.shanghai));
  await desk.product.db.system("users").where({ name: "Bo" }).update({ role: "compliance" });
});
afterAll(() => desk.close());

it("a pinned team's customer is shown outside the region by code alone, until they consent, and again after they withdraw", async () => {
  const li = desk.newCustomer("Li");
  desk.telegram.post(li, li, "我要人工客服，卡号 6222");
  const thread = await desk.threadOf("Li");
  expect(thread.chatId).toBe(String(shanghaiForum));
  await waitFor("the withheld line", () => desk.inThread(thread).some((text) => /👤 Li\n🔒 Text withheld: region/.test(text)));
  await desk.settled();
  expect(everythingIn(shanghaiForum)).not.toContain("6222");
  expect(desk.inThread(thread).some((text) => /^C\d+ · Li/.test(text))).toBe(true);

  inForum(thread, "/history");
  await waitFor("the refusal", () => everythingIn(shanghaiForum).split("Text withheld: region").length > 3);
  inForum(thread, "/consent granted here 签署表格 12");
  await waitFor("the consent", async () => (await consents()).length === 1);
  desk.telegram.post(li, li, "卡号 6333");
  await waitFor("the line", () => everythingIn(shanghaiForum).includes("6333"));

  inForum(thread, "/consent withdrawn here 电话要求");
  await waitFor("the withdrawal", async () => (await consents()).length === 2);
  desk.telegram.post(li, li, "卡号 6444");
  await desk.settled();
  expect(everythingIn(shanghaiForum)).not.toContain("6444");
  const { id } = (await channel("telegram")) ?? { id: "" };
  expect(await consents()).toEqual([
    { kind: "cross_border", state: "granted", recipient: `channel:${id}`, source: "签署表格 12" },
    { kind: "cross_border", state: "withdrawn", recipient: `channel:${id}`, source: "电话要求" },
  ]);
}, 60_000);

it("an alert about a pinned team's customer quotes nothing outside the region", async () => {
  const mei = desk.newCustomer("Mei");
  desk.telegram.post(mei, mei, "我亏光了所有的钱，不想活了");
  await waitFor("the alert", () => /Alert \d+ .*distress[\s\S]*Text withheld/.test(everythingIn(shanghaiForum)));
  await desk.settled();
  expect(everythingIn(shanghaiForum)).not.toContain("不想活了");
});

it("other teams' customers are shown as ever, and a pinned team's at a desk inside the region", async () => {
  const sofia = desk.newCustomer("Sofia");
  desk.telegram.post(sofia, sofia, "I want to talk to a human about card 7111");
  const english = await desk.threadOf("Sofia");
  expect(english.chatId).toBe(londonDesk);
  await waitFor("the line", () => desk.inThread(english).some((text) => text.includes("card 7111")));

  await desk.within(async (scope) => {
    const { id } = await scope.trx("channels").where({ org_id: scope.orgId, platform: "slack" }).first("id");
    await setTeamPlaces(scope, byTest, { teamId: desk.shanghai, kind: "desk", places: [{ channelId: id, chatId: londonDesk }] });
    await setChannelRegion(scope, byTest, id, "cn");
    await announceChannels(scope);
  });
  await waitFor("the region", async () => (await channel("slack"))?.closedToTeams.has(desk.shanghai) === false);
  const hua = desk.newCustomer("Hua");
  desk.telegram.post(hua, hua, "我要人工客服，卡号 6555");
  const chinese = await desk.threadOf("Hua");
  await waitFor("the line inside", () => desk.inThread(chinese).some((text) => text.includes("6555")));
});

function channel(platform: string) {
  return desk.product.channels.ofEnvironment(platform);
}

function inForum({ threadId }: { threadId: string }, text: string): void {
  desk.telegram.post(desk.bo.personId, shanghaiForum, text, { threadId: Number(threadId) });
}

function everythingIn(chat: number): string {
  return desk.telegram
    .messages(chat)
    .filter(({ message }) => message.from?.id === desk.telegram.bot.id)
    .map(({ message }) => message.text ?? "")
    .join("\n");
}

function consents() {
  return desk.rows("SELECT kind, state, recipient, source FROM consents WHERE kind = 'cross_border' ORDER BY created_at, id");
}
