import { afterAll, beforeAll, expect, it } from "vitest";
import { openTwoTeams, shanghaiForum, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: TwoTeams;

beforeAll(async () => {
  desk = await openTwoTeams();
});
afterAll(() => desk.close());

it("a topic is closed after the last that is told in it, and opened again with its conversation", async () => {
  const { customer, thread } = await takenBy("Lin");
  inForum(thread, "已经处理好了，请查收");
  await waitFor("the words", () => desk.shown(customer).some((text) => text.includes("请查收")));
  inForum(thread, "/resolve");
  await waitFor("the closed topic", () => topic(thread)?.isClosed);
  await desk.settled();
  expect(calls("reopenForumTopic")).toBe(0);
  expect(desk.inThread(thread).some((text) => text.includes("resolved") || text.includes("已解决"))).toBe(true);

  press(thread, "reopen");
  await waitFor("the open topic", () => topic(thread)?.isClosed === false);
  await waitFor("who has it", () => desk.inThread(thread).some((text) => /reopened|已重新打开/.test(text)));
  await desk.settled();
  expect(topic(thread)?.isClosed).toBe(false);
});

it("a late line goes into the same topic, which is closed again after it", async () => {
  const { customer, thread } = await takenBy("Hua");
  inForum(thread, "/resolve");
  await waitFor("the closed topic", () => topic(thread)?.isClosed);
  await desk.settled();
  const topics = desk.telegram.topics(shanghaiForum).size;
  const before = calls("reopenForumTopic");

  const first = desk.telegram.messages(customer).find(({ message }) => message.from?.id === customer)?.message;
  // Asks for nobody, so that no new conversation begins with it.
  desk.telegram.edit(customer, customer, first?.message_id ?? 0, "谢谢您");
  await waitFor("the change", () => desk.inThread(thread).some((text) => text.includes("谢谢您")));
  await waitFor("the topic that is closed again", () => topic(thread)?.isClosed);
  await desk.settled();
  expect(calls("reopenForumTopic")).toBe(before + 1);
  expect(desk.telegram.topics(shanghaiForum).size).toBe(topics);
});

it("a topic that somebody closed takes the customer's next line all the same, and stays open", async () => {
  const { customer, thread } = await takenBy("Mei");
  const topics = desk.telegram.topics(shanghaiForum).size;
  desk.telegram.closeTopic(shanghaiForum, Number(thread.threadId));
  desk.telegram.post(customer, customer, "请问还要多久？");
  await waitFor("the line", () => desk.inThread(thread).some((text) => text.includes("请问还要多久")));
  await desk.settled();
  expect(topic(thread)?.isClosed).toBe(false);
  expect(desk.telegram.topics(shanghaiForum).size).toBe(topics);
});

it("a conversation that is opened again before its topic was closed keeps it open", async () => {
  const { thread } = await takenBy("Bao");
  const before = calls("closeForumTopic");
  desk.telegram.fail("closeForumTopic", { kind: "rate_limited", retryAfterSeconds: 3 });
  inForum(thread, "/resolve");
  await waitFor("the refusal", () => calls("closeForumTopic") === before + 1);
  inForum(thread, "/reopen");
  await waitFor("the cancelled closing", async () =>
    (await closings(thread)).some(({ status }) => status === "cancelled"),
  );
  await desk.settled();
  expect(topic(thread)?.isClosed).toBe(false);
  expect(calls("closeForumTopic")).toBe(before + 1);
});

it("without the right to close topics everything else goes on, and the channel is in order", async () => {
  const { customer, thread } = await takenBy("Tan");
  const description = "Bad Request: not enough rights to close the topic";
  desk.telegram.fail("closeForumTopic", { kind: "refused", code: 400, description });
  inForum(thread, "/resolve");
  await waitFor("the refusal", async () => (await closings(thread)).some(({ status }) => status === "failed"));
  desk.telegram.post(customer, customer, "我要人工客服，再问一下");
  await waitFor("the answer", () => desk.shown(customer).length > 0);
  await desk.settled();
  expect(topic(thread)?.isClosed).toBe(false);
  expect(await desk.rows("SELECT platform FROM channels WHERE status = 'error'")).toEqual([]);
});

const seen: string[] = [];

async function takenBy(name: string) {
  if (seen.length === 0) desk.telegram.onCall(({ method }) => void seen.push(method));
  const customer = desk.newCustomer(name);
  desk.telegram.post(customer, customer, "我要人工客服，谢谢");
  const thread = await desk.threadOf(name);
  await desk.settled();
  inForum(thread, "/take");
  const owner = `SELECT u.name FROM conversations v JOIN users u ON u.id = v.agent_id
    JOIN customers c ON c.id = v.customer_id WHERE c.name = ?`;
  await waitFor("the owner", async () => (await desk.rows(owner, [name]))[0]);
  await desk.settled();
  return { customer, thread };
}

function calls(method: string): number {
  return seen.filter((called) => called === method).length;
}

function topic({ threadId }: { threadId: string }) {
  return desk.telegram.topics(shanghaiForum).get(Number(threadId));
}

function closings({ threadId }: { threadId: string }) {
  return desk.rows<{ status: string }>(
    `SELECT d.status FROM deliveries d JOIN desk_threads t ON t.id = d.desk_thread_id
     WHERE t.thread_id = ? AND d.operation = 'close'`,
    [threadId],
  );
}

/** A button of the conversation's card. */
function press({ threadId }: { threadId: string }, name: string): void {
  const buttons = desk.telegram
    .messages(shanghaiForum, Number(threadId))
    .flatMap(({ message }) =>
      (message.reply_markup?.inline_keyboard.flat() ?? []).flatMap((button) =>
        "callback_data" in button ? [{ id: message.message_id, data: button.callback_data }] : [],
      ),
    );
  const button = buttons.find(({ data }) => data.startsWith(`${name}:`));
  desk.telegram.press(desk.bo.personId, shanghaiForum, button?.id ?? 0, button?.data ?? "");
}

function inForum({ threadId }: { threadId: string }, text: string): void {
  desk.telegram.post(desk.bo.personId, shanghaiForum, text, { threadId: Number(threadId) });
}
