import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueueDelivering } from "../../bot/delivery/queue-delivery.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { deskThreads } from "../support/slack-thread.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;
let threads: ReturnType<typeof deskThreads>;
let ann: string;
let ben: string;
let lead: string;
let officer: string;

beforeAll(async () => {
  desk = await openSlackDesk();
  threads = deskThreads(desk);
  ann = await threads.person("Ann", "agent");
  ben = await threads.person("Ben", "agent");
  lead = await threads.person("Lea", "team_lead");
  officer = await threads.person("Cora", "compliance");
});
afterAll(() => desk.close());
afterEach(async () => {
  desk.product.clock = { now: () => new Date() };
  desk.slack.faults.clear();
  await desk.settled();
  await desk.product.db.system("settings").where("category", "test").delete();
});

describe("a line that was sent to a customer", () => {
  it("is taken back with the button under its mark, and stays on record with who did it", async () => {
    const { customer, thread } = await threads.taken("Wang", ann);
    threads.say(ann, thread, "Your balance is 500");
    const mark = await threads.hears(thread, "✓ Sent to Wang");
    expect(mark.buttons.map(({ label }) => label)).toEqual(["↩ Recall", "Wrong person"]);
    await threads.press(ann, mark, "↩ Recall");
    const line = await threads.hears(thread, "Ann took a line back from Wang");
    expect(line.text).toContain("Your balance is 500");
    await waitFor("the removal", () => !desk.said(customer).includes("Your balance is 500"));
    await desk.settled();
    const changed = await threads.hears(thread, "↩ Taken back from Wang by Ann");
    expect([changed.ts, changed.buttons]).toEqual([mark.ts, []]);
    expect(await versions("Your balance is 500")).toMatchObject([
      { kind: "original", content: "Your balance is 500" },
      { kind: "recalled", content: null, by: "Ann", metadata: { wasSent: true } },
    ]);
    // Slack tells of our own removal as well: that is no change by somebody else.
    expect(threads.told(thread).some((text) => text.includes("changed on the platform"))).toBe(false);
  });

  it("is taken back by command with a reason, which the trail keeps, and shown as taken back in the history", async () => {
    const { customer, thread } = await threads.taken("Xu", ann);
    threads.say(ann, thread, "The fee is 3 dollars");
    await threads.hears(thread, "✓ Sent to Xu");
    threads.say(ann, thread, "@deskhand 撤回 the amount is wrong");
    await threads.hears(thread, "Ann took a line back from Xu: the amount is wrong");
    await waitFor("the removal", () => !desk.said(customer).includes("The fee is 3 dollars"));
    expect(await trail("message.recall")).toContainEqual({
      name: "Ann",
      changes: { outcome: "asked", reason: "the amount is wrong" },
    });
    threads.say(ann, thread, "@deskhand history");
    await waitFor("the history", () =>
      threads.alone(ann).some((text) => text.includes("🧑‍💼 Ann (taken back): The fee is 3 dollars")),
    );
    threads.say(ann, thread, "@deskhand recall");
    await waitFor("the refusal", () => threads.alone(ann).some((text) => text.includes("no line to this customer")));
  });

  it("is not a colleague's to take back, and is a lead's", async () => {
    const { customer, thread } = await threads.taken("Yan", ann);
    threads.say(ann, thread, "A line of Ann");
    const mark = await threads.hears(thread, "✓ Sent to Yan");
    await threads.press(ben, mark, "↩ Recall");
    await waitFor("the refusal", () => threads.alone(ben).some((text) => text.includes("Somebody else wrote this")));
    threads.say(ben, thread, "@deskhand recall");
    await waitFor("the refusal", () => threads.alone(ben).some((text) => text.includes("no line to this customer")));
    expect(desk.said(customer)).toContain("A line of Ann");
    await threads.press(lead, mark, "↩ Recall");
    await threads.hears(thread, "Lea took a line back from Yan");
    await waitFor("the removal", () => !desk.said(customer).includes("A line of Ann"));
  });

  it("is said to be there still when the platform refuses, and can be taken back later", async () => {
    const { customer, thread } = await threads.taken("Zoe", ann);
    threads.say(ann, thread, "A line that stays");
    const mark = await threads.hears(thread, "✓ Sent to Zoe");
    desk.slack.faults.next("chat.delete", { kind: "error", error: "cant_delete_message" });
    await threads.press(ann, mark, "↩ Recall");
    const failed = await threads.hears(thread, "✗ Not taken back: Zoe still has this line");
    expect(failed.buttons.map(({ label }) => label)).toEqual(["Send a correction"]);
    expect(desk.said(customer)).toContain("A line that stays");
    expect(await eventsOf("Zoe")).toContain("recall_failed");
    await threads.press(ann, failed, "Send a correction");
    await waitFor("the beginning", () => threads.alone(ann).some((text) => text.includes("Correction to my last")));
    await threads.press(ann, mark, "↩ Recall");
    await threads.hears(thread, "Ann took a line back from Zoe");
    await waitFor("the removal", () => !desk.said(customer).includes("A line that stays"));
  });

  it("that still waits to go out is never sent, and what comes after it is", async () => {
    const { customer, thread } = await threads.taken("Rui", ann);
    desk.slack.faults.next("chat.postMessage", { kind: "rate_limited", retryAfterSeconds: 2 });
    threads.say(ann, thread, "A line that waits");
    await waitFor("the wait", async () => {
      const [row] = await desk.rows(
        `SELECT status FROM deliveries WHERE audience = 'customer' AND content::text LIKE '%A line that waits%'
           AND status = 'queued' AND error_code IS NOT NULL`,
      );
      return row;
    });
    threads.say(ann, thread, "@deskhand recall");
    threads.say(ann, thread, "The next line");
    await waitFor("the next line", () => desk.said(customer).includes("The next line"));
    await threads.hears(thread, "Ann cancelled a line to Rui; it was not sent");
    await desk.settled();
    expect(desk.said(customer)).not.toContain("A line that waits");
  });
});

describe("a line to the wrong person", () => {
  it("is taken back, flagged and told to compliance alone, with what was said to whom", async () => {
    const { customer, thread, code } = await threads.taken("Sun", ann);
    threads.say(ann, thread, "Dear Mr Gao, your margin call is due");
    await threads.hears(thread, "✓ Sent to Sun");
    threads.say(ann, thread, "@deskhand recall wrong-person Gao Wei");
    const alert = await waitFor("the alert", () =>
      desk.said(officer).find((text) => text.includes("A message to the wrong person")),
    );
    expect(alert).toContain(`${code} · Sun, reported by Ann, meant for Gao Wei`);
    expect(alert).toContain("Dear Mr Gao, your margin call is due");
    await waitFor("the removal", () => !desk.said(customer).includes("Dear Mr Gao, your margin call is due"));
    await desk.settled();
    for (const user of [ann, ben, lead]) {
      expect(desk.said(user).filter((text) => text.includes("wrong person"))).toEqual([]);
    }
    expect(threads.told(thread).filter((text) => text.includes("A message to the wrong person"))).toEqual([]);
    const [conversation] = await desk.rows(
      "SELECT tags FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Sun'",
    );
    expect(conversation).toEqual({ tags: ["wrong_person"] });
    expect(await eventsOf("Sun")).toEqual(expect.arrayContaining(["wrong_person", "recalled"]));
    expect(await trail("message.wrong_person")).toEqual([
      { name: "Ann", changes: { outcome: "asked", meantFor: "Gao Wei" } },
    ]);
    expect(await desk.rows("SELECT 1 FROM alerts WHERE kind = 'wrong_person'")).toHaveLength(1);
  });
});

describe("with a delay before lines go out", () => {
  it("a line that is cancelled in time is never sent, and its customer waits on", async () => {
    await delay(3);
    const { customer, thread } = await threads.taken("Tao", ann);
    const waiting = await waitOf("Tao");
    expect(waiting).toMatchObject([{ waiting_since: expect.any(Date), first_response_at: null }]);
    threads.say(ann, thread, "A line too soon");
    const mark = await threads.hears(thread, "⏳ Sending to Tao in 3 s");
    await threads.press(ann, mark, "Cancel");
    await threads.hears(thread, "↩ Cancelled by Ann, not sent to Tao");
    await desk.settled();
    expect(desk.said(customer)).not.toContain("A line too soon");
    expect(await waitOf("Tao")).toEqual(waiting);
    expect(await eventsOf("Tao")).toContain("recalled");
    expect(await trail("message.cancel")).toHaveLength(1);
  });

  it("a line goes out by itself after it, and the mark changes from waiting to sent", async () => {
    await delay(1);
    const { customer, thread } = await threads.taken("Uma", ann);
    threads.say(ann, thread, "A line in a moment");
    const mark = await threads.hears(thread, "⏳ Sending to Uma in 1 s");
    const sent = await threads.hears(thread, "✓ Sent to Uma");
    expect(sent.ts).toBe(mark.ts);
    expect(desk.said(customer)).toContain("A line in a moment");
    const [row] = await desk.rows<{ waited: number }>(
      `SELECT extract(epoch FROM sent_at - created_at)::float AS waited FROM deliveries
       WHERE audience = 'customer' AND content::text LIKE '%A line in a moment%'`,
    );
    expect(row?.waited).toBeGreaterThan(0.9);
  });

  it("cancelling at the instant at which it goes out does one of both, and says which", async () => {
    await delay(3);
    const { customer, thread } = await threads.taken("Vic", ann);
    for (let round = 0; round < 6; round++) {
      const words = `A race ${round}`;
      threads.say(ann, thread, words);
      const mark = await waitFor("the mark", () =>
        desk.posted(slackDeskPlace, thread).find(({ buttons }) => buttons.some(({ label }) => label === "Cancel")),
      );
      await Promise.all([sendNow(words), threads.press(ann, mark, "Cancel")]);
      const end = await waitFor("an end", async () => {
        const line = await lineOf(words);
        return line && line.status !== "queued" ? line.status : null;
      });
      await desk.settled();
      expect(desk.said(customer).includes(words)).toBe(end === "sent");
      const answers = threads.alone(ann).slice(-1)[0];
      expect(answers).toContain(end === "sent" ? "Too late: it has gone to Vic" : "Cancelled: nothing was sent to Vic");
    }
  }, 60_000);
});

/** Makes a waiting line due at this moment. */
async function sendNow(words: string): Promise<void> {
  const { db } = desk.product;
  await db.system.raw(
    "UPDATE deliveries SET next_attempt_at = now() WHERE message_id = (SELECT id FROM messages WHERE content = ?)",
    [words],
  );
  const [row] = await desk.rows<{ channel_id: string; chat: string }>(
    "SELECT channel_id, chat FROM deliveries WHERE message_id = (SELECT id FROM messages WHERE content = ?)",
    [words],
  );
  await inOrganization(db, desk.orgId, (scope) =>
    enqueueDelivering(scope, row?.channel_id ?? "", row?.chat ?? "", "customer"),
  );
}

function delay(seconds: number) {
  const row = { key: "desk.send_delay", value: JSON.stringify(seconds), value_type: "number", category: "test" };
  return desk.product.db.system("settings").insert({ id: newId(), org_id: desk.orgId, ...row });
}

async function lineOf(words: string) {
  const [row] = await desk.rows<{ id: string; status: string }>(
    "SELECT id, status FROM messages WHERE content = ? AND direction = 'outbound'",
    [words],
  );
  return row;
}

function versions(words: string) {
  return desk.rows(
    `SELECT v.kind, v.content, v.metadata, u.name AS by FROM message_versions v JOIN messages m ON m.id = v.message_id
     LEFT JOIN users u ON u.id::text = v.changed_by WHERE m.content = ? ORDER BY v.version`,
    [words],
  );
}

async function eventsOf(customer: string): Promise<string[]> {
  const rows = await desk.rows<{ event_type: string }>(
    "SELECT e.event_type FROM conversation_events e JOIN customers c ON c.id = e.customer_id WHERE c.name = ? ORDER BY e.id",
    [customer],
  );
  return rows.map(({ event_type }) => event_type);
}

function waitOf(customer: string) {
  return desk.rows(
    `SELECT waiting_since, first_response_at, sla_first_response_at FROM conversations v
     JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
    [customer],
  );
}

function trail(action: string) {
  return desk.rows(
    "SELECT u.name, a.changes FROM audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = ? ORDER BY a.seq",
    [action],
  );
}
