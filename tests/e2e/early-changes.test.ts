import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectVerified } from "../support/expect-verified.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

const open = "How do I open an account?";
const withdraw = "How long does a withdrawal take?";
const secret = "my password is hunter2, how do I open an account?";

let desk: SlackDesk;
beforeAll(async () => {
  desk = await openSlackDesk();
  await desk.rows(
    `INSERT INTO settings (id, org_id, key, value, value_type, category)
     SELECT gen_random_uuid(), id, 'conversation.edit_quiet_seconds', '1', 'number', 'test' FROM organizations RETURNING id`,
  );
});
afterAll(() => desk.close());

/** Slack promises no order: what becomes of a message comes before it. */
describe("an edit that comes before its message", () => {
  it("is worked after it, and answered as any edit is", async () => {
    const { customer, say } = person("Edna");
    const message = say(open);
    message.edit(withdraw);
    await desk.settled();
    expect(await desk.messagesOf("Edna", "inbound")).toEqual([]);
    message.arrive();
    await waitFor("the answer to the last wording", () =>
      desk.said(customer).some((text) => text.includes("two to three business days")),
    );
    expect(await versionsOf("Edna")).toEqual([
      { kind: "original", content: open },
      { kind: "edited", content: withdraw },
    ]);
    const [row] = await desk.messagesOf("Edna", "inbound");
    expect(row?.["edited_at"]).toBeInstanceOf(Date);
    await expectVerified(desk.product.db);
  });

  it("is kept once, however often both are sent again, and in the order of the edits", async () => {
    const { say } = person("Emil");
    const message = say(open);
    const edits = [message.edit("How do I open an acount?"), message.edit(withdraw)];
    await desk.settled();
    message.arrive();
    await versions("Emil", 3);
    for (const again of [...edits, message.arrive, message.mention]) again();
    await desk.settled();
    expect((await versionsOf("Emil")).map(({ content }) => content)).toEqual([
      open,
      "How do I open an acount?",
      withdraw,
    ]);
  });
});

describe("a deletion that comes before its message", () => {
  it("leaves nothing to answer, and nothing at the desk", async () => {
    const { customer, say } = person("Dora");
    const message = say(secret);
    message.remove();
    await desk.settled();
    for (const again of [message.arrive, message.arrive, message.mention]) again();
    await desk.settled();
    expect(desk.said(customer)).toEqual([]);
    expect(shownAtDesk()).not.toContain("hunter2");
    expect(await desk.messagesOf("Dora", "inbound")).toEqual([]);
    await expectVerified(desk.product.db);
  });

  it("is kept with its words in the conversation that there is, as taken back", async () => {
    const { customer, say } = person("Dirk");
    say(open).arrive();
    await desk.answersTo(customer, 1);
    const message = say(secret);
    message.edit(`${secret} please`);
    message.remove();
    await desk.settled();
    message.arrive();
    message.mention();
    await desk.settled();
    expect(desk.said(customer)).toHaveLength(1);
    expect(shownAtDesk()).not.toContain("hunter2");
    const [, row, ...others] = await desk.messagesOf("Dirk", "inbound");
    expect(others).toEqual([]);
    expect(row).toMatchObject({ content: secret, deleted_at: expect.any(Date) });
    const [conversation] = await desk.rows<{ preview: string }>(
      "SELECT last_message_preview AS preview FROM conversations WHERE id = ?",
      [String(row?.["conversation_id"])],
    );
    expect(conversation?.preview).not.toContain("hunter2");
    await expectVerified(desk.product.db);
  });

  it("of a line at the desk keeps it from the customer", async () => {
    const ann = desk.newPerson("Ann");
    desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(ann);
    await linkStaff(desk, { platform: "slack", personId: ann, name: "Ann", role: "agent" });
    const { customer, say } = person("Dina");
    say("I want to talk to a human").arrive();
    await desk.answersTo(customer, 1);
    const thread = await threadOf("Dina");
    await desk.slack.people.press({ user: ann, channel: slackDeskPlace, ts: thread, button: "Take" });
    await waitFor("the taking", () =>
      desk.posted(slackDeskPlace, thread).some(({ text }) => text.includes("Ann has taken")),
    );
    const before = desk.said(customer).length;
    const line = said(ann, "Your password is hunter2", { channel: slackDeskPlace, channel_type: "channel", thread });
    line.remove();
    await desk.settled();
    line.arrive();
    said(ann, "Good morning", { channel: slackDeskPlace, channel_type: "channel", thread }).arrive();
    await desk.answersTo(customer, before + 1);
    expect(desk.said(customer).slice(before)).toEqual(["Good morning"]);
  });
});

function person(name: string) {
  const customer = desk.newPerson(name);
  const channel = desk.slack.workspace.directWith(customer).id;
  return { customer, say: (text: string) => said(customer, text, { channel, channel_type: "im" }) };
}

/** What Slack tells of a message and its changes; each is sent when it is called, and again when it is called again. */
function said(
  user: string,
  text: string,
  { thread, ...place }: { channel: string; channel_type: string; thread?: string },
) {
  const { workspace, dispatcher } = desk.slack;
  const ts = workspace.nextTs();
  const message = { type: "message", user, text, ts, ...(thread ? { thread_ts: thread } : {}) };
  const sendable = (event: Record<string, unknown>) => () => void dispatcher.event(event);
  const change = (about: Record<string, unknown>) => {
    const at = workspace.nextTs();
    const send = sendable({ type: "message", ...place, ts: at, event_ts: at, hidden: true, ...about });
    send();
    return send;
  };
  return {
    arrive: sendable({ ...message, ...place, event_ts: ts }),
    mention: sendable({ ...message, ...place, type: "app_mention", event_ts: ts }),
    edit: (words: string) =>
      change({
        subtype: "message_changed",
        message: { ...message, text: words, edited: { user, ts: workspace.nextTs() } },
        previous_message: message,
      }),
    remove: () => change({ subtype: "message_deleted", deleted_ts: ts, previous_message: message }),
  };
}

function versionsOf(name: string) {
  return desk.rows<{ kind: string; content: string }>(
    `SELECT v.kind, v.content FROM message_versions v JOIN messages m ON m.id = v.message_id
       JOIN customers c ON c.id = m.customer_id WHERE c.name = ? ORDER BY v.version`,
    [name],
  );
}

function versions(name: string, count: number) {
  return waitFor(`${count} wordings`, async () => (await versionsOf(name)).length >= count);
}

function threadOf(name: string): Promise<string> {
  return waitFor(`the thread of ${name}`, async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>(
      `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
         JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
      [name],
    );
    return row?.thread_id ?? null;
  });
}

function shownAtDesk(): string {
  return desk
    .posted(slackDeskPlace)
    .map(({ text }) => text)
    .join("\n");
}
