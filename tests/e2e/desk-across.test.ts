import { afterAll, beforeAll, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { type OpenProduct, startProduct } from "../support/open-product.ts";
import { slackDeskPlace, slackEnvironment, withSlack } from "../support/slack-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";

// A Telegram bot for customers and desks on both Slack and Telegram, in one organisation.
const token = "700100500:AAHtesttesttesttesttest";
const forum = -1001234567899;

let slack: SlackEmulator;
let telegram: TelegramEmulator;
let database: TestDatabase;
let product: OpenProduct;
let ann: string;

beforeAll(async () => {
  slack = await startSlackEmulator({ retryDelaysMs: [200, 400, 800] });
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  telegram.addGroup({ id: forum, title: "Desk", isForum: true, members: [] });
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  environment = {
    ...slackEnvironment(slack),
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_DESK_CHAT_ID: String(forum),
  };
  await start();
  await importFaqs(product);
  ann = withSlack(product, slack).newPerson("Ann");
  slack.workspace.channels.get(slackDeskPlace)?.members.add(ann);
  await linkStaff(product, { platform: "slack", personId: ann, name: "Ann", role: "agent" });
});
afterAll(async () => {
  await product.close();
  await telegram.close();
  await slack.close();
  await database.drop();
});

let environment: Record<string, string>;

async function start(): Promise<void> {
  product = await startProduct(database.url, environment, { paceSecondMs: 20 });
  slack.connect(`${product.url}/webhooks/slack`);
}

it("a customer on Telegram is served from the desk on Slack, also while the product restarts, and each line arrives once", async () => {
  const customer = telegram.addPerson({ id: 5_000_200_001, firstName: "Sofia" }).id;
  telegram.post(customer, customer, "I want to talk to a human");
  const thread = await waitFor("the thread", async () => {
    const [row] = await product.rows<{ thread_id: string | null }>("SELECT thread_id FROM desk_threads");
    return row?.thread_id ?? null;
  });
  await slack.people.press({ user: ann, channel: slackDeskPlace, ts: thread, button: "Take" });
  await waitFor("the taking", () => inThread(thread).some((text) => text.includes("Ann has taken")));
  expect(telegram.messages(forum).filter(({ message }) => message.from?.id === telegram.bot.id)).toEqual([]);

  slack.people.write({ user: ann, channel: slackDeskPlace, threadTs: thread, text: "before the restart" });
  await product.close();
  slack.people.write({ user: ann, channel: slackDeskPlace, threadTs: thread, text: "while it is down" });
  telegram.post(customer, customer, "are you still there?");
  await start();
  slack.people.write({ user: ann, channel: slackDeskPlace, threadTs: thread, text: "after the restart" });

  await waitFor(
    "all lines at the customer",
    () => shown(customer).filter((text) => text.includes("the restart") || text.includes("it is down")).length === 3,
    30_000,
  );
  await waitFor("the customer's line in the thread", () =>
    inThread(thread).some((text) => text.includes("are you still there?")),
  );
  await waitFor("the marks", () => inThread(thread).filter((text) => text === "✓ Sent to Sofia").length === 3);
  for (const line of ["before the restart", "while it is down", "after the restart"]) {
    expect(shown(customer).filter((text) => text === line)).toHaveLength(1);
  }
}, 60_000);

function inThread(thread: string): string[] {
  return slack
    .read(slackDeskPlace, thread)
    .filter(({ isBot }) => isBot)
    .map(({ text }) => text);
}

function shown(person: number): string[] {
  return telegram
    .messages(person)
    .filter(({ message }) => message.from?.id === telegram.bot.id)
    .map(({ message }) => message.text ?? "");
}
