import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { PlaygroundChannel } from "./playground-channel.ts";

/** Somebody who wrote in an earlier run: the emulated platform forgot them, the product did not. */
export interface KnownPerson {
  id: string;
  name: string;
  language: string;
}

export interface EarlierMessage {
  from: "customer" | "desk";
  text: string;
  sentAt: Date;
}

const MAX_PEOPLE = 500;
const MAX_MESSAGES = 100;

/** The people who wrote last, so that what still waits for them can be delivered after a restart. */
export async function readKnownPeople(db: Database, { orgId, channelId }: PlaygroundChannel): Promise<KnownPerson[]> {
  const rows: { external_user_id: string; display_name: string | null; language: string | null }[] =
    await inOrganization(db, orgId, ({ trx }) =>
      trx("customer_identities")
        .where({ org_id: orgId, channel_id: channelId })
        .orderBy("created_at", "desc")
        .limit(MAX_PEOPLE)
        .select("external_user_id", "display_name", "language"),
    );
  return rows.map((row) => ({
    id: row.external_user_id,
    name: row.display_name ?? row.external_user_id,
    language: row.language ?? "en",
  }));
}

/** What was said in a chat before an instant, oldest first. */
export async function readEarlierMessages(
  db: Database,
  { orgId, channelId }: PlaygroundChannel,
  chat: string,
  before: Date,
): Promise<EarlierMessage[]> {
  const rows: { direction: string; content: string; sent_at: Date }[] = await inOrganization(db, orgId, ({ trx }) =>
    trx("messages as m")
      .join("conversations as c", "c.id", "m.conversation_id")
      .where({ "c.org_id": orgId, "c.channel_id": channelId, "c.chat": chat })
      .where("m.created_at", "<", before)
      .whereIn("m.status", ["received", "sent", "delivered", "read"])
      .whereNotNull("m.content")
      .orderBy([
        { column: "m.sent_at", order: "desc" },
        { column: "m.id", order: "desc" },
      ])
      .limit(MAX_MESSAGES)
      .select("m.direction", "m.content", "m.sent_at"),
  );
  return rows.reverse().map((row) => ({
    from: row.direction === "inbound" ? "customer" : "desk",
    text: row.content,
    sentAt: row.sent_at,
  }));
}
