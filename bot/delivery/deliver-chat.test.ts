import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../tests/support/database-proxy.ts";
import { openDeliveryChannel } from "../../tests/support/delivery-channel.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { OutboundMessage, SentMessage } from "../ports/outbound-message.ts";
import { plainText, toPlainText } from "../ports/rich-text.ts";
import { type DeliveryDeps, deliverChat } from "./deliver-chat.ts";
import { queueDelivery } from "./queue-delivery.ts";

let database: TestDatabase;
let proxy: DatabaseProxy;
let db: Database;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  proxy = await startDatabaseProxy(database.url);
  db = connectDatabase(proxy.url, { app: 3, system: 4 });
  orgId = await findOrganization(db.system, "default");
  // What is tested is order, not pace.
  const burst = { key: "delivery.burst_per_chat", value: "1000", value_type: "number", category: "delivery" };
  await db.system("settings").insert({ id: newId(), org_id: orgId, ...burst });
});
afterAll(async () => {
  await db.close();
  await proxy.close();
  await database.drop();
});

const outcomes = ["ok", "retry", "rate_limited", "rejected", "uncertain_unsent", "uncertain_sent", "bug"] as const;
type Outcome = (typeof outcomes)[number];

describe("what a chat waits for", () => {
  it("goes out in order, each at most once but for one allowed resend, whatever the platform answers", async () => {
    const script = fc.array(fc.array(fc.constantFrom(...outcomes), { maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 3 }), async (chats) => {
        const platform = await openPlatform(chats);
        await platform.deliverEverything();
        for (const [chat, deliveries] of chats.entries()) {
          const taken = platform.taken.filter((text) => text.startsWith(`${chat}:`));
          expect(taken).toEqual(deliveries.flatMap((plan, index) => Array(fateOf(plan).seen).fill(`${chat}:${index}`)));
        }
        expect(await platform.statuses()).toEqual(
          chats.map((deliveries) => deliveries.map((plan) => fateOf(plan).status)),
        );
      }),
      { numRuns: 25 },
    );
  });

  it("is not sent again because the database was away when the platform took it", async () => {
    const platform = await openPlatform([[["ok"], ["ok"]]]);
    platform.afterSend = async () => {
      platform.afterSend = async () => undefined;
      await proxy.cut();
      platform.onceNotWritten = () => proxy.restore();
    };
    await platform.deliverEverything();
    expect(platform.taken).toEqual(["0:0", "0:1"]);
    expect(await platform.statuses()).toEqual([["sent", "sent"]]);
  });

  it("goes out as soon as another chat's message shows that the platform is back, however long it has failed", async () => {
    const away: Outcome[] = Array(8).fill("retry");
    const platform = await openPlatform([[away], [away], [["rejected"]], [["ok"]]]);
    for (let time = 0; time < 8; time++) await platform.deliverAfter(5 * 60_000, [0, 1]);
    await platform.deliverAfter(0, [0, 1, 2]);
    expect(await platform.jobs()).toEqual(["2", "3"]);
    await platform.deliverAfter(0, [3]);
    expect(platform.taken).toEqual(["3:0"]);
    expect(await platform.jobs()).toEqual(["0", "1", "2", "3"]);
    await platform.deliverAfter(0, [0, 1]);
    expect(platform.taken).toEqual(["3:0", "0:0", "1:0"]);
  });

  it("that may have gone out waits for its last chance until the platform is back", async () => {
    const platform = await openPlatform([[["uncertain_unsent"]], [["uncertain_unsent"]], [["ok"]]]);
    await platform.deliverAfter(0, [0, 1]);
    await platform.deliverAfter(30_000, [0, 1]);
    expect(platform.taken).toEqual([]);
    await platform.deliverAfter(0, [2]);
    await platform.deliverAfter(0, [0, 1]);
    expect(platform.taken).toEqual(["2:0", "0:0", "1:0"]);
    expect(await platform.statuses()).toEqual([["sent"], ["sent"], ["sent"]]);
  });

  it("waits for it no longer than a minute in which nothing was tried", async () => {
    const platform = await openPlatform([[["uncertain_unsent"]], [["uncertain_unsent"]]]);
    await platform.deliverAfter(0, [0, 1]);
    await platform.deliverAfter(59_999, [0, 1]);
    expect(platform.taken).toEqual([]);
    await platform.deliverAfter(1, [0, 1]);
    expect(platform.taken).toEqual(["0:0", "1:0"]);
  });

  it("leaves other platforms three of ten places where sends to many chats hang", async () => {
    const chats = Array.from({ length: 10 }, (_, chat) => chat);
    const platform = await openPlatform(chats.map(() => [["ok"]]));
    let answer: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      answer = resolve;
    });
    platform.afterSend = () => hanging;
    const waiting: number[] = [];
    const work = chats.map((chat) => platform.deliverAfter(0, [chat]).then(() => waiting.push(chat)));
    await waitFor("all to hang or to wait", async () => platform.taken.length + waiting.length === chats.length);
    expect([platform.taken.length, waiting.length]).toEqual([7, 3]);
    // However long they hang, the next looks again soon.
    const [next = 0] = waiting;
    await platform.deliverAfter(20 * 60_000, [next]);
    expect(await platform.secondsUntil(next)).toBeLessThanOrEqual(5);
    answer();
    await Promise.all(work);
    await platform.deliverAfter(0, chats);
    expect(platform.taken.toSorted()).toEqual(chats.map((chat) => `${chat}:0`));
  });

  it("is not tried with every message of others where it alone is refused", async () => {
    const platform = await openPlatform([[Array(8).fill("retry")], [["ok"], ["ok"]]]);
    for (let time = 0; time < 8; time++) await platform.deliverAfter(5 * 60_000, [0]);
    await platform.deliverAfter(0, [1]);
    expect(platform.taken).toEqual(["1:0", "1:1"]);
    expect(await platform.jobs()).toEqual(["1"]);
  });
});

/** What becomes of a delivery whose attempts end as planned and then well: how often it is seen, and how it ends. */
function fateOf(plan: readonly Outcome[]): { seen: number; status: string } {
  let seen = 0;
  let uncertain = 0;
  for (const outcome of plan) {
    if (outcome === "ok" || outcome === "uncertain_sent") seen += 1;
    if (isUncertain(outcome)) uncertain += 1;
    if (outcome === "ok") return { seen, status: "sent" };
    if (outcome === "rejected") return { seen, status: "failed" };
    if (uncertain === 2) return { seen, status: "uncertain" };
  }
  return { seen: seen + 1, status: "sent" };
}

function isUncertain(outcome: Outcome): boolean {
  return outcome === "uncertain_sent" || outcome === "uncertain_unsent" || outcome === "bug";
}

/** A channel of its own on a platform that answers each chat's n-th delivery as its plan says. */
async function openPlatform(chats: readonly (readonly (readonly Outcome[])[])[]) {
  const startAt = new Date("2026-11-23T10:00:00Z").getTime();
  const opened = await openDeliveryChannel({ db, orgId, send: (message) => send(message), startAt });
  const { channel, clock } = opened;
  const channelId = channel.id;
  const log = {
    ...silentLog,
    warn: (event: string) => void (event === "delivery.not_written" && heedNotWritten()),
  };
  const deps: DeliveryDeps = { ...opened.deps, log };
  const taken: string[] = [];
  const attempts = new Map<string, number>();
  const platform = {
    taken,
    afterSend: async (): Promise<void> => undefined,
    /** Once a result could not be written down and is tried again. */
    onceNotWritten: async (): Promise<void> => undefined,
    deliverEverything,
    /** Lets time go by and these chats be worked, as often as there is something for them. */
    deliverAfter: async (ms: number, wanted: readonly number[]) => {
      clock.at += ms;
      for (const chat of wanted) await deliverChat(deps, { channelId, chat: String(chat) });
    },
    /** The chats that the queue has work for now. */
    jobs: async (): Promise<string[]> => {
      const { rows } = await db.system.raw(
        `SELECT split_part(key, ':', 3) AS chat FROM graphile_worker.jobs
         WHERE key LIKE ? AND run_at <= clock_timestamp() ORDER BY key`,
        [`deliver:${channelId}:%`],
      );
      return rows.map((row: { chat: string }) => row.chat);
    },
    /** When the queue works a chat. */
    secondsUntil: async (chat: number): Promise<number> => {
      const { rows } = await db.system.raw(
        "SELECT extract(epoch FROM run_at - clock_timestamp())::float8 AS s FROM graphile_worker.jobs WHERE key = ?",
        [`deliver:${channelId}:${chat}`],
      );
      return rows[0].s;
    },
    statuses: () =>
      Promise.all(
        chats.map(async (_, chat) =>
          (
            await db
              .system("deliveries")
              .where({ channel_id: channelId, chat: String(chat) })
              .orderBy("seq")
          ).map((row: { status: string }) => row.status),
        ),
      ),
  };

  const send = async (message: OutboundMessage): Promise<SentMessage> => {
    const text = toPlainText(message.content);
    const [chat, index] = text.split(":").map(Number);
    const attempt = attempts.get(text) ?? 0;
    attempts.set(text, attempt + 1);
    const outcome = chats[chat ?? 0]?.[index ?? 0]?.[attempt] ?? "ok";
    if (outcome === "ok" || outcome === "uncertain_sent") taken.push(text);
    await platform.afterSend();
    if (outcome === "ok") return { externalMessageId: `${text}:${attempt}` };
    throw errorOf(outcome);
  };
  function heedNotWritten() {
    const heed = platform.onceNotWritten;
    platform.onceNotWritten = async () => undefined;
    void heed();
  }
  for (const [chat, deliveries] of chats.entries()) {
    for (const index of deliveries.keys()) {
      await inOrganization(db, orgId, (scope) =>
        queueDelivery(scope, {
          channel,
          chat: String(chat),
          target: { chatId: String(chat) },
          audience: "staff",
          purpose: "command",
          content: plainText(`${chat}:${index}`),
          act: { by: "job", why: "test" },
        }),
      );
    }
  }

  /** What the queue does, with a clock that jumps to the next moment at which something may go out. */
  async function deliverEverything(): Promise<void> {
    for (;;) {
      await Promise.all(chats.map((_, chat) => deliverChat(deps, { channelId, chat: String(chat) })));
      const { rows } = await db.system.raw(
        `SELECT min(at) AS at, count(*) AS open FROM (
           SELECT DISTINCT ON (d.chat) greatest(d.next_attempt_at, c.send_after) AS at
           FROM deliveries d JOIN channels c ON c.id = d.channel_id
           WHERE d.channel_id = ? AND d.status IN ('queued', 'sending') ORDER BY d.chat, d.seq) AS heads`,
        [channelId],
      );
      if (rows[0].open === "0") return;
      const at = rows[0].at?.getTime() ?? 0;
      // What is not due waits for its platform to be back.
      clock.at = at > clock.at ? at : clock.at + 5_000;
    }
  }
  return platform;
}

function errorOf(outcome: Exclude<Outcome, "ok">): Error {
  switch (outcome) {
    case "retry":
      return new DeliveryError("retry", "500");
    case "rate_limited":
      return new DeliveryError("retry", "429", { fault: "rate_limited", retryAfterMs: 1_000 });
    case "rejected":
      return new DeliveryError("rejected", "no");
    case "bug":
      return new TypeError("the adapter has a fault");
    default:
      return new DeliveryError("uncertain", "no answer");
  }
}
