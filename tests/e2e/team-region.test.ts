import { afterAll, beforeAll, expect, it } from "vitest";
import { announceChannels } from "../../bot/channels/announce-channels.ts";
import type { EndedClaim } from "../../bot/conduct/approvals/held-claim.ts";
import { sendToCustomer } from "../../bot/converse/customer-outbox.ts";
import { readRules } from "../../bot/converse/organisation-rules.ts";
import { tellDecision } from "../../bot/desk/tell-decision.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import { showRecalled } from "../../bot/recall/show-recall.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Message } from "../../domain/conversations/message.ts";
import { setChannelRegion } from "../../domain/organisation/channel-region.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { setTeamPlaces } from "../../domain/organisation/team-places.ts";
import { isComposing } from "../fixtures/injection/obeying-model.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { londonDesk, openTwoTeams, shanghaiForum, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

const byTest = { actor: "cli" } as const;
let desk: TwoTeams;
let model: ScriptedModel;

// The team in Shanghai is pinned to China, and its desk is a Telegram forum, of which nobody says that it is there.
beforeAll(async () => {
  model = await startScriptedModel();
  desk = await openTwoTeams({ LLM_BASE_URL: model.url, LLM_MODEL: "scripted" });
  await desk.within(async (scope) => {
    await setTeam(scope, byTest, desk.shanghai, { region: "cn" });
    await announceChannels(scope);
  });
  await waitFor("the region", async () => (await channel("telegram"))?.closedToTeams.has(desk.shanghai));
  await desk.product.db.system("users").where({ name: "Bo" }).update({ role: "compliance" });
});
afterAll(async () => {
  await desk.close();
  await model.close();
});

it("a pinned team's customer is shown outside the region by code alone, until they consent, and again after they withdraw", async () => {
  const li = desk.newCustomer("Li");
  desk.telegram.post(li, li, "我要人工客服，卡号 6222");
  const thread = await desk.threadOf("Li");
  expect(thread.chatId).toBe(String(shanghaiForum));
  await waitFor("the withheld line", () =>
    desk.inThread(thread).some((text) => /👤 Li\n🔒 Text withheld: region/.test(text)),
  );
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

it("a pinned team's customer is answered with approved text, and no model outside is asked without their consent", async () => {
  const bao = desk.newCustomer("Bao");
  const answersTo = (count: number) => waitFor(`answer ${count}`, () => desk.shown(bao).length >= count);
  desk.telegram.post(bao, bao, "入金需要多久到账？");
  const thread = await desk.threadOf("Bao");
  await answersTo(1);
  await desk.settled();
  expect(model.requests).toEqual([]);
  const asked = () => model.requests.filter(isComposing);
  const [answer] = await desk.rows("SELECT outcome, mode FROM answers ORDER BY created_at DESC LIMIT 1");
  expect(answer).toEqual({ outcome: "answered", mode: "approved" });

  inForum(thread, "/consent granted model 签署表格 13");
  await waitFor("the consent", async () =>
    (await consents()).some(({ recipient }) => recipient === recipientOfModel()),
  );
  desk.telegram.post(bao, bao, "入金需要多久到账？");
  await answersTo(2);
  await desk.settled();
  expect(asked()).toHaveLength(1);
  // What the message says of its writer and of their lead is read as well.
  await waitFor("both readings", () => model.requests.length === 3);

  inForum(thread, "/consent withdrawn model 电话要求");
  await waitFor(
    "the withdrawal",
    async () => (await consents()).filter(({ recipient }) => recipient === recipientOfModel()).length === 2,
  );
  desk.telegram.post(bao, bao, "入金需要多久到账？");
  await answersTo(3);
  await desk.settled();
  const jobs = "SELECT FROM graphile_worker.jobs WHERE task_identifier IN ('remember', 'analyse_lead')";
  await waitFor("what reads behind the answer", async () => (await desk.rows(jobs)).length === 0);
  expect(model.requests).toHaveLength(3);
}, 60_000);

it("an alert about a pinned team's customer quotes nothing outside the region", async () => {
  const mei = desk.newCustomer("Mei");
  desk.telegram.post(mei, mei, "我亏光了所有的钱，不想活了");
  await waitFor("the alert", () => /Alert \d+ .*distress[\s\S]*Text withheld/.test(everythingIn(shanghaiForum)));
  await desk.settled();
  expect(everythingIn(shanghaiForum)).not.toContain("不想活了");
});

it("lines about a held and about a recalled text of a pinned team's conversation quote nothing outside the region", async () => {
  const yan = desk.newCustomer("Yan");
  desk.telegram.post(yan, yan, "我要人工客服");
  const thread = await desk.threadOf("Yan");
  await desk.settled();
  const { channels } = desk.product;
  await desk.within(async (scope) => {
    const conversation = await Conversation.query(scope.trx)
      .where({ orgId: scope.orgId })
      .orderBy("createdAt", "desc")
      .first()
      .throwIfNotFound();
    const message = await Message.query(scope.trx).findOne({ conversationId: conversation.id }).throwIfNotFound();
    const ended = { number: 4711, outcome: "expired", decisionReason: null, authorId: null, conversation };
    const saidSince = [{ from: "customer", content: "我的卡号 6777" }];
    await tellDecision(scope, channels, { ...ended, saidSince } as unknown as EndedClaim, null);
    await showRecalled(scope, channels, message, { by: "Bo", reason: null, wasSent: true });
  });
  await waitFor("both lines", () => /4711[\s\S]*Bo took a line back/.test(desk.inThread(thread).join("\n")));
  expect(desk.inThread(thread).join("\n")).not.toContain("6777");
  expect(desk.inThread(thread).join("\n")).not.toContain("我要人工客服");
});

it("what is held of a pinned team's conversation waits outside the region without its words", async () => {
  const mei = desk.newCustomer("Mei");
  desk.telegram.post(mei, mei, "我要人工客服");
  await desk.threadOf("Mei");
  await desk.settled();
  const telegram = await channel("telegram");
  if (!telegram) throw new Error("There is no channel");
  await desk.within(async (scope) => {
    const { id: customerId } = await scope.trx("customers").where({ name: "Mei" }).first("id");
    const conversation = await Conversation.query(scope.trx).findOne({ customerId }).throwIfNotFound();
    const held = await sendToCustomer(scope, readRules(await loadSettings(scope)), {
      channel: telegram,
      conversation,
      content: plainText("您好 6888，本产品保证收益 20%。"),
      language: "zh",
      purpose: "answer",
      sender: { type: "system" },
      act: { by: "bot", why: "test", receipt: "test" },
      at: new Date(),
    });
    expect(held.held).toBe(true);
  });
  const { personId: bo } = desk.bo;
  desk.telegram.post(bo, bo, "/approvals");
  const told = () => desk.telegram.messages(bo).map(({ message }) => message.text ?? "");
  const list = await waitFor("what waits", () => told().find((text) => text.includes("· Mei ·")));
  expect(list).toContain("Text withheld: region");
  expect(list).not.toContain("6888");
});

it("other teams' customers are shown as ever, and a pinned team's at a desk inside the region", async () => {
  const sofia = desk.newCustomer("Sofia");
  desk.telegram.post(sofia, sofia, "I want to talk to a human about card 7111");
  const english = await desk.threadOf("Sofia");
  expect(english.chatId).toBe(londonDesk);
  await waitFor("the line", () => desk.inThread(english).some((text) => text.includes("card 7111")));

  await desk.within(async (scope) => {
    const { id } = await scope.trx("channels").where({ org_id: scope.orgId, platform: "slack" }).first("id");
    await setTeamPlaces(scope, byTest, {
      teamId: desk.shanghai,
      kind: "desk",
      places: [{ channelId: id, chatId: londonDesk }],
    });
    await setChannelRegion(scope, byTest, id, "cn");
    await announceChannels(scope);
  });
  await waitFor("the region", async () => (await channel("slack"))?.closedToTeams.has(desk.shanghai) === false);
  const hua = desk.newCustomer("Hua");
  desk.telegram.post(hua, hua, "我要人工客服，卡号 6555");
  const chinese = await desk.threadOf("Hua");
  await waitFor("the line inside", () => desk.inThread(chinese).some((text) => text.includes("6555")));
});

function recipientOfModel(): string {
  return `model:${new URL(model.url).host}`;
}

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
  return desk.rows(
    "SELECT kind, state, recipient, source FROM consents WHERE kind = 'cross_border' ORDER BY created_at, id",
  );
}
