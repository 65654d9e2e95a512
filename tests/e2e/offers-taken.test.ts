import { afterAll, beforeAll, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { addApprovedScripts } from "../support/approved-scripts.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { openSlackDesk } from "../support/slack-desk.ts";
import { deskThreads } from "../support/slack-thread.ts";
import { waitFor } from "../support/wait-for.ts";

const question = "How long does a withdrawal take?";
const draft = "Withdrawals are processed within one business day";
const scriptText = "How long a withdrawal takes: I am looking at yours now.";
const scripts = [{ code: "TIME-1", category: "withdrawal", en: scriptText }];
const token = "700100200:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";
const group = -1_001_234_567_890;

let telegram: TelegramEmulator;
let desk: OpenProduct;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  const variables = {
    ...{ TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret, TELEGRAM_MODE: "webhook" },
    ...{ TELEGRAM_API_ROOT: telegram.apiRoot, TELEGRAM_DESK_CHAT_ID: String(group) },
  };
  desk = await openProduct(variables, { paceSecondMs: 20 });
  await importFaqs(desk);
  await addApprovedScripts(desk, scripts);
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

/** What was kept of the draft: from which knowledge it was made. */
async function sourcesOf(open: OpenProduct): Promise<unknown[]> {
  const [offer] = await open.rows<{ sources: unknown[] }>(
    "SELECT details->'sources' AS sources FROM desk_offers WHERE content::text LIKE ?",
    [`%${draft}%`],
  );
  return offer?.sources ?? [];
}

it("offers both a draft with its sources and the scripts that fit in Slack's thread of whoever has taken it", async () => {
  const slack = await openSlackDesk();
  try {
    await addApprovedScripts(slack, scripts);
    const { person, taken, hears } = deskThreads(slack);
    const { customer, thread } = await taken("Wang", await person("Ann", "agent"));
    slack.slack.people.write({ user: customer, text: question });
    const answer = await hears(thread, "Suggested, not sent");
    expect(answer.text).toContain(draft);
    expect(answer.text).toContain("Source");
    expect(answer.buttons.map(({ label }) => label)).toEqual(["Send", "Edit first"]);
    const fitting = await hears(thread, "Scripts that fit, not sent");
    expect(fitting.text).toContain(scriptText);
    expect(fitting.buttons.length).toBeGreaterThan(0);
    expect(await sourcesOf(slack)).not.toEqual([]);
    await slack.settled();
    expect(slack.said(customer).join("\n")).not.toMatch(/one business day|looking at yours/);
  } finally {
    await slack.close();
  }
});

it("offers both a draft with its sources and the scripts that fit in Telegram's topic of whoever has taken it", async () => {
  const agent = telegram.addPerson({ id: 5_000_000_001, firstName: "Ann" }).id;
  const customer = telegram.addPerson({ id: 5_000_000_002, firstName: "Wang" }).id;
  telegram.addGroup({ id: group, title: "Desk", isForum: true, members: [agent] });
  await linkStaff(desk, { platform: "telegram", personId: String(agent), name: "Ann", role: "agent" });
  telegram.post(customer, customer, "I want to talk to a human");
  const topic = await waitFor("the topic", async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>("SELECT thread_id FROM desk_threads");
    return row?.thread_id ? Number(row.thread_id) : null;
  });
  telegram.post(agent, group, "/take", { threadId: topic });
  await waitFor("the taking", () => told(group).some((text) => text.includes("Ann has taken")));
  telegram.post(customer, customer, question);
  const answer = await waitFor("the draft", () => told(group).find((text) => text.includes("Suggested, not sent")));
  expect(answer).toContain(draft);
  expect(answer).toContain("Source");
  const fitting = await waitFor("the scripts", () => told(group).find((text) => text.includes("Scripts that fit")));
  expect(fitting).toContain(scriptText);
  expect(await sourcesOf(desk)).not.toEqual([]);
  expect(told(customer).join("\n")).not.toMatch(/one business day|looking at yours/);
});

function told(chat: number): string[] {
  return telegram
    .messages(chat)
    .filter(({ message }) => message.from?.id === telegram.bot.id)
    .map(({ message }) => message.text ?? "");
}
