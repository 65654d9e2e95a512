import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100302:AAHtesttesttesttesttest";

let telegram: TelegramEmulator;
let model: ScriptedModel;
let desk: OpenProduct;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  model = await startScriptedModel();
  desk = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    LLM_BASE_URL: model.url,
    LLM_MODEL: "scripted",
  });
  await importFaqs(desk);
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
  await model.close();
});

it("shows who asks that an answer is being written, and leaves nothing of it but the answer", async () => {
  const seen: string[] = [];
  telegram.onCall(({ method }) => void seen.push(method.toLowerCase()));
  const text = "Withdrawals usually arrive in two to three business days.";
  const said = JSON.stringify({ sentences: [{ text, passages: [1] }] });
  let answer: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  model.script(() => ({ say: said, after }));
  const person = telegram.addPerson({ firstName: "Ann", languageCode: "en" }).id;
  telegram.post(person, person, "How long does a withdrawal take?");
  await waitFor("the bot to be typing", () => seen.includes("sendchataction"));
  expect(botMessages(person)).toEqual([]);
  answer();
  await waitFor("the answer", () => botMessages(person).some((words) => words.includes(text)));
  const [deliveries] = await desk.rows<{ count: number }>(
    "SELECT count(*)::int FROM deliveries WHERE audience = 'customer'",
  );
  expect(deliveries?.count).toBe(botMessages(person).length);
  expect(seen.lastIndexOf("sendchataction")).toBeLessThan(seen.lastIndexOf("sendmessage"));
});

it("shows nothing of an answer that is for the desk alone", async () => {
  await desk.product.db.system("settings").insert({
    ...{ id: newId(), org_id: desk.orgId, key: "answers.mode", value: JSON.stringify("suggest") },
    ...{ value_type: "json", category: "test" },
  });
  const seen: string[] = [];
  telegram.onCall(({ method }) => void seen.push(method.toLowerCase()));
  let answer: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const before = model.requests.length;
  model.script(() => ({ say: "{}", after }));
  const person = telegram.addPerson({ firstName: "Ben", languageCode: "en" }).id;
  telegram.post(person, person, "How do I open an account with you?");
  await waitFor("the model to be asked", () => model.requests.length > before);
  const asked = performance.now();
  await waitFor("two seconds to go by", () => performance.now() - asked > 2_000);
  answer();
  expect(seen).not.toContain("sendchataction");
});

function botMessages(person: number): string[] {
  return telegram
    .messages(person)
    .flatMap(({ message }) => (message.from?.is_bot && "text" in message ? [message.text ?? ""] : []));
}
