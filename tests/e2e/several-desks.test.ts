import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { moveDesk } from "../../bot/desk/move-desk.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { startSlackEmulator } from "../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { addTeam } from "../support/add-team.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { type SlackDesk, slackDeskPlace, slackEnvironment, withSlack } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

const second = "C0DESK2";

describe("a default desk of two channels on Slack", () => {
  let desk: SlackDesk;

  beforeAll(async () => {
    const slack = await startSlackEmulator({ retryDelaysMs: [] });
    const environment = slackEnvironment(slack);
    slack.workspace.addChannel({ id: second, name: "desk-2", members: [slack.workspace.bot.userId] });
    const product = await openProduct(
      { ...environment, SLACK_DESK_CHANNEL: `${slackDeskPlace}, ${second}` },
      { paceSecondMs: 20 },
    );
    await importFaqs(product);
    slack.connect(`${product.url}/webhooks/slack`);
    desk = withSlack(product, slack);
  });
  afterAll(() => desk.close());

  it("shows each new conversation in the one with the fewest open, and is written to customers from both", async () => {
    const ann = desk.newPerson("Ann");
    for (const place of [slackDeskPlace, second]) desk.slack.workspace.channels.get(place)?.members.add(ann);
    await linkStaff(desk, { platform: "slack", personId: ann, name: "Ann", role: "agent" });
    const places: string[] = [];
    for (const name of ["One", "Two", "Three", "Four"]) places.push((await waiting(name)).place);
    expect(places).toEqual([slackDeskPlace, second, slackDeskPlace, second]);
    await desk.rows(
      "UPDATE conversations SET status = 'closed' WHERE customer_id = (SELECT id FROM customers WHERE name = 'Two')",
    );
    const { customer, place, thread } = await waiting("Five");
    expect(place).toBe(second);
    const write = (text: string) => desk.slack.people.write({ user: ann, channel: place, threadTs: thread, text });
    write("@deskhand take");
    await waitFor("the taking", () => desk.posted(place, thread).some(({ text }) => text.includes("Ann has taken")));
    write("Hello Five");
    await waitFor("the line at the customer", () => desk.said(customer).includes("Hello Five"));
  });

  it("keeps a conversation where it is when it goes to a team without a desk of its own", async () => {
    const { place } = await waiting("Six");
    const another = await addTeam(desk, "Another");
    const id = await addTeam(desk, "Without a desk");
    await inOrganization(desk.product.db, desk.orgId, async (scope) => {
      await announceChannels(scope);
      const customer = await Customer.query(scope.trx).findOne({ name: "Six" }).throwIfNotFound();
      const conversation = await Conversation.query(scope.trx).findOne({ customerId: customer.id }).throwIfNotFound();
      await conversation.$query(scope.trx).patch({ teamId: another });
      const of = { conversation, customer, surface: null, language: "en" as const };
      await moveDesk(scope, desk.product.channels, of, { id, name: "Without a desk" }, { actor: "bot" });
    });
    await desk.settled();
    expect((await threadOf(desk, "Six")).chat_id).toBe(place);
    expect(await desk.rows("SELECT FROM desk_threads WHERE moved_at IS NOT NULL")).toEqual([]);
  });

  async function waiting(name: string) {
    const customer = desk.newPerson(name);
    desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
    const { chat_id: place, thread_id: thread } = await threadOf(desk, name);
    return { customer, place, thread };
  }
});

describe("a default desk of two forums on Telegram", () => {
  const token = "700100700:AAHtesttesttesttesttest";
  const forums = [-1001234500011, -1001234500012] as const;
  let telegram: TelegramEmulator;
  let desk: OpenProduct;

  beforeAll(async () => {
    telegram = await startTelegramEmulator({ token, secondMs: 20 });
    for (const id of forums) telegram.addGroup({ id, title: `Desk ${id}`, isForum: true, members: [] });
    desk = await openProduct(
      {
        TELEGRAM_BOT_TOKEN: token,
        TELEGRAM_MODE: "polling",
        TELEGRAM_API_ROOT: telegram.apiRoot,
        TELEGRAM_DESK_CHAT_ID: forums.join(","),
      },
      { paceSecondMs: 20 },
    );
    await importFaqs(desk);
  });
  afterAll(async () => {
    await desk.close();
    await telegram.close();
  });

  it("shows each new conversation as a topic of the one with the fewest open", async () => {
    const places: string[] = [];
    for (const name of ["One", "Two", "Three"]) {
      const customer = telegram.addPerson({ firstName: name }).id;
      telegram.post(customer, customer, "I want to talk to a human");
      places.push((await threadOf(desk, name)).chat_id);
    }
    await allSent(desk);
    expect(places).toEqual([forums[0], forums[1], forums[0]].map(String));
  });
});

function threadOf(desk: OpenProduct, customer: string): Promise<{ chat_id: string; thread_id: string }> {
  return waitFor(`the thread of ${customer}`, async () => {
    const [row] = await desk.rows<{ chat_id: string; thread_id: string | null }>(
      `SELECT t.chat_id, t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ? AND t.moved_at IS NULL`,
      [customer],
    );
    return row?.thread_id ? { chat_id: row.chat_id, thread_id: row.thread_id } : null;
  });
}
