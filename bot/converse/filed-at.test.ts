import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMessageMonths } from "../../domain/conversations/message-months.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { filedAt } from "./record-message.ts";

let database: TestDatabase;
let db: Database;
let conversation: { org_id: string; conversation_id: string };

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  const orgId = await findOrganization(db.system, "default");
  conversation = { org_id: orgId, conversation_id: newId() };
  await db.system("conversations").insert({ id: conversation.conversation_id, org_id: orgId, number: 1, chat: "c" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** Files a message of a moment as a turn does; gives the partition that has it. */
async function file(sentAt: string): Promise<string> {
  const { at } = filedAt(sentAt, new Date());
  await createMessageMonths(db)(at);
  const id = newId();
  await db
    .system("messages")
    .insert({ ...conversation, id, direction: "inbound", sender_type: "customer", sent_at: at });
  const owner = connectOwner(database.url);
  const { rows } = await owner.raw(
    "SELECT tableoid::regclass::text AS place FROM messages WHERE id = ? AND sent_at = ?",
    [id, at],
  );
  await owner.destroy();
  return rows[0].place;
}

describe("a message of any moment", () => {
  it("finds its place in the partition of the month it is filed under, whatever its platform says of the time", async () => {
    const moments = fc.date({ min: new Date("1990-01-01"), max: new Date("2100-12-31"), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(moments, async (moment) => {
        const filed = filedAt(moment.toISOString(), new Date()).at.toISOString().slice(0, 7).replace("-", "_");
        expect(await file(moment.toISOString())).toBe(`messages_${filed}`);
      }),
      {
        numRuns: 60,
        examples: [
          [new Date("1999-12-31T23:59:59.999Z")],
          [new Date("2000-01-01T00:00:00Z")],
          [new Date("2024-02-29T23:59:59.999Z")],
        ],
      },
    );
  });

  it("finds a place in a month that somebody took out of the table by hand, and never in the default partition", async () => {
    await file("2019-05-10T10:00:00Z");
    const owner = connectOwner(database.url);
    await owner.raw("ALTER TABLE messages DETACH PARTITION messages_2019_05");
    expect(await file("2019-05-11T10:00:00Z")).toBe("messages_2019_05_2");
    expect(await file("2019-05-12T10:00:00Z")).toBe("messages_2019_05_2");
    await owner.raw("ALTER TABLE messages DETACH PARTITION messages_2019_05_2");
    const places = await Promise.all(Array.from({ length: 6 }, () => file("2019-05-13T10:00:00Z")));
    expect(new Set(places)).toEqual(new Set(["messages_2019_05_3"]));
    expect(await owner("messages_default").select()).toEqual([]);
    await owner.destroy();
  });
});
