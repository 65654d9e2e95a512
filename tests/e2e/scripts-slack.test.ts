import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endOldScriptUses } from "../../domain/content/script-uses.ts";
import type { ShownMessage } from "../../playground/slack/index.ts";
import { addApprovedScripts, brokerScripts } from "../support/approved-scripts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;
let ann: string;
let ben: string;
let cora: string;

beforeAll(async () => {
  desk = await openSlackDesk();
  ann = await person("Ann", "agent");
  ben = await person("Ben", "agent");
  cora = await person("Cora", "compliance");
  await addApprovedScripts(desk, brokerScripts);
});
afterAll(() => desk.close());

describe("/script QUERY", () => {
  it("shows the asker alone the scripts that fit the customer, filled in, with what can be done", async () => {
    const { thread } = await taken("Wang");
    const answer = await ask(ann, thread, "script withdrawal");
    expect(answer.text).toContain("Scripts for Wang");
    expect(answer.text).toContain("Hello, this is Ann. I am checking your withdrawal now.");
    expect(answer.text).toContain("cannot be sent as it is: {amount} is missing");
    expect(answer.text).not.toContain("As a returning client");
    expect(answer.buttons.map(({ label }) => label).sort()).toEqual([
      "Edit 1 first",
      "Edit 2 first",
      sendOf(answer, "OUT-1"),
    ]);
  });

  it("answers Chinese words of an agent in the language of each reader", async () => {
    const { customer, thread } = await taken("Chen");
    desk.slack.people.write({ user: customer, text: "我的出金什么时候到？" });
    await waitFor("the mirror", () => told(thread).some((text) => text.includes("我的出金什么时候到")));
    // One message in another language changes nothing yet.
    desk.slack.people.write({ user: customer, text: "已经等了两天，请帮我查一下" });
    await waitFor("the mirror", () => told(thread).some((text) => text.includes("已经等了两天")));
    const answer = await ask(ann, thread, "话术 出金");
    expect(answer.text).toContain("Scripts for Chen");
    expect(answer.text).toContain("您好，我来为您查询出金进度，请稍候。");
  });

  it("says so when no approved script fits", async () => {
    const { thread } = await taken("Dora");
    expect((await ask(ann, thread, "script zeppelin")).text).toContain("No approved script fits “zeppelin”");
  });

  it("uses the name that staff gave the customer, not the one of the chat account", async () => {
    const { thread } = await taken("xX_trader_Xx");
    expect((await ask(ann, thread, "name Eva Lind")).text).toContain("Eva Lind");
    expect((await ask(ann, thread, "script withdrawal")).text).toContain("Hello Eva Lind, this is Ann.");
  });
});

describe("a script that is sent", () => {
  it("reaches the customer, is counted with how they took it, and brings what follows", async () => {
    const { customer, thread } = await taken("Fred");
    const before = await script("OUT-1");
    const answer = await ask(ann, thread, "script checking withdrawal");
    await press(ann, answer, sendOf(answer, "OUT-1"));
    await waitFor("the script", () =>
      desk.said(customer).includes("Hello, this is Ann. I am checking your withdrawal now."),
    );
    const follow = await waitFor("what follows", () => find(thread, "After OUT-1"));
    expect(follow.text).toContain("Your withdrawal is being processed.");
    expect(follow.text).toContain("Please send the confirmation of your deposit.");
    expect(follow.text).toContain("Look at the payment system");
    expect(follow.buttons.map(({ label }) => label)).toEqual(["Send 1", "Edit 1 first", "Send 2", "Edit 2 first"]);
    expect(await script("OUT-1")).toMatchObject({ usage_count: before.usage_count + 1, success_count: 0 });
    const [message] = await desk.rows(
      "SELECT m.script_id, d.act->'script' AS act FROM messages m JOIN deliveries d ON d.message_id = m.id WHERE m.content LIKE 'Hello, this is Ann%' AND m.conversation_id = (SELECT v.id FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = 'Fred')",
    );
    expect(message).toEqual({ script_id: before.id, act: { id: before.id, version: 1, isChanged: false } });
    desk.slack.people.write({ user: customer, text: "Thank you, that is kind" });
    await waitFor("the outcome", async () => (await script("OUT-1")).success_count === 1);
    expect(await script("OUT-1")).toMatchObject({ success_rate: "100.00" });
    await press(ann, follow, "Send 1");
    await waitFor("the follow-up", () => desk.said(customer).includes("Your withdrawal is being processed."));
    await desk.settled();
    expect((await script("OUT-1")).usage_count).toBe(before.usage_count + 1);
  });

  it("has a bad outcome after a complaint, and none after a day of silence", async () => {
    await addApprovedScripts(desk, [{ code: "WAIT-1", category: "waiting", en: "Please bear with us." }]);
    const answers = [];
    for (const name of ["Olga", "Pete"]) {
      const { customer, thread } = await taken(name);
      const answer = await ask(ann, thread, "script bear with us");
      await press(ann, answer, sendOf(answer, "WAIT-1"));
      await waitFor("the script", () => desk.said(customer).includes("Please bear with us."));
      answers.push(customer);
    }
    await waitFor("both uses", async () => (await script("WAIT-1")).usage_count === 2);
    desk.slack.people.write({ user: answers[0] ?? "", text: "This is terrible service, I want to file a complaint!" });
    await waitFor("the bad outcome", async () => (await script("WAIT-1")).success_rate === "0.00");
    const tomorrow = new Date(desk.product.clock.now().getTime() + 25 * 60 * 60_000);
    await endOldScriptUses(desk.product.db.system, tomorrow);
    const { id } = await script("WAIT-1");
    const outcomes = await desk.rows("SELECT outcome FROM script_uses WHERE script_id = ? ORDER BY sent_at", [id]);
    expect(outcomes).toEqual([{ outcome: "bad" }, { outcome: "none" }]);
    expect(await script("WAIT-1")).toMatchObject({ usage_count: 2, success_count: 0 });
  });

  it("is rated by the row under it or by command, one vote a person", async () => {
    const { thread } = await taken("Gina");
    const answer = await ask(ann, thread, "script deposit confirmation");
    await press(ann, answer, sendOf(answer, "IN-1"));
    const question = await waitFor("the question", () => find(thread, "how good is IN-1"));
    expect(question.buttons.map(({ label }) => label)).toEqual(["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]);
    await press(ann, question, "2 ★");
    await waitFor("the vote", async () => (await script("IN-1")).avg_rating === "2.00");
    await ask(ann, thread, "script rate in-1 4");
    await ask(ben, thread, "script rate IN-1 5");
    expect(await script("IN-1")).toMatchObject({ avg_rating: "4.50" });
    expect((await ask(ben, thread, "script rate IN-1 6")).text).toContain("Rate from 1 to 5");
  });

  it("counts as the agent's own words when it was changed first, and never goes out with a gap in it", async () => {
    const { customer, thread } = await taken("Hugo");
    const before = await script("OUT-2");
    const answer = await ask(ann, thread, "script withdrawal returned");
    await press(ann, answer, editOf(answer, "OUT-2"));
    await waitFor("the words", () => find(thread, "Copy, change and send"));
    say(ann, thread, "Your withdrawal of {amount} was returned.");
    await waitFor("the mark", () => told(thread).some((text) => text.includes("not filled in yet")));
    say(ann, thread, "Your withdrawal of 100 USD was returned.");
    await waitFor("the line", () => desk.said(customer).includes("Your withdrawal of 100 USD was returned."));
    const [use] = await waitFor("the use", async () => {
      const rows = await desk.rows("SELECT is_changed, message_id FROM script_uses WHERE script_id = ?", [before.id]);
      return rows.length > 0 ? rows : null;
    });
    expect(use).toMatchObject({ is_changed: true });
    expect(await script("OUT-2")).toMatchObject({ usage_count: 0 });
    const [message] = await desk.rows("SELECT script_id FROM messages WHERE id = ?", [String(use?.["message_id"])]);
    expect(message).toEqual({ script_id: null });
    expect(desk.said(customer).some((text) => text.includes("{amount}"))).toBe(false);
  });
});

describe("a script's life", () => {
  it("waits for somebody else's approval, while the approved version stays in force", async () => {
    const { thread } = await taken("Ivo");
    const added = await ask(ann, thread, "script add #fees Our overnight fee is on the website.");
    const code = /SCR_\d+/.exec(added.text)?.[0] ?? "no code";
    expect(added.text).toContain("waits for somebody else's approval");
    expect((await ask(ann, thread, "script overnight fee")).text).toContain("No approved script fits");
    expect((await ask(ann, thread, `script approve ${code}`)).text).toContain("may not do this");
    const [approval] = await desk.rows("SELECT kind, status FROM approvals WHERE details->>'script_code' = ?", [code]);
    expect(approval).toEqual({ kind: "script", status: "pending" });
    expect((await ask(cora, thread, `script approve ${code}`)).text).toContain(`${code} v1 is approved and in force`);
    expect((await ask(ann, thread, "script overnight fee")).text).toContain("Our overnight fee is on the website.");
    await waitFor("the author to hear", () => desk.said(ann).some((text) => text.includes(`${code} v1 is approved`)));

    const edited = await ask(cora, thread, `script edit ${code} The overnight fee stands on our website.`);
    expect(edited.text).toContain(`${code} v2`);
    expect(edited.text).toContain("stays in force");
    expect((await ask(cora, thread, `script approve ${code}`)).text).toContain("another person must decide on it");
    expect((await ask(ann, thread, "script overnight fee")).text).toContain("Our overnight fee is on the website.");
    const versions = await desk.rows("SELECT version, status FROM scripts WHERE script_code = ? ORDER BY version", [
      code,
    ]);
    expect(versions).toEqual([
      { version: 1, status: "approved" },
      { version: 2, status: "pending" },
    ]);
  });

  it("is brought to who is on duty and may approve it, in private, and decided there with a reason", async () => {
    const mia = await person("Mia", "compliance");
    const nora = await person("Nora", "compliance");
    await desk.product.db.system("users").where({ name: "Mia" }).update({ presence: "online" });
    await desk.product.db.system("users").where({ name: "Nora" }).update({ presence: "away" });
    const { thread } = await taken("Lena");
    const first = await ask(ann, thread, "script add #fees Inactive accounts cost nothing in the first year.");
    const code = /SCR_\d+/.exec(first.text)?.[0] ?? "no code";
    const card = await waitFor("the card", () => cards(mia).find(({ text }) => text.includes(`${code} v1`)));
    expect(card.text).toContain("Ann proposes");
    expect(card.text).toContain("Inactive accounts cost nothing in the first year.");
    expect(card.buttons.map(({ label }) => label)).toEqual(["Approve"]);
    const number = /\/reject (\d+)/.exec(card.text)?.[1] ?? "";
    for (const other of [ann, nora]) expect(cards(other).some(({ text }) => text.includes(`${code} v1`))).toBe(false);

    expect((await ask(ann, thread, `reject ${number} no`)).text).toContain("may not use /reject");
    expect((await ask(mia, thread, `reject ${number}`)).text).toContain("Say why");
    expect((await ask(mia, thread, `reject ${number} It is six months.`)).text).toContain(`${code} v1 was rejected`);
    await waitFor("the author to hear", () =>
      desk.said(ann).some((text) => text.includes("Reason: It is six months.")),
    );
    expect((await ask(nora, thread, `reject ${number} Me too.`)).text).toContain("does not wait for approval");
    expect(
      await desk.rows(
        `SELECT s.status, p.status AS decision, p.decision_reason, (SELECT count(*)::int FROM audit_logs l
           WHERE l.resource_id = s.id AND l.action = 'script.reject') AS audited
         FROM scripts s JOIN approvals p ON p.resource_id = s.id WHERE s.script_code = ?`,
        [code],
      ),
    ).toEqual([{ status: "rejected", decision: "rejected", decision_reason: "It is six months.", audited: 1 }]);

    await ask(ann, thread, `script edit ${code} Inactive accounts cost nothing in the first six months.`);
    const second = await waitFor("the second card", () => cards(mia).find(({ text }) => text.includes(`${code} v2`)));
    await desk.slack.people.press({
      user: mia,
      channel: desk.slack.workspace.directWith(mia).id,
      ts: second.ts,
      button: "Approve",
    });
    await waitFor("the author to hear", () => desk.said(ann).some((text) => text.includes(`${code} v2 is approved`)));
  });

  it("of an approver's own is not theirs to reject, and no card of it comes to them", async () => {
    const { thread } = await taken("Mona");
    const added = await ask(cora, thread, "script add #fees Deposits by card are free of charge.");
    const code = /SCR_\d+/.exec(added.text)?.[0] ?? "no code";
    const [row] = await desk.rows<{ number: string }>(
      "SELECT number FROM approvals WHERE details->>'script_code' = ?",
      [code],
    );
    expect((await ask(cora, thread, `reject ${row?.number} mine`)).text).toContain("another person must decide on it");
    expect((await ask(cora, thread, "approvals")).text).toContain(code);
    expect(cards(cora).some(({ text }) => text.includes(code))).toBe(false);
  });

  it("is not approved with a prohibited claim in it, and the words are named", async () => {
    const { thread } = await taken("Jane");
    const added = await ask(ann, thread, "script add This product has guaranteed returns of 20%");
    const code = /SCR_\d+/.exec(added.text)?.[0] ?? "no code";
    expect(added.text).toContain("cannot be approved as it is: guaranteed return");
    const refused = await ask(cora, thread, `script approve ${code}`);
    expect(refused.text).toContain("for “guaranteed return");
    expect((await ask(ann, thread, "script guaranteed returns")).text).not.toContain("20%");
  });

  it("ends at once when it is retired, also where it was offered before", async () => {
    const { customer, thread } = await taken("Kurt");
    await addApprovedScripts(desk, [{ code: "BYE-1", category: "closing", en: "Goodbye and good luck." }]);
    const answer = await ask(ann, thread, "script goodbye");
    expect((await ask(ann, thread, "script retire BYE-1")).text).toContain("can only take back its own words");
    expect((await ask(cora, thread, "script retire BYE-1")).text).toContain("is retired");
    await press(ann, answer, "Send");
    await waitFor("the refusal", () => find(thread, "not in force any more"));
    expect(desk.said(customer)).not.toContain("Goodbye and good luck.");
    expect((await ask(ann, thread, "script goodbye")).text).toContain("No approved script fits");
    const [row] = await desk.rows("SELECT status, valid_to FROM scripts WHERE script_code = 'BYE-1'");
    expect(row).toMatchObject({ status: "retired", valid_to: expect.any(Date) });
  });

  it("is listed, with a button for who may approve", async () => {
    const { thread } = await taken("Lars");
    await ask(ann, thread, "script add #hours We answer from nine to six.");
    const mine = await ask(ann, thread, "script list");
    expect(mine.text).toContain("We answer from nine to six.");
    expect(mine.buttons).toEqual([]);
    const list = await ask(cora, thread, "script list");
    expect(list.text).toContain("OUT-1 · withdrawal");
    const code = /(SCR_\d+) · hours/.exec(list.text)?.[1];
    await press(cora, list, `Approve ${code}`);
    await waitFor("the approval", async () => {
      const [row] = await desk.rows("SELECT status FROM scripts WHERE script_code = ?", [String(code)]);
      return row?.["status"] === "approved";
    });
  });
});

/** What somebody was told in private. */
function cards(user: string): ShownMessage[] {
  return desk.posted(desk.slack.workspace.directWith(user).id);
}

async function person(name: string, role: "agent" | "compliance"): Promise<string> {
  const id = desk.newPerson(name);
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  await linkStaff(desk, { platform: "slack", personId: id, name, role });
  return id;
}

async function taken(name: string): Promise<{ customer: string; thread: string }> {
  const customer = desk.newPerson(name);
  desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  const thread = await waitFor(`the thread of ${name}`, async () => {
    const [row] = await desk.rows<{ thread_id: string | null }>(
      `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`,
      [name],
    );
    return row?.thread_id ?? null;
  });
  await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person")));
  await desk.slack.people.press({ user: ann, channel: slackDeskPlace, ts: thread, button: "Take" });
  await waitFor("the taking", () => told(thread).some((text) => text.includes("Ann has taken")));
  return { customer, thread };
}

/** Gives the bot a line in the thread, and the answer that only this person sees. */
async function ask(user: string, thread: string, line: string): Promise<ShownMessage> {
  const answers = () => desk.posted(slackDeskPlace, thread).filter(({ ephemeralTo }) => ephemeralTo === user);
  const before = answers().length;
  say(user, thread, `@deskhand ${line}`);
  return waitFor(`the answer to ${line}`, () => answers()[before] ?? null);
}

function say(user: string, thread: string, text: string) {
  return desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: thread, text });
}

async function press(user: string, { ts }: ShownMessage, button: string): Promise<void> {
  await desk.slack.people.press({ user, channel: slackDeskPlace, ts, button });
}

function told(thread: string): string[] {
  return desk.posted(slackDeskPlace, thread).map(({ text }) => text);
}

function find(thread: string, words: string): ShownMessage | null {
  return (
    desk
      .posted(slackDeskPlace)
      .find(({ text, threadTs }) => (threadTs === thread || !threadTs) && text.includes(words)) ?? null
  );
}

/** The label of a script's button in an answer: `Send 1`, or `Send` where it is the only one. */
function sendOf({ text, buttons }: ShownMessage, code: string): string {
  const number = new RegExp(`(\\d)\\. ${code}`).exec(text)?.[1];
  return (
    buttons.map(({ label }) => label).find((label) => label === (number ? `Send ${number}` : "Send")) ?? "no button"
  );
}

function editOf({ text }: ShownMessage, code: string): string {
  const number = new RegExp(`(\\d)\\. ${code}`).exec(text)?.[1];
  return number ? `Edit ${number} first` : "Edit first";
}

interface ScriptRow {
  id: string;
  usage_count: number;
  success_count: number;
  success_rate: string | null;
  avg_rating: string | null;
}

async function script(code: string): Promise<ScriptRow> {
  const [row] = await desk.rows<ScriptRow>(
    "SELECT id, usage_count, success_count, success_rate, avg_rating FROM scripts WHERE script_code = ?",
    [code],
  );
  if (!row) throw new Error(`there is no script ${code}`);
  return row;
}
