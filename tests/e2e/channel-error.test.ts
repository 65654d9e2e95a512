import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { adapters } from "../../adapters/registry.ts";
import { saveChannel } from "../../app/environment-channels.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { waitFor } from "../support/wait-for.ts";

const managers = -1009876543210;
const token = "700100200:AAHtesttesttesttesttest";

let slack: SlackEmulator;
let telegram: TelegramEmulator;
let desk: OpenProduct;

beforeAll(async () => {
  slack = await startSlackEmulator({ retryDelaysMs: [] });
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  telegram.addGroup({ id: managers, title: "Managers", isForum: false, members: [] });
  desk = await openProduct({
    SLACK_BOT_TOKEN: "xoxb-mistyped",
    SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_WEBHOOK_SECRET: "webhook-secret_0123456789",
    TELEGRAM_MODE: "webhook",
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_ALERT_CHAT_ID: String(managers),
  });
  await importFaqs(desk);
  slack.connect(`${desk.url}/webhooks/slack`);
});
afterAll(async () => {
  await desk.close();
  await Promise.all([slack.close(), telegram.close()]);
});
afterEach(() => slack.faults.clear());

describe("a channel whose credentials do not work", () => {
  it("keeps what customers write, tells a manager on another channel once, and answers when it is mended", async () => {
    const [ann, bob] = [newPerson("ann"), newPerson("bob")];
    for (const user of [ann, bob]) slack.people.write({ user, text: "How do I open an account?" });
    await slack.dispatcher.settled();
    expect(slack.dispatcher.log.map(({ accepted }) => accepted)).toEqual([true, true]);
    const told = await waitFor("the managers to be told", () => toldManagers()[0]);
    // Below the first line: how it stands.
    const [what = ""] = told.split("\n");
    expect(what).toBe(
      "Alert 1 · The slack channel “env” does not work: Slack refused auth.test: invalid_auth (reinstall the app or renew its token)",
    );
    expect(await channel()).toMatchObject({ status: "error" });
    expect(await alerts()).toMatchObject([
      { kind: "channel_error", severity: "high", status: "open", title: what.slice(10) },
    ]);
    const waiting = await desk.rows("SELECT status FROM inbound_receipts WHERE payload LIKE '%open an account%'");
    expect(waiting).toEqual([{ status: "pending" }, { status: "pending" }]);

    await mend({ bot_token: slack.credentials.botToken });
    for (const user of [ann, bob]) await waitFor("the answer", () => shown(user).length === 1);
    expect(await channel()).toEqual({ status: "active", status_reason: null });
    expect(await alerts()).toMatchObject([{ status: "resolved" }]);
    expect(toldManagers()).toHaveLength(1);
  });

  it("keeps what it has to say, and says all of it as soon as one message gets through again", async () => {
    const [cai, dan, eve] = [newPerson("cai"), newPerson("dan"), newPerson("eve")];
    slack.faults.next("chat.postMessage", { kind: "error", error: "invalid_auth" }, 2);
    for (const user of [cai, dan]) slack.people.write({ user, text: "How do I open an account?" });
    await waitFor("both refusals", async () => (await refused()).length === 2);
    expect(await refused()).toEqual([{ status: "queued" }, { status: "queued" }]);
    expect((await alerts()).map(({ status }) => status)).toEqual(["resolved", "open"]);
    expect(await channel()).toMatchObject({ status: "error" });

    slack.people.write({ user: eve, text: "How do I open an account?" });
    for (const user of [cai, dan, eve]) await waitFor("the answer", () => shown(user).length === 1);
    await allSent(desk);
    expect((await alerts()).map(({ status }) => status)).toEqual(["resolved", "resolved"]);
    expect(await channel()).toEqual({ status: "active", status_reason: null });
  });

  it("is one alert when Slack says in two events that the app was removed", async () => {
    slack.uninstall();
    await slack.dispatcher.settled();
    await waitFor("the error", async () => (await channel())?.["status"] === "error");
    await allSent(desk);
    expect((await alerts()).filter(({ status }) => status === "open")).toHaveLength(1);
    expect(toldManagers()).toHaveLength(3);
  });
});

function newPerson(name: string): string {
  return slack.workspace.addUser({ name }).id;
}

const shown = (user: string) => slack.read(slack.workspace.directWith(user).id).filter(({ isBot }) => isBot);
const toldManagers = () => telegram.messages(managers).map(({ message }) => message.text ?? "");
const refused = () => desk.rows("SELECT status FROM deliveries WHERE error_code = 'delivery.rejected.channel_broken'");
const alerts = () => desk.rows("SELECT kind, severity, status, title FROM alerts ORDER BY number");

async function channel() {
  const [row] = await desk.rows("SELECT status, status_reason FROM channels WHERE platform = 'slack'");
  return row;
}

/** What `channel set`, or a start with another token, does. */
async function mend(settings: Record<string, string>): Promise<void> {
  await saveChannel(
    { ...desk.product, modules: adapters },
    {
      orgId: desk.orgId,
      platform: "slack",
      name: "env",
      settings: { signing_secret: slack.credentials.signingSecret, api_url: slack.apiUrl, ...settings },
    },
  );
}
