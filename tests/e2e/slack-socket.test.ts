import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { openProxiedProduct, type ProxiedProduct } from "../support/proxied-product.ts";
import { type SlackDesk, slackDeskPlace, slackEnvironment, withSlack } from "../support/slack-desk.ts";
import { addStaff } from "../support/staff.ts";
import { waitFor } from "../support/wait-for.ts";

let slack: SlackEmulator;
let product: ProxiedProduct;
let desk: SlackDesk;

beforeAll(async () => {
  // Slack tries again after a minute and after five; here within seconds, and often enough for an outage.
  slack = await startSlackEmulator({ socketMode: true, retryDelaysMs: Array(20).fill(500) });
  product = await openProxiedProduct({ ...slackEnvironment(slack), SLACK_APP_TOKEN: slack.credentials.appToken });
  await importFaqs(product);
  desk = withSlack(product, slack);
});
afterAll(() => desk.close());
afterEach(() => desk.settled());

describe("a workspace that delivers by socket", () => {
  it("is answered there: messages, commands and presses", async () => {
    const ann = desk.newPerson("ann");
    slack.people.write({ user: ann, text: "How do I open an account?" });
    expect((await desk.answersTo(ann, 1))[0]).toContain("Register on our website");
    slack.people.write({ user: ann, text: "I want to talk to a human" });
    const line = await waitFor("the line at the desk", () =>
      desk.posted(slackDeskPlace).find(({ text }) => text.includes("asks for a person")),
    );
    await addStaff(desk, { email: "lead@example.com", role: "team_lead" });
    const lead = desk.newPerson("lead", { email: "lead@example.com" });
    expect((await slack.people.command({ user: lead, line: "/desk help" })).accepted).toBe(true);
    expect((await desk.answersTo(lead, 1))[0]).toContain("/ask QUESTION");
    await slack.people.press({ user: lead, channel: slackDeskPlace, ts: line.ts, button: "Release to the bot" });
    await waitFor("the release", async () => (await conversation("ann"))?.["ai_enabled"] === true);
  });

  it("hears that an event was taken only when it is stored", async () => {
    const { intake } = product.product;
    let letGo: (value?: unknown) => void = () => undefined;
    const held = new Promise((resolve) => {
      letGo = resolve;
    });
    let arrived = false;
    product.product.intake = {
      ...intake,
      accept: async (...receipts) => {
        arrived = true;
        await held;
        await intake.accept(...receipts);
      },
    };
    const ben = desk.newPerson("ben");
    const { ts } = slack.people.write({ user: ben, text: "How do I open an account?" });
    const event = slack.dispatcher.log.at(-1);
    await waitFor("the event to arrive", () => arrived);
    expect(event?.accepted).toBe(false);
    letGo();
    await waitFor("the acknowledgement", () => event?.accepted);
    product.product.intake = intake;
    const stored = await desk.rows("SELECT external_id FROM inbound_receipts WHERE external_id = ?", [
      `message:${slack.workspace.directWith(ben).id}:${ts}`,
    ]);
    expect(stored).toHaveLength(1);
    expect(await desk.answersTo(ben, 1)).toHaveLength(1);
  });

  it("is answered once for what it delivered while the database was away", async () => {
    await desk.settled();
    const cai = desk.newPerson("蔡明");
    await product.proxy.cut();
    slack.people.write({ user: cai, text: "怎么开户？" });
    const event = slack.dispatcher.log.at(-1);
    await waitFor("a failed attempt", () => (event?.attempts.length ?? 0) > 0);
    expect(event?.accepted).toBe(false);
    await product.proxy.restore();
    expect(await desk.answersTo(cai, 1)).toHaveLength(1);
    await desk.settled();
    expect(await desk.messagesOf("蔡明", "inbound")).toHaveLength(1);
    expect(desk.said(cai)).toHaveLength(1);
  }, 60_000);

  it.each([
    ["renews the connection", () => slack.socket.renew()],
    ["cuts it without a word", () => slack.socket.cut()],
  ])("is answered when Slack %s", async (name, happens) => {
    await waitFor("a connection", () => slack.socket.connections > 0);
    happens();
    const person = desk.newPerson(name);
    slack.people.write({ user: person, text: "How do I open an account?" });
    expect(await desk.answersTo(person, 1)).toHaveLength(1);
  });

  it("keeps one connection, however many processes there are, and another takes over when its process ends", async () => {
    const another = await product.startAnother();
    try {
      const dan = desk.newPerson("dan");
      slack.people.write({ user: dan, text: "How do I open an account?" });
      await desk.answersTo(dan, 1);
      expect(slack.socket.connections).toBe(1);
      await product.restart();
      const eve = desk.newPerson("eve");
      slack.people.write({ user: eve, text: "How do I open an account?" });
      await waitFor("the answer", () => desk.said(eve).length === 1, 20_000);
    } finally {
      await another.close();
    }
  }, 60_000);
});

async function conversation(customer: string) {
  const [row] = await desk.rows(
    "SELECT v.ai_enabled FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?",
    [customer],
  );
  return row;
}
