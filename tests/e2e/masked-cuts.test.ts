import { afterAll, beforeAll, expect, it } from "vitest";
import { alertOfHeld } from "../../bot/alerts/alert-of-held.ts";
import { raiseAlert } from "../../bot/alerts/raise-alert.ts";
import { watchReplyWindows } from "../../bot/alerts/watch/watch-reply-windows.ts";
import { readOpenMatters, sayOpenMatters } from "../../bot/handover/open-matters.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

const CARD = "4111111111111111";
/** More of the number than its mask shows. */
const IN_THE_CLEAR = /4111 ?1/;

let desk: WecomDesk;
let customer: AtDesk;

// Where staff read without threads, every line that is shown to them is cut short.
beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann|ben" });
  for (const name of ["Ann", "Ben"]) {
    desk.newMember(name.toLowerCase());
    await linkStaff(desk, { platform: "wecom", personId: name.toLowerCase(), name, role: "agent" });
  }
  customer = desk.newCustomer("钱二");
});
afterAll(() => desk.close());

it("a card number that stands where a line is cut is masked on the card that calls the desk", async () => {
  await says(straddling(60));
  const card = await waitFor("the card", () => desk.toldMember("ann").find((text) => text.includes("waits: /take")));
  expect(card).toMatch(/4111[ *]*…/);
  expectMasked();
});

it("it is masked in what was missed, and in what is open for whoever comes next", async () => {
  await says(straddling(160));
  const [, code = ""] = /(C\d+) waits/.exec(desk.toldMember("ann").join("\n")) ?? [];
  desk.wecom.members.writes("ann", `/take ${code}`);
  const missed = await waitFor("what was missed", () =>
    desk.toldMember("ann").find((text) => text.includes("Said last")),
  );
  expect(missed).toMatch(/4111[ *]*…/);
  const now = new Date();
  const { id } = await conversation();
  const open = await within(async (scope) => sayOpenMatters(await readOpenMatters(scope, id, now), "en", now));
  expect(open).toContain("Unanswered");
  expect(open).toMatch(/4111[ *]*…/);
  expect(open).not.toMatch(IN_THE_CLEAR);
  expectMasked();
});

it("it is masked in every alert that quotes it", async () => {
  const { id, customer_id, last_customer_message_at } = await conversation();
  await says(straddling(200));
  const now = new Date();
  const about = { conversationId: id, customerId: customer_id, teamId: null };
  const title = { en: "A deadline", zh: "时限" };
  const held = {
    ...{ id, number: "77", kind: "claim" as const, conversation_id: id, customer_id, team_id: null },
    ...{ words: straddling(200), reason: straddling(200), reasons: null },
  };
  await within(async (scope) => {
    const cause = { kind: "sla_missed" as const, cause: "of this test", title, words: [straddling(200)], ...about };
    await raiseAlert(scope, desk.product.channels, cause, now);
    await alertOfHeld(scope, desk.product.channels, held, now);
  });
  // 微信客服 takes an answer for 48 hours; the alert is due some hours before their end.
  const late = { now: () => new Date(last_customer_message_at.getTime() + 46 * 3_600_000) };
  const { db, channels } = desk.product;
  await watchReplyWindows({ db, channels, clock: late } as Parameters<typeof watchReplyWindows>[0], desk.orgId);
  const alerts = await desk.rows<{ kind: string; words: string }>(
    "SELECT kind, details ->> 'words' AS words FROM alerts ORDER BY number",
  );
  expect(alerts.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["sla_missed", "reply_held", "reply_window_closing"]),
  );
  for (const { words } of alerts.filter(({ words }) => words !== null)) expect(words).not.toMatch(IN_THE_CLEAR);
  await desk.settled();
  expectMasked();
});

it("it is masked in all that is kept for staff, and whole in the message alone", async () => {
  const kept = await desk.rows(
    `SELECT content::text FROM deliveries WHERE audience = 'staff' UNION ALL SELECT title FROM notifications
     UNION ALL SELECT last_message_preview FROM conversations UNION ALL SELECT ai_summary FROM conversations`,
  );
  expect(JSON.stringify(kept)).not.toMatch(IN_THE_CLEAR);
  for (const message of await desk.messagesOf("钱二", "inbound")) expect(message["content"]).toContain(CARD);
});

/** A customer's line in which a card number stands across a character. */
function straddling(at: number): string {
  const before = "我要转人工，银行卡绑不上，请帮我看一下。";
  return `${before.padEnd(at - 13, "急")}${CARD}，谢谢你们，我在这里等着你们的回复。`;
}

async function says(text: string): Promise<void> {
  desk.wecom.customers.writes(customer, text);
  await desk.settled();
}

function expectMasked(): void {
  for (const member of ["ann", "ben"]) {
    expect(desk.toldMember(member).filter((text) => IN_THE_CLEAR.test(text))).toEqual([]);
  }
}

async function conversation() {
  const [found] = await desk.rows<{ id: string; customer_id: string; last_customer_message_at: Date }>(
    "SELECT id, customer_id, last_customer_message_at FROM conversations WHERE status <> 'closed'",
  );
  if (!found) throw new Error("there is no conversation");
  return found;
}

function within<T>(work: (scope: OrgScope) => Promise<T>): Promise<T> {
  return inOrganization(desk.product.db, desk.orgId, work);
}
