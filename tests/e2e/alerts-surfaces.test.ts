import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AlertCause, raiseAlert } from "../../bot/alerts/raise-alert.ts";
import { watchAlerts } from "../../bot/alerts/watch-alerts.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

const token = "700100200:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";
const group = -1009876543210;

describe("with Slack and Telegram", () => {
  let slack: SlackEmulator;
  let telegram: TelegramEmulator;
  let desk: OpenProduct;
  let tim: number;

  beforeAll(async () => {
    slack = await startSlackEmulator({ retryDelaysMs: [] });
    slack.workspace.addChannel({ id: "C0ALERTS", name: "alerts", members: [slack.workspace.bot.userId] });
    telegram = await startTelegramEmulator({ token, secondMs: 20 });
    tim = telegram.addPerson({ id: 5_000_000_001, firstName: "Tim" }).id;
    telegram.addGroup({ id: group, title: "Managers", isForum: false, members: [tim] });
    desk = await openProduct({
      SLACK_BOT_TOKEN: slack.credentials.botToken,
      SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      SLACK_ALERT_CHANNEL: "C0ALERTS",
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_ALERT_CHAT_ID: String(group),
    });
    await fetch(`${telegram.apiRoot}/bot${token}/setWebhook`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url: `${desk.url}/webhooks/telegram`, secret_token: secret }),
    });
    await linkStaff(desk, {
      platform: "telegram",
      personId: String(tim),
      name: "Tim",
      role: "manager",
      language: "zh",
    });
  });
  afterAll(async () => {
    await desk.close();
    await Promise.all([slack.close(), telegram.close()]);
  });

  it("what the first surface refuses goes out by the next after a minute, and only there is it changed", async () => {
    slack.faults.next("chat.postMessage", { kind: "error", error: "channel_not_found" });
    const at = new Date();
    await raise(desk, { cause: "refused", title: { en: "Refused", zh: "被拒" } }, at);
    await allSent(desk);
    await watchAt(desk, at, 59);
    await allSent(desk);
    expect(inGroup()).toEqual([]);
    await watchAt(desk, at, 60);
    const [card] = await waitFor("the card", () => (inGroup().length > 0 ? inGroup() : null));
    expect(card?.text).toMatch(/^Alert 1 · Refused/);
    await watchAt(desk, at, 180);
    await allSent(desk);
    expect(inGroup()).toHaveLength(1);
    telegram.press(tim, group, card?.message_id ?? 0, buttonsOf(card)["Acknowledge"] ?? "");
    await waitFor("the changed card", () => inGroup()[0]?.text?.includes("Acknowledged by Tim"));
    expect(Object.keys(buttonsOf(inGroup()[0]))).toEqual(["Assign…", "Resolve", "Snooze 30 min"]);
    await allSent(desk);
    expect(slack.read("C0ALERTS").filter(({ isBot }) => isBot)).toEqual([]);
  });

  it("what is stuck in the first surface's queue is taken from it", async () => {
    slack.faults.next("chat.postMessage", { kind: "rate_limited", retryAfterSeconds: 3_600 });
    const at = new Date();
    await raise(desk, { cause: "stuck", title: { en: "Stuck", zh: "卡住" } }, at);
    await waitFor("the refusal", async () => {
      const [row] = await desk.rows("SELECT id FROM deliveries WHERE status = 'queued' AND attempts = 1");
      return row;
    });
    await watchAt(desk, at, 61);
    await waitFor("the card", () => inGroup().find(({ text }) => text?.includes("Stuck")));
    const rows = await desk.rows(
      `SELECT d.status FROM alert_cards c JOIN deliveries d ON d.id = c.delivery_id JOIN alerts a ON a.id = c.alert_id
       WHERE a.cause = 'stuck' AND c.user_id IS NULL ORDER BY c.id`,
    );
    expect(rows[0]).toEqual({ status: "cancelled" });
  });

  it("each person reads it in their language, in private", async () => {
    const card = telegram
      .messages(tim)
      .map(({ message }) => message)
      .find(({ text }) => text?.includes("被拒"));
    expect(card?.text).toMatch(/^告警 1 · 被拒/);
    expect(card?.text).toContain("已由 Tim 确认");
  });

  const inGroup = () =>
    telegram
      .messages(group)
      .map(({ message }) => message)
      .filter(({ text }) => /^Alert/.test(text ?? ""));
});

describe("on WeCom", () => {
  let desk: WecomDesk;

  beforeAll(async () => {
    desk = await openWecomDesk({ WECOM_ALERT_USERS: "mona|nick" });
    for (const name of ["mona", "nick"]) {
      desk.newMember(name);
      await linkStaff(desk, { platform: "wecom", personId: name, name, role: "manager" });
      await desk.product.db.system("users").where({ name }).update({ presence: "away" });
    }
  });
  afterAll(() => desk.close());

  it("the card's button changes the card, and the loser of a race is told", async () => {
    await raise(desk, { cause: "card", title: { en: "Look here", zh: "请看" }, kind: "sla_due" }, new Date());
    const card = await waitFor("the card", () => cardOf("mona"));
    expect(card.buttons.map(({ label }) => label)).toEqual(["Assign…", "Acknowledge", "Snooze 30 min"]);
    const other = await waitFor("the other's card", () => cardOf("nick"));
    const ack = card.buttons[1]?.id ?? "";
    desk.wecom.members.presses("mona", card.id, ack);
    desk.wecom.members.presses("nick", other.id, ack);
    const told = () => ["mona", "nick"].flatMap((name) => desk.toldMember(name));
    await waitFor("the winner", () => told().some((text) => text.includes("you look after it")));
    await waitFor("the loser", () => told().some((text) => /(mona|nick) was first/.test(text)));
    await waitFor("the change", () => cardOf("mona")?.text.includes("Acknowledged by"));
    expect(await desk.rows("SELECT id FROM audit_logs WHERE action = 'alert.acknowledge'")).toHaveLength(1);
    await desk.settled();
  });

  it("a change that WeCom does not allow is followed by a card that names the alert", async () => {
    const [row] = await desk.rows<{ number: string }>("SELECT number FROM alerts WHERE cause = 'card'");
    // The code of the card is spent by now, and no press brings another.
    for (const line of [
      `/alerts snooze ${row?.number} 30m`,
      `/alerts ack ${row?.number}`,
      `/alerts resolve ${row?.number}`,
    ]) {
      desk.wecom.members.writes("mona", line);
      await desk.settled();
    }
    await watchAlerts(desk.product);
    await waitFor("the new card", () =>
      desk.toldMember("nick").some((text) => /^Alert \d+ · Look here/.test(text) && text.includes("Resolved")),
    );
    // Nothing was asked of WeCom that it refuses.
    expect(await desk.rows("SELECT error_code FROM deliveries WHERE operation = 'edit' AND status = 'failed'")).toEqual(
      [],
    );
  });

  const cardOf = (member: string) =>
    desk.wecom.appChat(member).find(({ text, buttons }) => text.includes("Look here") && buttons.length > 0);
});

function raise(
  desk: OpenProduct,
  about: Pick<AlertCause, "cause" | "title"> & { kind?: AlertCause["kind"] },
  at: Date,
) {
  const cause: AlertCause = { kind: "angry_customer", ...about };
  return inOrganization(desk.product.db, desk.orgId, (scope) => raiseAlert(scope, desk.product.channels, cause, at));
}

function watchAt(desk: OpenProduct, from: Date, seconds: number): Promise<void> {
  const at = new Date(from.getTime() + seconds * 1_000);
  return watchAlerts({ ...desk.product, clock: { now: () => new Date(at) } });
}

/** The data behind each button by its label. */
function buttonsOf(message: { reply_markup?: unknown } | undefined): Record<string, string> {
  const markup = message?.reply_markup as { inline_keyboard: { text: string; callback_data?: string }[][] } | undefined;
  return Object.fromEntries((markup?.inline_keyboard ?? []).flat().map((one) => [one.text, one.callback_data ?? ""]));
}
