import type { Knex } from "knex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { holdsOn, placeHold, releaseHold } from "./legal-hold.ts";

let database: TestDatabase;
let owner: Knex;
let db: Database;
const orgId = newId();
const userId = newId();
const at = new Date("2026-11-26T10:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  owner = connectOwner(database.url);
  db = connectDatabase(database.url, { app: 2, system: 1 });
  await owner("organizations").insert({ id: orgId, code: "acme", name: "ACME" });
  await owner.raw("SELECT ensure_message_partition(?::timestamptz)", [at]);
  await owner("users").insert({
    id: userId,
    org_id: orgId,
    employee_code: "EMP_001",
    username: "cleo",
    email: "cleo@example.com",
    name: "Cleo",
    role: "compliance",
  });
});
afterAll(async () => {
  await db.close();
  await owner.destroy();
  await database.drop();
});

interface Person {
  customerId: string;
  conversationId: string;
  otherConversationId: string;
  messageId: string;
}

let made = 0;
async function newPerson(): Promise<Person> {
  made += 1;
  const person = { customerId: newId(), conversationId: newId(), otherConversationId: newId(), messageId: newId() };
  const of = { org_id: orgId, customer_id: person.customerId };
  await owner("customers").insert({
    id: person.customerId,
    org_id: orgId,
    customer_code: `CUST_${made}`,
    name: "Wang",
  });
  await owner("conversations").insert([
    { ...of, id: person.conversationId, number: made * 2, chat: "c" },
    { ...of, id: person.otherConversationId, number: made * 2 + 1, chat: "d" },
  ]);
  const message = { ...of, id: person.messageId, conversation_id: person.conversationId, sent_at: at };
  await owner("messages").insert({ ...message, direction: "inbound", sender_type: "customer", content: "hello" });
  return person;
}

const hold = (target: { customerId: string; conversationId: string | null }, matter = "") =>
  inOrganization(db, orgId, (scope) => placeHold(scope, target, { matter, reason: "a case", userId, at }));
const release = (id: string) =>
  inOrganization(db, orgId, (scope) => releaseHold(scope, id, { reason: "closed", userId, at }));

/** Tables that tell of a customer, or of a conversation or message of theirs, and those that need no guard, with why. */
const unguarded = {
  customer_tags: "tags come and go in daily work; each time is kept in customer_activities",
  funnel_tofu: "is worked out anew from what is kept",
  funnel_mofu: "is worked out anew from what is kept",
  funnel_bofu: "is worked out anew from what is kept",
  desk_focus: "which conversation a person has open now",
  legal_holds: "is a hold itself: its own test below",
} as const;

async function tablesAboutCustomers(): Promise<string[]> {
  const { rows } = await owner.raw(
    `SELECT DISTINCT c.table_name AS name FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND table_name !~ '^messages_'
       AND (column_name IN ('customer_id', 'conversation_id', 'message_id') OR table_name = 'customers')`,
  );
  return rows.map(({ name }: { name: string }) => name).filter((name: string) => !(name in unguarded));
}

/** A row with something in every column that must have it; what the columns mean is no matter here. */
async function rowFor(trx: Knex, table: string, about: Person): Promise<Record<string, unknown>> {
  const { rows } = await trx.raw(
    `SELECT column_name AS name, udt_name AS type, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AS needed
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ?`,
    [table],
  );
  const known: Record<string, unknown> = {
    org_id: orgId,
    message_id: about.messageId,
    message_sent_at: at,
    sent_at: at,
  };
  const names = new Set(rows.map(({ name }: { name: string }) => name));
  if (names.has("customer_id")) known["customer_id"] = about.customerId;
  else if (names.has("conversation_id")) known["conversation_id"] = about.conversationId;
  const some: Record<string, unknown> = {
    uuid: newId(),
    text: "x",
    timestamptz: at,
    jsonb: "{}",
    bytea: Buffer.alloc(32),
  };
  const filled = rows.flatMap(({ name, type, needed }: { name: string; type: string; needed: boolean }) =>
    name in known ? [[name, known[name]]] : needed ? [[name, some[type] ?? 1]] : [],
  );
  return Object.fromEntries(filled);
}

/** Deletes, as the owner, a row of the table that tells of this customer. Rolled back. */
async function removes(table: string, about: Person): Promise<number> {
  const trx = await owner.transaction();
  try {
    const { rows } = await trx.raw(
      "SELECT conname FROM pg_constraint WHERE conrelid = ?::regclass AND contype IN ('c', 'f')",
      [table],
    );
    for (const { conname } of rows)
      await trx.raw("ALTER TABLE ?? DROP CONSTRAINT IF EXISTS ?? CASCADE", [table, conname]);
    if (table === "customers" || table === "conversations" || table === "messages") {
      const id = { customers: about.customerId, conversations: about.conversationId, messages: about.messageId }[table];
      const { rows: guards } = await trx.raw(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = ?::regclass AND tgname LIKE 'RI_%'",
        [table],
      );
      for (const { tgname } of guards) await trx.raw("ALTER TABLE ?? DISABLE TRIGGER ??", [table, tgname]);
      return await trx(table).where({ id }).delete();
    }
    const row = await rowFor(trx, table, about);
    await trx(table).insert(row);
    return await trx(table).where(row).delete();
  } finally {
    await trx.rollback();
  }
}

describe("a hold", () => {
  it("keeps what is in every table that tells of the customer, from the owner of the database too, until it is released", async () => {
    const tables = await tablesAboutCustomers();
    expect(tables).toEqual(
      expect.arrayContaining(["customers", "memories", "messages", "message_versions", "answers", "consents"]),
    );
    const person = await newPerson();
    const other = await newPerson();
    const id = await hold({ customerId: person.customerId, conversationId: null });
    const kept: Record<string, string> = {};
    for (const table of tables) {
      kept[table] = await removes(table, person).then(
        (count) => `removed ${count}`,
        (error: { code: string }) => error.code,
      );
      kept[`${table} of another`] = await removes(table, other).then((count) => `removed ${count}`, String);
    }
    expect(kept).toEqual(
      Object.fromEntries(
        tables.flatMap((table) => [
          [table, "DH001"],
          [`${table} of another`, "removed 1"],
        ]),
      ),
    );
    await release(id ?? "");
    for (const table of tables) expect([table, await removes(table, person)]).toEqual([table, 1]);
  });

  it("on one conversation keeps that one and what belongs to no one conversation, and leaves the others", async () => {
    const person = await newPerson();
    await hold({ customerId: person.customerId, conversationId: person.conversationId });
    const held = async (conversationId: string | null) =>
      (await owner.raw("SELECT is_held(?, ?, ?) AS held", [orgId, person.customerId, conversationId])).rows[0].held;
    expect(await held(person.conversationId)).toBe(true);
    expect(await held(null)).toBe(true);
    expect(await held(person.otherConversationId)).toBe(false);
    await expect(owner("messages").where({ id: person.messageId }).delete()).rejects.toMatchObject({ code: "DH001" });
    await owner("conversations").where({ id: person.otherConversationId }).delete();
    await expect(owner("conversations").where({ id: person.conversationId }).delete()).rejects.toMatchObject({
      code: "DH001",
    });
  });

  it("lets no memory be forgotten by other words or an end, but lets it be recalled", async () => {
    const person = await newPerson();
    const memory = {
      id: newId(),
      org_id: orgId,
      customer_id: person.customerId,
      type: "long_term",
      content: "likes gold",
    };
    await owner("memories").insert(memory);
    await hold({ customerId: person.customerId, conversationId: null });
    const change = (row: Record<string, unknown>) =>
      inOrganization(db, orgId, ({ trx }) => trx("memories").where({ id: memory.id }).update(row));
    for (const row of [{ content: "" }, { valid_to: at }, { customer_id: null }]) {
      await expect(change(row)).rejects.toMatchObject({ code: "DH001" });
    }
    await expect(
      inOrganization(db, orgId, ({ trx }) => trx("memories").where({ id: memory.id }).delete()),
    ).rejects.toMatchObject({ code: "DH001" });
    expect(await change({ last_accessed_at: at, importance: 0.1 })).toBe(1);
  });

  it("keeps the customer's files, and lets others go", async () => {
    const person = await newPerson();
    const [theirs, shared] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const blob = (sha256: Buffer) => ({
      org_id: orgId,
      sha256,
      piece: 0,
      pieces: 1,
      total_bytes: 1,
      data: Buffer.from("x"),
    });
    await owner("blobs").insert([blob(theirs), blob(shared)]);
    const attachments = [{ kind: "file", blob: { sha256: theirs.toString("hex"), size: 1 } }];
    await owner("messages")
      .where({ id: person.messageId })
      .update({ metadata: JSON.stringify({ attachments }) });
    await hold({ customerId: person.customerId, conversationId: null });
    await expect(owner("blobs").where({ sha256: theirs }).delete()).rejects.toMatchObject({ code: "DH001" });
    expect(await owner("blobs").where({ sha256: shared }).delete()).toBe(1);
  });

  it("lets no whole table be emptied while it is in force", async () => {
    const person = await newPerson();
    await hold({ customerId: person.customerId, conversationId: null });
    await expect(owner.raw("TRUNCATE memories")).rejects.toMatchObject({ code: "DH001" });
  });

  it("is placed once for a matter, several times for several, and released once", async () => {
    const person = await newPerson();
    const target = { customerId: person.customerId, conversationId: null };
    const ids = await Promise.all([hold(target, "A"), hold(target, "A"), hold(target, "B")]);
    expect(ids.filter((id) => id !== null)).toHaveLength(2);
    const holds = await inOrganization(db, orgId, (scope) => holdsOn(scope, person.customerId));
    expect(holds.map(({ matter }) => matter).sort()).toEqual(["A", "B"]);
    const first = holds[0]?.id ?? "";
    expect(await Promise.all([release(first), release(first)])).toEqual(expect.arrayContaining([true, false]));
    await expect(inOrganization(db, orgId, ({ trx }) => trx("legal_holds").delete())).rejects.toThrow(
      "permission denied",
    );
    const theirs = () => owner("legal_holds").where({ customer_id: person.customerId });
    await expect(theirs().whereNull("released_at").delete()).rejects.toMatchObject({ code: "DH001" });
  });
});
