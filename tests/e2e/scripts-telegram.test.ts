import { afterAll, beforeAll, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { addApprovedScripts, brokerScripts } from "../support/approved-scripts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100200:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";
const group = -1_001_234_567_890;

let telegram: TelegramEmulator;
let desk: OpenProduct;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  desk = await openProduct(
    {
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_DESK_CHAT_ID: String(group),
    },
    { paceSecondMs: 20 },
  );
  await addApprovedScripts(desk, brokerScripts);
  await fetch(`${telegram.apiRoot}/bot${token}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${desk.url}/webhooks/telegram`, secret_token: secret }),
  });
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
});

it("shows scripts to the agent in private, and sends the one they choose", async () => {
  const agent = telegram.addPerson({ id: 5_000_000_001, firstName: "Ann" }).id;
  const customer = telegram.addPerson({ id: 5_000_000_002, firstName: "Wang" }).id;
  telegram.addGroup({ id: group, title: "Desk", isForum: true, members: [agent] });
  await linkStaff(desk, { platform: "telegram", personId: String(agent), name: "Ann", role: "agent" });
  telegram.post(agent, agent, "/start");
  telegram.post(customer, customer, "I want to talk to a human");
  const topic = await waitFor("the topic", async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>("SELECT thread_id FROM desk_threads");
    return row?.thread_id ? Number(row.thread_id) : null;
  });
  telegram.post(agent, group, "/take", { threadId: topic });
  await waitFor("the taking", () => said(group).some(({ text }) => text.includes("Ann has taken")));
  telegram.post(agent, group, "/script withdrawal", { threadId: topic });
  const answer = await waitFor("the scripts", () => said(agent).find(({ text }) => text.includes("Scripts for Wang")));
  expect(answer.text).toContain("Hello, this is Ann. I am checking your withdrawal now.");
  expect(answer.text).toContain("{amount} is missing");
  expect(said(group).some(({ text }) => text.includes("I am checking your withdrawal"))).toBe(false);
  const send = answer.buttons.find(({ text }) => text.startsWith("Send"));
  telegram.press(agent, agent, answer.id, send?.callback_data ?? "");
  await waitFor("the script", () =>
    said(customer).some(({ text }) => text.includes("Hello, this is Ann. I am checking your withdrawal now.")),
  );
  await waitFor("what follows", () => said(group).some(({ text }) => text.includes("After OUT-1")));
});

function said(chat: number) {
  return telegram
    .messages(chat)
    .filter(({ message }) => message.from?.id === telegram.bot.id)
    .map(({ message }) => ({
      id: message.message_id,
      text: message.text ?? "",
      buttons: (message.reply_markup?.inline_keyboard.flat() ?? []).flatMap((button) =>
        "callback_data" in button ? [button] : [],
      ),
    }));
}
