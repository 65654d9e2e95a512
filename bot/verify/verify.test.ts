import type { Knex } from "knex";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { deliveryRow, type PlantedTalk, plantTalk } from "../../tests/support/planted-talk.ts";
import { ago, openVerifyDesk, type VerifyDesk } from "../../tests/support/verify-desk.ts";

let desk: VerifyDesk;
let owner: Knex;

beforeAll(async () => {
  desk = await openVerifyDesk();
  owner = desk.owner;
});
afterAll(() => desk.close());

const wrongIn = (talk: PlantedTalk) => desk.wrongIn(talk);
const expectNamed = (name: string, plant: (talk: PlantedTalk) => Promise<string>) => desk.expectNamed(name, plant);

const receipt = (talk: PlantedTalk) => owner("inbound_receipts").where({ org_id: talk.orgId, external_id: "1" });
const conversation = (talk: PlantedTalk) => owner("conversations").where({ id: talk.conversationId });
const answered = (talk: PlantedTalk) => owner("messages").where({ id: talk.answer.id, sent_at: talk.answer.sentAt });

async function addReceipt(talk: PlantedTalk, row: Record<string, unknown>): Promise<string> {
  const base = { channel_id: talk.channelId, external_id: "2", org_id: talk.orgId, chat: "chat", payload: "{}" };
  await owner("inbound_receipts").insert({ ...base, received_at: ago(60), ...row });
  return `${talk.channelId} 2`;
}

it("finds nothing where everything is as it must be", async () => {
  expect(await wrongIn(await plantTalk(owner))).toEqual([]);
});

it("names a receipt that was worked and has no outcome", () =>
  expectNamed("receipt_outcome", (talk) => addReceipt(talk, { status: "ignored", processed_at: ago(60) })));

it("names a receipt that was worked at no time", () =>
  expectNamed("receipt_outcome", (talk) => addReceipt(talk, { status: "done", outcome: "command: take" })));

it("names a receipt that is parked without a reason", () =>
  expectNamed("receipt_outcome", (talk) => addReceipt(talk, { status: "parked", outcome: "", processed_at: ago(60) })));

it("names a receipt that waits and has an outcome already", () =>
  expectNamed("receipt_outcome", (talk) => addReceipt(talk, { outcome: "message", received_at: new Date() })));

it("names a receipt that nobody has worked for a quarter of an hour, but not on a paused channel", async () => {
  await expectNamed("receipt_waiting", (talk) => addReceipt(talk, {}));
  const talk = await plantTalk(owner);
  await addReceipt(talk, {});
  await owner("channels").where({ id: talk.channelId }).update({ status: "paused" });
  expect(await wrongIn(talk)).toEqual([]);
});

it("names a customer's message without a receipt", () =>
  expectNamed("message_receipt", async (talk) => {
    await receipt(talk).del();
    return talk.question.id;
  }));

it("names a customer's message that two receipts brought, but not one that was edited", async () => {
  const named = (talk: PlantedTalk) => ({ message_id: talk.question.id, message_sent_at: talk.question.sentAt });
  const worked = { status: "done", processed_at: ago(59) };
  await expectNamed("message_receipt", async (talk) => {
    await addReceipt(talk, { ...worked, outcome: "message", ...named(talk) });
    return talk.question.id;
  });
  const talk = await plantTalk(owner);
  await addReceipt(talk, { ...worked, outcome: "edited", ...named(talk) });
  expect(await wrongIn(talk)).toEqual([]);
});

it("names the second of two messages with one id of the platform's", () =>
  expectNamed("message_twice", async (talk) => {
    const { question } = talk;
    const id = newId();
    await owner.raw(
      `INSERT INTO messages (id, org_id, conversation_id, customer_id, channel_id, direction, sender_type, content, status,
         external_message_id, sent_at, received_at)
       SELECT ?, org_id, conversation_id, customer_id, channel_id, direction, sender_type, content, status,
         external_message_id, sent_at, received_at FROM messages WHERE id = ? AND sent_at = ?`,
      [id, question.id, question.sentAt],
    );
    await addReceipt(talk, {
      ...{ status: "done", outcome: "message", processed_at: ago(59) },
      ...{ message_id: id, message_sent_at: question.sentAt },
    });
    await conversation(talk).update({ message_count: 3 });
    return id;
  }));

it("names two answers that were found for one message, but not those of two wordings", async () => {
  const second = async (talk: PlantedTalk) => {
    const { orgId, conversationId, question } = talk;
    await owner("answers").insert({
      ...{ id: newId(), org_id: orgId, conversation_id: conversationId, outcome: "answered", mode: "approved" },
      ...{ question_message_id: question.id, question_sent_at: question.sentAt, question: "How long?" },
    });
    return question.id;
  };
  await expectNamed("answer_once", second);
  const talk = await plantTalk(owner);
  await second(talk);
  await owner("conversation_events").insert({
    ...{ id: newId(), org_id: talk.orgId, conversation_id: talk.conversationId, event_type: "edit_heeded" },
    ...{ message_id: talk.question.id, message_sent_at: talk.question.sentAt },
  });
  expect(await wrongIn(talk)).toEqual([]);
});

it("names a message of which a part goes out twice", () =>
  expectNamed("reply_once", async (talk) => {
    await owner("deliveries").insert({ ...deliveryRow(talk), id: newId() });
    return talk.answer.id;
  }));

it("names a thing that a turn says twice", () =>
  expectNamed("reply_once", async (talk) => {
    const again = { id: newId(), sentAt: ago(58), deliveryId: newId() };
    await owner.raw(
      `INSERT INTO messages (id, org_id, conversation_id, customer_id, channel_id, direction, sender_type, content, status, sent_at)
       SELECT ?, org_id, conversation_id, customer_id, channel_id, direction, sender_type, content, status, ?::timestamptz
       FROM messages WHERE id = ? AND sent_at = ?`,
      [again.id, again.sentAt, talk.answer.id, talk.answer.sentAt],
    );
    await owner("deliveries").insert(deliveryRow({ ...talk, answer: again }));
    await conversation(talk).update({ message_count: 3, last_message_at: again.sentAt });
    return again.id;
  }));

it("names a delivery that went out before one that was queued earlier, but not marketing that let others pass", async () => {
  const early = async (talk: PlantedTalk, row: Record<string, unknown> = {}) => {
    const id = newId();
    const own = { id, message_id: null, message_sent_at: null, sent_at: ago(90) };
    await owner("deliveries").insert({ ...deliveryRow(talk), ...own, ...row });
    return id;
  };
  await expectNamed("delivery_order", (talk) => early(talk));
  const talk = await plantTalk(owner);
  await early(talk, { purpose: "marketing" });
  expect(await wrongIn(talk)).toEqual([]);
});

it("names a delivery that is being sent for a quarter of an hour", () =>
  expectNamed("stuck_sending", async (talk) => {
    await owner("deliveries")
      .where({ id: talk.answer.deliveryId })
      .update({ status: "sending", updated_at: ago(16) });
    return talk.answer.deliveryId;
  }));

const deliveryOf = ({ answer }: PlantedTalk) => owner("deliveries").where({ id: answer.deliveryId });

/** The answer was queued and nobody tried to send it. */
async function leaveQueued(talk: PlantedTalk): Promise<string> {
  const never = { status: "queued", sent_at: null, attempts: 0, first_attempt_at: null };
  await owner("deliveries").where({ id: talk.answer.deliveryId }).update(never);
  await answered(talk).update({ status: "queued" });
  return talk.answer.deliveryId;
}

it("names what a customer was to get and nobody tries to send", async () => {
  await expectNamed("delivery_waiting", leaveQueued);
  await expectNamed("delivery_waiting", async (talk) => {
    await leaveQueued(talk);
    await owner("deliveries").where({ id: talk.answer.deliveryId }).del();
    return talk.answer.id;
  });
});

const waits: [string, (talk: PlantedTalk) => Promise<unknown>][] = [
  ["was queued a moment ago", (talk) => deliveryOf(talk).update({ updated_at: ago(5) })],
  ["has its next attempt before it", (talk) => deliveryOf(talk).update({ next_attempt_at: ago(-5), attempts: 3 })],
  ["is marketing, which a campaign sends bit by bit", (talk) => deliveryOf(talk).update({ purpose: "marketing" })],
  [
    "is of a paused channel",
    ({ channelId }) => owner("channels").where({ id: channelId }).update({ status: "paused" }),
  ],
  [
    "is of a channel that the platform told to wait",
    ({ channelId }) =>
      owner("channels")
        .where({ id: channelId })
        .update({ send_after: ago(-5) }),
  ],
  [
    "is behind another of its chat that failed a moment ago",
    async (talk) => {
      const ahead = { ...deliveryRow(talk), id: newId(), message_id: null, message_sent_at: null, sent_at: null };
      await deliveryOf(talk).del();
      await owner("deliveries").insert({ ...ahead, status: "queued", updated_at: ago(1) });
      await owner("deliveries").insert({ ...deliveryRow(talk), status: "queued", sent_at: null });
    },
  ],
  [
    "is of a channel whose platform is away",
    async (talk) => {
      const tried = { id: newId(), chat: "another", message_id: null, message_sent_at: null, sent_at: null };
      const failed = {
        status: "queued",
        error_code: "delivery.retry.other",
        updated_at: ago(1),
        next_attempt_at: ago(-1),
      };
      await owner("deliveries").insert({ ...deliveryRow(talk), ...tried, ...failed });
    },
  ],
  [
    "has a job to come, since its chat or channel has had all that may go out now",
    ({ channelId }) =>
      owner.raw(
        "SELECT graphile_worker.add_job('deliver', '{}', run_at := now() + interval '1 minute', job_key := ?)",
        [`deliver:${channelId}:chat`],
      ),
  ],
];
for (const [why, make] of waits) {
  it(`does not name what waits and ${why}`, async () => {
    const talk = await plantTalk(owner);
    await leaveQueued(talk);
    await make(talk);
    expect((await wrongIn(talk)).filter((line) => line.startsWith("delivery_waiting"))).toEqual([]);
  });
}

it("names a conversation that counts its messages wrong, or does not know the last", async () => {
  for (const wrong of [{ message_count: 3 }, { last_message_at: null }, { last_customer_message_at: ago(70) }]) {
    await expectNamed("conversation_counters", async (talk) => {
      await conversation(talk).update(wrong);
      return talk.conversationId;
    });
  }
});

it("does not count a text that was held and never let go", async () => {
  const talk = await plantTalk(owner);
  await answered(talk).update({ status: "cancelled" });
  await owner("deliveries").where({ id: talk.answer.deliveryId }).update({ status: "cancelled" });
  await owner("conversation_events").insert({
    ...{ id: newId(), org_id: talk.orgId, conversation_id: talk.conversationId, event_type: "reply_held" },
    ...{ message_id: talk.answer.id, message_sent_at: talk.answer.sentAt },
  });
  await conversation(talk).update({ message_count: 1, agent_id: await desk.addUser(talk) });
  await owner("funnel_mofu").where({ org_id: talk.orgId }).update({ total_conversations: 0 });
  expect((await wrongIn(talk)).filter((line) => line.startsWith("conversation_counters"))).toEqual([]);
});

it("names a customer who wrote after the last contact that is noted", () =>
  expectNamed("customer_contact", async (talk) => {
    await owner("customers")
      .where({ id: talk.customerId })
      .update({ last_contact_at: ago(70) });
    return talk.customerId;
  }));

it("names a customer whose row of the funnel says something else, is missing, or is another's", async () => {
  const row = (talk: PlantedTalk) => owner("funnel_mofu").where({ org_id: talk.orgId });
  await expectNamed("funnel_rows", async (talk) => {
    await row(talk).update({ total_conversations: 7 });
    return talk.customerId;
  });
  await expectNamed("funnel_rows", async (talk) => {
    await row(talk).del();
    return talk.customerId;
  });
  await expectNamed("funnel_rows", async (talk) => {
    const other = { id: newId(), org_id: talk.orgId, customer_id: talk.customerId, user_id: await desk.addUser(talk) };
    await owner("funnel_mofu").insert(other);
    return talk.customerId;
  });
});

it("names what points to a message that is not there, but not to one whose month was taken out", async () => {
  const point = async (talk: PlantedTalk, sentAt: Date) => {
    const id = newId();
    await owner("consents").insert({
      ...{ id, org_id: talk.orgId, customer_id: talk.customerId, kind: "marketing", state: "withdrawn" },
      ...{ message_id: newId(), message_sent_at: sentAt },
    });
    return id;
  };
  await expectNamed("lost_references", (talk) => point(talk, ago(60)));
  const talk = await plantTalk(owner);
  await point(talk, new Date("2020-03-15T00:00:00Z"));
  await owner("message_archives").insert({
    ...{ id: newId(), month: "2020-03-01", messages: 3, state: "dropped", sha256: "0".repeat(64) },
    ...{ archived_at: ago(9), archived_by: "test", changed_at: ago(9) },
  });
  expect(await wrongIn(talk)).toEqual([]);
});

it("names a message that lies in no month", () =>
  expectNamed("default_partition", async (talk) => {
    const id = newId();
    await owner("messages").insert({
      ...{ id, org_id: talk.orgId, conversation_id: talk.conversationId, direction: "internal", sender_type: "agent" },
      sent_at: new Date("2019-01-15T00:00:00Z"),
    });
    return id;
  }));
