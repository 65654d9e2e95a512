import type { Knex } from "knex";

/** How many rows of what grows. Messages, and what comes with each, lie in three months. */
export interface LargeSize {
  customers: number;
  messages: number;
}

/** Fills the large tables of the first release's schema, whose dump has two rows of each. */
export async function fillLarge(owner: Knex, { customers, messages }: LargeSize): Promise<void> {
  for (const month of ["2026-08-15", "2026-09-15", "2026-10-15"]) {
    await owner.raw("SELECT ensure_message_partition(?::timestamptz)", [`${month}T00:00:00Z`]);
  }
  const sizes = { customers, messages, days: 90 };
  await owner.transaction(async (trx) => {
    // Nothing here tries whether rows fit together: it is about their number.
    await trx.raw("SET LOCAL session_replication_role = replica");
    for (const sql of Object.values(rows)) await trx.raw(sql, sizes);
  });
  await owner.raw("ANALYZE");
}

const org = "(SELECT id FROM organizations ORDER BY id LIMIT 1)";
const id = (kind: number, n = "n") =>
  `('${String(kind).padStart(8, "0")}-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const of = (count: ":customers" | ":messages") => `generate_series(1, ${count}::integer) n`;
const customer = id(1, "1 + n % :customers::integer");
const conversation = id(2, "1 + n % :customers::integer");
const at = "timestamptz '2026-08-02T00:00:00Z' + n % (:days * 86400) * interval '1 second'";

const rows = {
  customers: `INSERT INTO customers (id, org_id, customer_code, name, email, phone, wechat_id)
    SELECT ${id(1)}, ${org}, 'CUST_L' || n, 'Customer ' || n, 'Customer' || n || '@Example.com', '+44 20 ' || n, 'Wx_' || n FROM ${of(":customers")}`,
  leads: `INSERT INTO leads (id, org_id, customer_id, contact_name, contact_email, contact_phone)
    SELECT ${id(3)}, ${org}, ${id(1)}, 'Lead ' || n, 'Lead' || n || '@Example.com', '+44 20 ' || n FROM ${of(":customers")}`,
  conversations: `INSERT INTO conversations (id, org_id, number, customer_id, chat) SELECT ${id(2)}, ${org}, 1000000 + n, ${id(1)}, 'c' || n FROM ${of(":customers")}`,
  customer_activities: `INSERT INTO customer_activities (id, org_id, customer_id, type, title)
    SELECT ${id(4)}, ${org}, ${customer}, 'custom', 'x' FROM ${of(":messages")}`,
  messages: `INSERT INTO messages (id, org_id, conversation_id, customer_id, direction, sender_type, content, sent_at)
    SELECT ${id(5)}, ${org}, ${conversation}, ${customer}, 'inbound', 'customer', 'What is the spread on gold today, ' || n, ${at} FROM ${of(":messages")}`,
  message_insights: `INSERT INTO message_insights (message_id, message_sent_at, org_id, sentiment)
    SELECT ${id(5)}, ${at}, ${org}, 'neutral' FROM ${of(":messages")}`,
  conversation_events: `INSERT INTO conversation_events (id, org_id, conversation_id, customer_id, event_type)
    SELECT ${id(6)}, ${org}, ${conversation}, ${customer}, 'opened' FROM ${of(":messages")}`,
  answers: `INSERT INTO answers (id, org_id, conversation_id, question, outcome, mode, sources)
    SELECT ${id(7)}, ${org}, ${conversation}, 'spread', 'answered', 'approved', jsonb_build_array(jsonb_build_object('id', n % 100)) FROM ${of(":messages")}`,
  audit_logs: `INSERT INTO audit_logs (id, org_id, action, resource_id) SELECT ${id(8)}, ${org}, 'customer.look', ${customer} FROM ${of(":messages")}`,
  outbox_events: `INSERT INTO outbox_events (id, org_id, type, resource_type, resource_id)
    SELECT ${id(9)}, ${org}, 'message.created', 'message', ${id(5)} FROM ${of(":messages")}`,
  deliveries: `INSERT INTO deliveries (id, org_id, channel_id, chat, target, audience, purpose, conversation_id, customer_id, content, act, status)
    SELECT ${id(10)}, ${org}, (SELECT id FROM channels ORDER BY id LIMIT 1), 'c', '{}', 'customer', 'answer', ${conversation}, ${customer}, '[]', '{}', 'sent'
    FROM ${of(":messages")}`,
};
