import type { Knex } from "knex";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { openDeliveryChannel } from "../../tests/support/delivery-channel.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { cancelUnsent } from "../people/cancel-unsent.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { OutboundMessage } from "../ports/outbound-message.ts";
import { plainText, toPlainText } from "../ports/rich-text.ts";
import { type TakeBack, takeBack } from "../recall/take-back.ts";
import { claimNext, peekNext } from "./claim-delivery.ts";
import { deliverChat } from "./deliver-chat.ts";
import { type DeliveryDraft, queueDelivery } from "./queue-delivery.ts";
import { recordSent, settleFailure } from "./settle-delivery.ts";

const HOUR_MS = 3_600_000;
const author = newId();
const conversationId = newId();

let database: TestDatabase;
let db: Database;
/** Who may see what others wait for. */
let owner: Knex;
let orgId: string;
let place: Awaited<ReturnType<typeof openPlace>>;
beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 3, system: 4 });
  owner = connectOwner(database.url);
  orgId = await findOrganization(db.system, "default");
  await db.system("conversations").insert({ id: conversationId, org_id: orgId, number: 1, chat: "c" });
  const user = { id: author, org_id: orgId, employee_code: "EMP_100", email: "ann@example.com", name: "Ann" };
  await db.system("users").insert(user);
});
beforeEach(async () => {
  place = await openPlace();
});
afterAll(async () => {
  await db.close();
  await owner.destroy();
  await database.drop();
});

describe("of two lines of a person that were to share a message", () => {
  it("the second goes out by itself where the first is taken back after a refusal", async () => {
    const [first] = await place.queueLines();
    await place.failOnce(new DeliveryError("retry", "500"));
    expect(await place.takeBack(first)).toEqual({ kind: "cancelled" });
    await place.deliverAfter(HOUR_MS);
    expect(place.taken).toEqual(["second line"]);
  });

  it("the second is not sent after it was taken back itself", async () => {
    const [, second] = await place.queueLines();
    await place.failOnce(new DeliveryError("retry", "500"));
    await place.takeBack(second);
    await place.deliverAfter(HOUR_MS);
    expect(place.taken).toEqual(["first line"]);
  });

  it.each(["is taken back", "loses its author"])(
    "the second ends in doubt where the first %s after an attempt that was not answered",
    async (how) => {
      const [first] = await place.queueLines();
      await place.failOnce(new DeliveryError("uncertain", "no answer"));
      if (how === "is taken back") expect(await place.takeBack(first)).toEqual({ kind: "perhaps_sent" });
      else await inOrganization(db, orgId, (scope) => cancelUnsent(scope, author, place.now()));
      await place.deliverAfter(HOUR_MS);
      expect(place.taken).toEqual([]);
      expect(await place.statuses()).toEqual(["cancelled", "uncertain"]);
    },
  );

  it("both go out again as they were after an attempt that was not answered", async () => {
    await place.queueLines();
    await place.failOnce(new DeliveryError("uncertain", "no answer"));
    await place.deliverAfter(HOUR_MS);
    expect(place.taken).toEqual(["first line\n\nsecond line"]);
    expect(await place.statuses()).toEqual(["sent", "sent"]);
  });

  it("both are sent or neither is, where the process ends in between", async () => {
    await owner.raw(
      `CREATE FUNCTION refuse_joined() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
       CREATE TRIGGER refuse_joined BEFORE UPDATE ON deliveries FOR EACH ROW
         WHEN (NEW.status = 'sent' AND NEW.joined_to IS NOT NULL) EXECUTE FUNCTION refuse_joined()`,
    );
    await place.queueLines();
    await expect(place.deliverAfter(0)).rejects.toThrow("not now");
    expect(await place.statuses()).toEqual(["sending", "sending"]);
    await owner.raw("DROP FUNCTION refuse_joined CASCADE");
  });
});

describe("a reply that is queued while marketing of its chat fails", () => {
  it("goes out at once, however long the marketing waits", async () => {
    await place.queue("offer", { purpose: "marketing" });
    place.onSend = async () => {
      place.onSend = async () => undefined;
      await place.queue("reply");
      // Another process has found the chat taken, and comes again; that job is what the failure replaces.
      throw new DeliveryError("retry", "500", { retryAfterMs: HOUR_MS });
    };
    await place.deliverAfter(0);
    expect(place.taken).toEqual(["reply"]);
    expect(await place.statuses()).toEqual(["queued", "sent"]);
  });

  it("goes out at once, also where it was still being written when the chat was looked at", async () => {
    await place.queue("offer", { purpose: "marketing", notBefore: new Date(place.now().getTime() + HOUR_MS) });
    let write: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      write = resolve;
    });
    const queued = place.queueUntil("reply", written);
    await waitFor("the reply's job to be locked", () => place.isJobLocked());
    const delivered = place.deliverAfter(0);
    await waitFor("the offer's waking to wait for it", () => place.isJobAwaited());
    write();
    await Promise.all([queued, delivered]);
    expect(place.taken).toEqual(["reply"]);
  });

  it("is not tried again and again itself", async () => {
    await place.queue("reply");
    let tries = 0;
    place.onSend = async () => {
      tries += 1;
      throw new DeliveryError("retry", "500", { retryAfterMs: 0 });
    };
    await place.deliverAfter(0);
    expect(tries).toBe(1);
  });
});

describe("what follows a delivery happens once, also where the answer to its commit was lost", () => {
  const after = { kind: "say_how_to_hear", chat: "group", target: { chatId: "group" }, language: "en" } as const;

  it("for one that failed", async () => {
    await place.queue("private answer", { act: { by: "job", why: "test", after } });
    const claimed = await place.claim();
    const gone = new DeliveryError("rejected", "blocked", { fault: "recipient_gone" });
    for (let time = 0; time < 2; time++)
      await settleFailure(place.deps, place.channel, claimed, gone, { kind: "failed" });
    expect(await place.chats()).toEqual(["c", "group"]);
  });

  it("and one that was sent meanwhile is not queued again", async () => {
    await place.queue("line");
    const claimed = await place.claim();
    await recordSent(place.deps, place.channel, claimed, { externalMessageId: "1" });
    const late = { kind: "again", at: place.now(), holdsChannel: false } as const;
    await settleFailure(place.deps, place.channel, claimed, new DeliveryError("retry", "500"), late);
    expect(await place.statuses()).toEqual(["sent"]);
  });
});

/** One chat of a channel on a platform that takes what `onSend` does not refuse. */
async function openPlace() {
  const { channel, deps, clock } = await openDeliveryChannel({ db, orgId, send: (message) => send(message) });
  const channelId = channel.id;
  const job = { channelId, chat: "c" };
  const opened = {
    channel,
    deps,
    taken: [] as string[],
    onSend: async (): Promise<void> => undefined,
    now: () => new Date(clock.at),
    queue: (text: string, more: Partial<DeliveryDraft> = {}) => opened.queueUntil(text, Promise.resolve(), more),
    /** Queues a text in a transaction that commits no sooner than `written`. */
    queueUntil: (text: string, written: Promise<void>, more: Partial<DeliveryDraft> = {}) =>
      inOrganization(db, orgId, async (scope) => {
        await queueDelivery(scope, {
          channel,
          chat: "c",
          target: { chatId: "c" },
          audience: "customer",
          purpose: "reply",
          content: plainText(text),
          act: { by: "user", userId: author, why: "test" },
          ...more,
        });
        await written;
      }),
    /** Whether a transaction is writing the chat's job. */
    isJobLocked: async () =>
      (
        await db.system.raw("SELECT FROM graphile_worker._private_jobs WHERE key = ? FOR UPDATE SKIP LOCKED", [
          `deliver:${channelId}:c`,
        ])
      ).rows.length === 0,
    /** Whether somebody waits for that transaction in order to write it as well. */
    isJobAwaited: async () =>
      (
        await owner.raw(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT enqueue_job%'",
        )
      ).rows.length === 1,
    /** Two lines that wait already and share a message. */
    queueLines: async () => {
      const messages = [0, 1].map(() => ({ id: newId(), sentAt: new Date(clock.at) }));
      const act = { by: "user", userId: author, why: "test", joins: true } as const;
      for (const [index, message] of messages.entries())
        await opened.queue(["first line", "second line"][index] ?? "", {
          act,
          message,
          notBefore: new Date(clock.at - 1_000),
        });
      return messages;
    },
    failOnce: async (error: DeliveryError) => {
      opened.onSend = async () => {
        opened.onSend = async () => undefined;
        throw error;
      };
      await deliverChat(deps, job);
    },
    deliverAfter: async (ms: number) => {
      clock.at += ms;
      await deliverChat(deps, job);
    },
    takeBack: (message?: { id: string; sentAt: Date }) =>
      inOrganization(db, orgId, (scope) =>
        takeBack(
          scope,
          { ...deps } as unknown as Parameters<typeof takeBack>[1],
          {
            message: { ...message, conversationId, customerId: null, deletedAt: null, status: "queued", channelId },
            conversation: { id: conversationId, channelId, chat: "c" },
            staff: { userId: author, name: "Ann" },
            reason: null,
            receipt: "r",
          } as unknown as TakeBack,
        ),
      ),
    claim: async () => {
      const next = await peekNext(db, job);
      const claimed = next && (await claimNext(db, next, new Date(clock.at)));
      if (!claimed) throw new Error("there is nothing to claim");
      return claimed;
    },
    statuses: async () => (await rows()).map((row) => row.status),
    chats: async () => (await rows()).map((row) => row.chat),
  };
  const rows = (): Promise<{ status: string; chat: string }[]> =>
    db.system("deliveries").where({ channel_id: channelId }).orderBy("seq");
  const send = async (message: OutboundMessage) => {
    await opened.onSend();
    const text = toPlainText(message.content);
    opened.taken.push(text);
    return { externalMessageId: text };
  };
  return opened;
}
