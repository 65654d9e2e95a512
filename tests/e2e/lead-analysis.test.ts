import { afterAll, beforeAll, expect, it } from "vitest";
import { analysisItems } from "../../bot/commands/lead/analysis-items.ts";
import { Lead } from "../../domain/customers/customer.ts";
import { saveSetting } from "../../domain/organisation/save-setting.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { addTeam } from "../support/add-team.ts";
import { openApiClient } from "../support/api-client.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { allSent } from "../support/settled.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100378:AAHtesttesttesttesttest";
let telegram: TelegramEmulator;
let model: ScriptedModel;
let desk: OpenProduct;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  model = await startScriptedModel();
  desk = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    LLM_BASE_URL: model.url,
    LLM_MODEL: "scripted",
    LLM_REGION: "eu",
  });
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
  await model.close();
});

/** A model that points out the last words of the newest message, and something that nobody said. */
function pointOut(quote: string): void {
  model.script(({ messages }) => {
    if (!isAnalysis(messages)) return { status: 500 };
    const invented = { kind: "interest", line: 1, quote: "wants 9 million in gold" };
    return { say: JSON.stringify({ points: [{ kind: "obstacle", line: 1, quote }, invented] }) };
  });
}

const isAnalysis = (messages: { content: string }[]) => messages[0]?.content.includes("point out what helps") === true;
const prompts = () =>
  model.requests.filter(({ messages }) => isAnalysis(messages)).map(({ messages }) => messages[1]?.content ?? "");

it("shows with the lead what the model found in the customer's words, and nothing that it made up", async () => {
  pointOut("the queue is too long for me");
  const wei = newPerson("Wei");
  telegram.post(wei, wei, "How do I open an account? the queue is too long for me, card 4111 1111 1111 1111");
  await analysed("Wei", 1);
  expect(await shown("Wei")).toEqual([
    expect.stringMatching(/^Asked about: account opening \(\d{4}-\d\d-\d\d\)/),
    expect.stringMatching(/^obstacle: “the queue is too long for me” \(\d{4}-\d\d-\d\d, found by scripted-2026\)$/),
    "Next: help them to open an account",
  ]);
  expect(prompts().join()).not.toContain("4111 1111");
  expect((await kept("Wei")).text).not.toContain("queue");
});

it("gives programs the same without the words", async () => {
  const api = await openApiClient(desk, { permissions: ["lead.read"] });
  const [lead] = await desk.rows<{ number: string }>(
    "SELECT l.number FROM leads l JOIN customers c ON c.id = l.customer_id WHERE c.name = 'Wei'",
  );
  const { status, body } = await api.call(`GET /leads/L${lead?.number}`);
  expect(status).toBe(200);
  expect(body.analysis).toMatchObject({
    model: "scripted-2026",
    topics: [{ intent: "account_opening", messageId: expect.any(String), at: expect.any(String) }],
    points: [{ kind: "obstacle" }],
    nextStep: "open_account",
  });
  expect(JSON.stringify(body.analysis)).not.toContain("queue");
});

it("shows no words where they are withheld, and none that were reworded or are to be forgotten", async () => {
  pointOut("I wait for my bonus");
  const lin = newPerson("Lin");
  const first = telegram.post(lin, lin, "What are your fees? I wait for my bonus");
  await analysed("Lin", 1);
  expect((await shown("Lin", true)).join("\n")).not.toContain("bonus");
  expect((await shown("Lin")).join("\n")).toContain("“I wait for my bonus”");
  telegram.edit(lin, lin, first.message_id, "I wait for nothing");
  await waitFor("the rewording", async () => (await shown("Lin")).length === 1);
  expect(await shown("Lin")).toEqual(["Next: ask how else to reach them"]);

  const mo = newPerson("Mo");
  telegram.post(mo, mo, "How do I deposit? I wait for my bonus");
  await analysed("Mo", 1);
  expect((await shown("Mo")).join("\n")).toContain("“I wait for my bonus”");
  telegram.post(mo, mo, "forget me");
  await waitFor("what was said to be forgotten", async () => (await shown("Mo")).length === 1);
  expect(await shown("Mo")).toEqual(["Next: ask how else to reach them"]);
});

it("gives a model outside the team's region nothing, and reads by rules all the same", async () => {
  const team = await addTeam(desk, "Shanghai");
  await inOrganization(desk.product.db, desk.orgId, async (scope) => {
    await setTeam(scope, { actor: "cli" }, team, { region: "cn" });
    await saveSetting(scope, { actor: "cli" }, { key: "routing.default_team", value: "Shanghai" });
  });
  const before = prompts().length;
  const yu = newPerson("Yu");
  telegram.post(yu, yu, "怎么入金？");
  await analysed("Yu", 1);
  expect(await kept("Yu")).toMatchObject({ model: null, topics: ["deposit"] });
  expect(prompts()).toHaveLength(before);
});

async function kept(name: string) {
  const [row] = await desk.rows<{ text: string }>(
    "SELECT l.ai_analysis::text AS text FROM leads l JOIN customers c ON c.id = l.customer_id WHERE c.name = ?",
    [name],
  );
  const text = row?.text ?? "{}";
  const { model: by, topics = [], points = [] } = JSON.parse(text);
  return { text, model: by, topics: topics.map(({ intent }: { intent: string }) => intent), points: points.length };
}

async function analysed(name: string, topics: number): Promise<void> {
  await waitFor(`the analysis of ${name}`, async () => (await kept(name)).topics.length >= topics);
  await allSent(desk);
}

async function shown(name: string, isWithheld = false): Promise<string[]> {
  const items = await inOrganization(desk.product.db, desk.orgId, async (scope) => {
    const lead = await Lead.query(scope.trx)
      .joinRaw("JOIN customers c ON c.id = leads.customer_id")
      .where("c.name", name)
      .select("leads.*")
      .first()
      .throwIfNotFound();
    return analysisItems(scope, lead, { language: "en", now: new Date(), isWithheld, ownLabels: new Map() });
  });
  return items.map((inlines) => inlines.map((inline) => ("text" in inline ? inline.text : "")).join(""));
}

function newPerson(name: string): number {
  people += 1;
  return telegram.addPerson({ id: 6_400_000_000 + people, firstName: name }).id;
}
