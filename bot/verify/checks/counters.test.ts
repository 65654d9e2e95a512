import type { Knex } from "knex";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { type PlantedTalk, plantTalk } from "../../../tests/support/planted-talk.ts";
import { ago, openVerifyDesk, type VerifyDesk } from "../../../tests/support/verify-desk.ts";
import { waitFor } from "../../../tests/support/wait-for.ts";
import { messageReferences } from "./lost-references.ts";

let desk: VerifyDesk;
let owner: Knex;

beforeAll(async () => {
  desk = await openVerifyDesk();
  owner = desk.owner;
});
afterAll(() => desk.close());

it("names a script whose uses, successes or rating are not those on record", async () => {
  const script = async (talk: PlantedTalk, counts: Record<string, number>) => {
    const id = newId();
    await owner("scripts").insert({ id, org_id: talk.orgId, ...scriptWords, ...counts });
    await owner("script_uses").insert({
      ...{ id: newId(), org_id: talk.orgId, script_id: id, conversation_id: talk.conversationId },
      ...{ customer_id: talk.customerId, message_id: talk.answer.id, message_sent_at: talk.answer.sentAt },
      ...{ is_changed: false, sent_at: talk.answer.sentAt, outcome: "good" },
    });
    return id;
  };
  const right = { usage_count: 1, success_count: 1, success_rate: 100 };
  const talk = await plantTalk(owner);
  await script(talk, right);
  expect(await desk.wrongIn(talk)).toEqual([]);
  for (const wrong of [{ usage_count: 0 }, { success_count: 0 }, { success_rate: 50 }, { avg_rating: 4 }]) {
    await desk.expectNamed("script_counters", (planted) => script(planted, { ...right, ...wrong }));
  }
});

it("names an FAQ whose uses or helpful answers are not those on record, once its count is due", async () => {
  const faq = async (talk: PlantedTalk, counts: Record<string, number>) => {
    const kbId = newId();
    await owner("knowledge_bases").insert({ id: kbId, org_id: talk.orgId, name: "Help" });
    const id = newId();
    const words = { question: "How long?", answer: "One day." };
    await owner("faqs").insert({
      id,
      org_id: talk.orgId,
      kb_id: kbId,
      external_id: "1",
      content_hash: Buffer.alloc(32),
      ...words,
      ...counts,
    });
    const sources = JSON.stringify([{ kind: "faq", entryId: id }]);
    await owner("answers").where({ org_id: talk.orgId }).update({ sources });
    return id;
  };
  const talk = await plantTalk(owner);
  await faq(talk, { use_count: 1 });
  expect(await desk.wrongIn(talk)).toEqual([]);
  for (const wrong of [{ use_count: 2 }, { use_count: 1, helpful_count: 1 }]) {
    await desk.expectNamed("faq_counters", (planted) => faq(planted, wrong));
  }
  const busy = await plantTalk(owner);
  await faq(busy, { use_count: 0 });
  await owner("answers").where({ org_id: busy.orgId }).update({ created_at: new Date() });
  expect(await desk.wrongIn(busy)).toEqual([]);
});

it("names a knowledge base that counts its documents wrong", () =>
  desk.expectNamed("knowledge_counters", async ({ orgId }) => {
    const id = newId();
    await owner("knowledge_bases").insert({ id, org_id: orgId, name: "Help", document_count: 2 });
    return id;
  }));

it("names a member of staff at whom other customers stand than are theirs, while nothing moves", async () => {
  await desk.expectNamed("staff_totals", async (talk) => {
    const id = await desk.addUser(talk);
    await owner("users").where({ id }).update({ total_customers: 3 });
    return id;
  });
  const talk = await plantTalk(owner);
  await owner("users")
    .where({ id: await desk.addUser(talk) })
    .update({ total_customers: 3 });
  await owner("customers").where({ id: talk.customerId }).update({ updated_at: new Date() });
  expect(await desk.wrongIn(talk)).toEqual([]);
});

it("names an event that an outgoing webhook was not given, and one that it has not taken over in time", async () => {
  const endpoint = async ({ orgId }: PlantedTalk, place: string) => {
    const id = newId();
    await owner.raw(
      `INSERT INTO webhook_endpoints (id, org_id, name, url, events, secret, cursor_transaction, cursor_seq, created_at)
       VALUES (?, ?, 'crm', 'https://crm.test', '{conversation.opened}', '{}', ${place}, 0, ?)`,
      [id, orgId, ago(120)],
    );
    return id;
  };
  const event = async ({ orgId, conversationId }: PlantedTalk, type = "conversation.opened") => {
    const id = newId();
    const about = { type, resource_type: "conversation", resource_id: conversationId, created_at: ago(60) };
    await owner("outbox_events").insert({ id, org_id: orgId, ...about });
    return id;
  };
  const now = "pg_current_xact_id()";
  await desk.expectNamed("outbox_gap", async (talk) => {
    const passed = await event(talk);
    await event(talk, "message.received");
    await endpoint(talk, now);
    return passed;
  });
  await desk.expectNamed("outbox_gap", async (talk) => {
    const id = await endpoint(talk, now);
    await event(talk);
    // Nothing is taken over while somebody on the server may still write something before it.
    await waitFor("earlier transactions to end", async () => {
      const { rows } = await owner.raw(
        'SELECT max(transaction_id) < pg_snapshot_xmin(pg_current_snapshot()) AS "isOver" FROM outbox_events',
      );
      return rows[0].isOver;
    });
    return id;
  });
  await desk.expectNamed("outbox_gap", (talk) => endpoint(talk, "'99999999'::xid8"));
  const talk = await plantTalk(owner);
  const given = {
    event_id: await event(talk),
    endpoint_id: await endpoint(talk, now),
    lane: "one",
    give_up_at: ago(-60),
  };
  await owner("webhook_deliveries").insert({ id: newId(), org_id: talk.orgId, ...given });
  expect(await desk.wrongIn(talk)).toEqual([]);
});

it("looks at every pair of columns that points to a message", async () => {
  const { rows } = await owner.raw(
    `SELECT m.table_name || '.' || m.column_name AS name FROM information_schema.columns m JOIN information_schema.tables t
       USING (table_schema, table_name)
     WHERE m.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND m.column_name ~ 'message_id$' AND m.data_type = 'uuid'
       AND m.table_name !~ '^messages_' AND m.table_name <> 'message_refs' AND EXISTS (SELECT FROM information_schema.columns s
         WHERE s.table_schema = 'public' AND s.table_name = m.table_name
           AND s.column_name IN (replace(m.column_name, '_id', '_sent_at'), replace(m.column_name, 'message_id', 'sent_at')))
     ORDER BY 1`,
  );
  const named = messageReferences.map(({ table, message }) => `${table}.${message}`);
  expect([...named].sort()).toEqual(rows.map(({ name }: { name: string }) => name));
});

const scriptWords = {
  ...{ script_code: "SCR_1", content_cn: "您好", category: "opening" },
};
