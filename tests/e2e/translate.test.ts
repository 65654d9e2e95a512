import { afterAll, beforeAll, expect, it } from "vitest";
import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { openStaffedDesk } from "../support/surfaces/open-staffed-desk.ts";
import { openTwoTeams, shanghaiForum, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

const byTest = { actor: "cli" } as const;
let desk: TwoTeams;
let model: ScriptedModel;

beforeAll(async () => {
  model = await startScriptedModel();
  desk = await openTwoTeams({ LLM_BASE_URL: model.url, LLM_MODEL: "scripted" });
  // Answers for one person alone reach them after they wrote to the bot.
  desk.telegram.post(desk.bo.personId, desk.bo.personId, "/help");
});
afterAll(async () => {
  await desk.close();
  await model.close();
});

it("a draft is in the Traditional characters of a customer who writes them, and goes out as it was shown", async () => {
  const { customer, thread } = await takenBy("Lin", "我要人工客服，請問出金還要多久？");
  translates({ "The withdrawal takes 3 days": "出金需要3天，请您稍候" });
  inForum(thread, "/translate The withdrawal takes 3 days");
  const draft = await waitFor("the draft", () => boReads("出金需要3天，請您稍候"));
  expect(draft.text).toContain("nothing was sent");
  await desk.settled();
  expect(desk.shown(customer).join()).not.toContain("請您稍候");

  press(draft, "offer_send");
  await waitFor("the words", () => desk.shown(customer).some((text) => text.includes("出金需要3天，請您稍候")));
});

it("a prohibited claim that the model made of harmless words is held when it is sent", async () => {
  const { customer, thread } = await takenBy("Hua", "我要人工客服，请问有什么产品？");
  translates({ "Our savings product is quite popular": "我们的产品保本保收益" });
  inForum(thread, "/translate Our savings product is quite popular");
  press(await waitFor("the draft", () => boReads("保本保收益")), "offer_send");
  await waitFor("the approval", async () => (await desk.rows("SELECT id FROM approvals")).length === 1);
  await desk.settled();
  expect(desk.shown(customer).join()).not.toContain("保本");
});

it("the model is not given card numbers, and the draft without them can only be changed", async () => {
  const { thread } = await takenBy("Mei", "我要人工客服，请问卡绑定了吗？");
  model.requests.length = 0;
  translates({ "Your card 4242 **** **** 4242 is linked": "您的卡4242 **** **** 4242已绑定" });
  inForum(thread, "/translate Your card 4242 4242 4242 4242 is linked");
  const draft = await waitFor("the draft", () => boReads("已绑定"));
  expect(draft.text).toContain("were not given to the model");
  expect(draft.buttons.map((id) => id.split(":")[0])).toEqual(["offer_edit"]);
  expect(JSON.stringify(model.requests)).not.toContain("4242 4242");
});

it("a pinned team's customer is not translated by a model outside, until they consent", async () => {
  const { thread } = await takenBy("Bao", "我要人工客服，请问入金到账了吗？");
  await desk.within(async (scope) => {
    await setTeam(scope, byTest, desk.shanghai, { region: "cn" });
    await announceChannels(scope);
  });
  const { recipient } = desk.product.services.model ?? { recipient: "" };
  translates({ "The deposit has arrived": "入金已到账" });
  model.requests.length = 0;
  inForum(thread, "/translate The deposit has arrived");
  await waitFor("the refusal", () => boReads(`the model (${recipient}) is outside the region cn`));
  inForum(thread, "/translate en");
  await waitFor("the place's own refusal", () => boReads("Text withheld: region"));
  expect(model.requests).toEqual([]);

  await desk.product.db.system("users").where({ name: "Bo" }).update({ role: "team_lead" });
  inForum(thread, "/consent granted model form 13");
  await waitFor(
    "the consent",
    async () => (await desk.rows("SELECT id FROM consents WHERE recipient = ?", [recipient]))[0],
  );
  inForum(thread, "/translate The deposit has arrived");
  await waitFor("the draft", () => boReads("入金已到账"));
  expect(model.requests).toHaveLength(1);
});

it("without a model the command says so, and how one is configured", async () => {
  const plain = await openStaffedDesk("telegram");
  try {
    const about = await plain.takenBy(plain.ann);
    await plain.asks(plain.ann, "/translate 请稍候", "LLM_BASE_URL and LLM_MODEL", about);
  } finally {
    await plain.close();
  }
});

async function takenBy(name: string, words: string) {
  const customer = desk.newCustomer(name);
  desk.telegram.post(customer, customer, words);
  const thread = await desk.threadOf(name);
  await desk.settled();
  inForum(thread, "/take");
  const owner = `SELECT u.name FROM conversations v JOIN users u ON u.id = v.agent_id
    JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`;
  await waitFor("the owner", async () => (await desk.rows(owner, [name]))[0]);
  return { customer, thread };
}

function translates(translations: Record<string, string>): void {
  model.script(({ messages }) => {
    const translation = translations[JSON.parse(messages.at(-1)?.content ?? "{}").text];
    return translation === undefined ? { status: 500 } : { say: JSON.stringify({ translation }) };
  });
}

function inForum({ threadId }: { threadId: string }, text: string): void {
  desk.telegram.post(desk.bo.personId, shanghaiForum, text, { threadId: Number(threadId) });
}

/** The newest message to Bo alone, or in the forum, with these words. */
function boReads(words: string) {
  const found = [desk.bo.personId, shanghaiForum]
    .flatMap((chat) => desk.telegram.messages(chat).map(({ message }) => ({ chat, message })))
    .findLast(({ message }) => message.from?.id === desk.telegram.bot.id && message.text?.includes(words));
  const buttons = found?.message.reply_markup?.inline_keyboard.flat() ?? [];
  return (
    found && {
      chat: found.chat,
      id: found.message.message_id,
      text: found.message.text ?? "",
      buttons: buttons.map((button) => ("callback_data" in button ? button.callback_data : "")),
    }
  );
}

function press({ chat, id, buttons }: { chat: number; id: number; buttons: string[] }, name: string): void {
  desk.telegram.press(desk.bo.personId, chat, id, buttons.find((button) => button.startsWith(`${name}:`)) ?? "");
}
