import type { Knex } from "knex";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { type PlantedTalk, plantTalk } from "../../../tests/support/planted-talk.ts";
import { ago, openVerifyDesk, type VerifyDesk } from "../../../tests/support/verify-desk.ts";
import { verify } from "../verify.ts";

let desk: VerifyDesk;
let owner: Knex;

beforeAll(async () => {
  desk = await openVerifyDesk();
  owner = desk.owner;
});
afterAll(() => desk.close());

const DAY_MINUTES = 24 * 60;

async function unansweredSince({ orgId }: PlantedTalk, minutes: number): Promise<string[]> {
  const seen = await verify(desk.db, orgId, { since: ago(minutes), now: new Date() });
  return seen.flatMap(({ name, first }) => (name === "unanswered" ? first.map(({ id }) => id) : []));
}

const conversation = (talk: PlantedTalk) => owner("conversations").where({ id: talk.conversationId });

/** The question stays, and nothing that was said to it. */
async function loseReply(talk: PlantedTalk): Promise<string> {
  await owner("deliveries").where({ org_id: talk.orgId }).del();
  await owner("answers").where({ org_id: talk.orgId }).del();
  await owner("messages").where({ org_id: talk.orgId, direction: "outbound" }).del();
  await conversation(talk).update({ message_count: 1, first_response_at: null });
  return talk.question.id;
}

async function holdReply(talk: PlantedTalk): Promise<void> {
  await owner("deliveries").where({ id: talk.answer.deliveryId }).update({ status: "held", sent_at: null });
  await owner("messages").where({ id: talk.answer.id }).update({ status: "held" });
  await conversation(talk).update({ message_count: 1 });
}

const says = async (content: string | null, contentType = "text") => {
  const talk = await plantTalk(owner);
  await loseReply(talk);
  await owner("messages").where({ id: talk.question.id }).update({ content, content_type: contentType });
  return desk.wrongIn(talk);
};

describe("a customer's message that nobody replied to is named", () => {
  it("where nobody has the conversation and it waits for nobody", () => desk.expectNamed("unanswered", loseReply));

  it("where the reply was cancelled", () =>
    desk.expectNamed("unanswered", async (talk) => {
      await owner("messages").where({ id: talk.answer.id }).update({ status: "cancelled" });
      return talk.question.id;
    }));

  it("where the reply is held and waits for nobody's decision", () =>
    desk.expectNamed("unanswered", async (talk) => {
      await holdReply(talk);
      return talk.question.id;
    }));

  it("where nothing but marketing followed", () =>
    desk.expectNamed("unanswered", async (talk) => {
      const sent = { purpose: "marketing", act: JSON.stringify({ by: "job", why: "campaign" }) };
      await owner("deliveries").where({ id: talk.answer.deliveryId }).update(sent);
      await owner("answers").where({ org_id: talk.orgId }).del();
      await owner("messages").where({ id: talk.answer.id }).update({ sender_type: "system" });
      return talk.question.id;
    }));

  it("where it waits, its deadline has passed and no alert tells of it", () =>
    desk.expectNamed("unanswered", async (talk) => {
      const waits = { handoff_at: ago(60), waiting_since: ago(60), sla_first_response_at: ago(30) };
      await loseReply(talk);
      await conversation(talk).update(waits);
      return talk.question.id;
    }));

  it("where the conversation ended by itself", () =>
    desk.expectNamed("unanswered", async (talk) => {
      await loseReply(talk);
      await conversation(talk).update({ status: "resolved", resolved_at: ago(20) });
      return talk.question.id;
    }));

  it("where silence ended the conversation, and its promise with it", () =>
    desk.expectNamed("unanswered", async (talk) => {
      await loseReply(talk);
      await conversation(talk).update({ status: "resolved", resolved_at: ago(20) });
      const { orgId: org_id, conversationId: conversation_id } = talk;
      const promise = { kind: "first_response", priority: "medium", waiting_since: ago(60), deadline: ago(30) };
      const ended = { ended_at: ago(20), outcome: "resolved", is_met: false };
      await owner("sla_results").insert({ id: newId(), org_id, conversation_id, ...promise, ...ended });
      await addEvent(talk, { event_type: "resolved" });
      return talk.question.id;
    }));

  it("where it was asked before the look began, and its deadline has passed since", async () => {
    const talk = await plantTalk(owner, 5 * DAY_MINUTES);
    await loseReply(talk);
    const id = v7({ msecs: talk.question.sentAt.getTime() });
    for (const table of ["inbound_receipts", "message_refs"])
      await owner(table).where({ org_id: talk.orgId }).update({ message_id: id });
    await owner("messages").where({ id: talk.question.id }).update({ id });
    const waits = { handoff_at: talk.question.sentAt, waiting_since: talk.question.sentAt };
    const deadline = { sla_first_response_at: ago(60), last_message_at: talk.question.sentAt };
    await conversation(talk).update({ ...waits, ...deadline, updated_at: ago(4 * DAY_MINUTES) });
    expect(await unansweredSince(talk, 2 * DAY_MINUTES)).toEqual([id]);
    await conversation(talk).update({ status: "resolved", resolved_at: ago(60) });
    expect(await unansweredSince(talk, 2 * DAY_MINUTES)).toEqual([]);
    await conversation(talk).update({ updated_at: ago(60) });
    expect(await unansweredSince(talk, 2 * DAY_MINUTES)).toEqual([id]);
  });
});

describe("it is not named", () => {
  const stands: [string, (talk: PlantedTalk) => Promise<unknown>][] = [
    [
      "where it waits within its deadline",
      (talk) => conversation(talk).update({ handoff_at: ago(60), waiting_since: ago(60) }),
    ],
    ["where an alert tells of it", (talk) => addAlert(talk)],
    [
      "where it came a moment ago",
      ({ question }) =>
        owner("messages")
          .where({ id: question.id })
          .update({ received_at: ago(5) }),
    ],
    [
      "where the customer took it back",
      ({ question }) =>
        owner("messages")
          .where({ id: question.id })
          .update({ deleted_at: ago(60) }),
    ],
    [
      "where a person ended the conversation",
      async (talk) => {
        await conversation(talk).update({ status: "resolved", resolved_at: ago(20) });
        await addEvent(talk, { event_type: "resolved", user_id: await desk.addUser(talk) });
      },
    ],
    [
      "where it rated what was said",
      (talk) =>
        addEvent(talk, { event_type: "rated", message_id: talk.question.id, message_sent_at: talk.question.sentAt }),
    ],
  ];
  for (const [where, make] of stands) {
    it(where, async () => {
      const talk = await plantTalk(owner);
      await loseReply(talk);
      await make(talk);
      expect(await desk.wrongIn(talk)).toEqual([]);
    });
  }

  it("where somebody has the conversation", async () => {
    const talk = await plantTalk(owner);
    await loseReply(talk);
    const userId = await desk.addUser(talk);
    await conversation(talk).update({ agent_id: userId });
    const found = await desk.wrongIn(talk);
    expect(found.filter((line) => line.startsWith("unanswered"))).toEqual([]);
  });

  it("where its reply is held until somebody decides", async () => {
    const talk = await plantTalk(owner);
    await holdReply(talk);
    const text = { kind: "claim", resource_type: "delivery", resource_id: talk.answer.deliveryId, reason: "a promise" };
    const approval = { id: newId(), org_id: talk.orgId, number: 1, conversation_id: talk.conversationId, ...text };
    await owner("approvals").insert(approval);
    expect(await desk.wrongIn(talk)).toEqual([]);
    await owner("approvals").where({ id: approval.id }).update({ status: "expired" });
    expect(await desk.wrongIn(talk)).toEqual([`unanswered ${talk.question.id}`]);
  });

  it("where nothing is owed to it: thanks, an ok, a sticker, a number of stars", async () => {
    for (const text of ["Thank you!", "谢谢", "ok", "5"]) expect(await says(text)).toEqual([]);
    expect(await says(null, "sticker")).toEqual([]);
    expect(await says("Hello")).toHaveLength(1);
    expect(await says(null, "image")).toHaveLength(1);
  });
});

const addAlert = ({ orgId, conversationId }: PlantedTalk) =>
  owner("alerts").insert({
    ...{ id: newId(), org_id: orgId, number: 1, kind: "sla_missed", severity: "high", cause: "one", title: "One" },
    conversation_id: conversationId,
  });

const addEvent = ({ orgId, conversationId }: PlantedTalk, event: Record<string, unknown>) =>
  owner("conversation_events").insert({ id: newId(), org_id: orgId, conversation_id: conversationId, ...event });
