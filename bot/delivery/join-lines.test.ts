import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { createPgBlobStore } from "../../infra/files/blob-store.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createTracing } from "../../infra/tracing/tracing.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import type { Adapter } from "../ports/adapter.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { OutboundMessage } from "../ports/outbound-message.ts";
import { plainText, toPlainText } from "../ports/rich-text.ts";
import { deliverChat } from "./deliver-chat.ts";
import { createOutages } from "./outages.ts";
import type { Pacer } from "./pacer.ts";
import { queueDelivery } from "./queue-delivery.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 3, system: 4 });
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

type Kind = "line" | "button" | "mark";

describe("mirrored lines of a thread", () => {
  it("share a message when they had to wait, in order, and what needs its own message keeps it", async () => {
    const place = await openPlace({ waits: 1 });
    await place.queue(["line", "line", "line", "button", "line", "mark", "line"]);
    await place.deliverEverything();
    expect(place.sent).toEqual([["0", "1", "2"], ["3"], ["4"], ["5"], ["6"]]);
    const rows = await place.rows();
    expect(rows.map(({ status }) => status)).toEqual(Array(7).fill("sent"));
    // Whoever answers the message finds any of its lines.
    expect(rows.map(({ external_message_id }) => external_message_id)).toEqual([
      "m1",
      "m1",
      "m1",
      "m2",
      "m3",
      "m4",
      "m5",
    ]);
  });

  it("go out one by one while the budget is wide", async () => {
    const place = await openPlace({ waits: 0 });
    await place.queue(["line", "line"]);
    await place.deliverEverything();
    expect(place.sent).toEqual([["0"], ["1"]]);
  });

  it("share a message before the budget is met", async () => {
    const place = await openPlace({ waits: 0, isTight: true });
    await place.queue(["line", "line"]);
    await place.deliverEverything();
    expect(place.sent).toEqual([["0", "1"]]);
  });

  it("share no more of it than the platform takes in one message", async () => {
    const place = await openPlace({ waits: 0, isTight: true, max: 60 });
    await place.queue(Array(9).fill("line"));
    await place.deliverEverything();
    expect(place.sent.length).toBeGreaterThan(1);
    expect(place.sent.flat()).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
  });

  it("go out again together, as they were, when nobody knows whether they arrived", async () => {
    const place = await openPlace({ waits: 0, isTight: true, failures: ["uncertain"] });
    await place.queue(["line", "line"]);
    await place.deliverChat();
    await place.queue(["line"]);
    await place.deliverEverything();
    expect(place.sent).toEqual([["0", "1"], ["0", "1"], ["2"]]);
  });

  it("say when they were written where they are shown late", async () => {
    const place = await openPlace({ waits: 1 });
    await place.queue(["line", "line"]);
    place.advance(11_000);
    await place.deliverEverything();
    expect(place.texts[0]).toMatch(
      /^⏱ written \d\d:\d\d:\d\d, shown late\n\n0\n\n⏱ written \d\d:\d\d:\d\d, shown late\n\n1$/,
    );
  });

  it("lose nothing and keep their order, whatever waits and fails", async () => {
    const kinds = fc.array(fc.constantFrom<Kind>("line", "line", "line", "button", "mark"), {
      minLength: 1,
      maxLength: 10,
    });
    const failures = fc.array(fc.constantFrom("ok", "rate_limited", "retry"), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(kinds, failures, fc.nat({ max: 4 }), fc.boolean(), async (wanted, fails, waits, isTight) => {
        const place = await openPlace({ waits, isTight, failures: fails });
        await place.queue(wanted);
        await place.deliverEverything();
        expect(place.taken.flat()).toEqual(wanted.map((_, index) => String(index)));
        const alone = place.taken.filter((lines) => lines.some((line) => wanted[Number(line)] !== "line"));
        expect(alone.every((lines) => lines.length === 1)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });
});

interface PlaceOptions {
  /** How often the pacer says to wait, at first. */
  waits: number;
  isTight?: boolean;
  failures?: string[];
  max?: number;
}

/** A staff place on a platform of its own, with what it was asked to send and what it took. */
async function openPlace({ waits, isTight = false, failures = [], max = 1_000 }: PlaceOptions) {
  const channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "other", name: channelId });
  let ahead = 0;
  let left = waits;
  let queued = 0;
  const sent: string[][] = [];
  const taken: string[][] = [];
  const texts: string[] = [];
  const failing = [...failures];
  const send = async (message: OutboundMessage) => {
    const text = toPlainText(message.content);
    const lines = text.split("\n\n").filter((line) => !line.startsWith("⏱"));
    sent.push(lines);
    texts.push(text);
    const failure = failing.shift() ?? "ok";
    if (failure === "uncertain") throw new DeliveryError("uncertain", "no answer");
    if (failure === "rate_limited")
      throw new DeliveryError("retry", "429", { fault: "rate_limited", retryAfterMs: 1_000 });
    if (failure === "retry") throw new DeliveryError("retry", "500");
    taken.push(lines);
    return { externalMessageId: `m${taken.length}` };
  };
  const adapter: Adapter = {
    platform: "fake",
    capabilities: {
      textLimit: { max, unit: "utf16" },
      buttons: true,
      threads: false,
      edits: false,
      deletes: false,
      filesPerMessage: 0,
      maxFileBytes: 0,
      uncertainSend: "resend_once",
      replyBudget: null,
      rates: {},
    },
    receive: () => Promise.reject(new Error("nothing comes in here")),
    parse: () => Promise.resolve([]),
    split: (content) => (toPlainText(content).length > max ? [content, []] : [content]),
    send,
  };
  const channel: LiveChannel = {
    id: channelId,
    orgId,
    platform: "other",
    name: channelId,
    status: "active",
    adapter,
    settings: {},
    settingsVersion: "1",
    region: null,
    teamPlaces: [],
    groups: new Set(),
    closedToTeams: new Set(),
    movedChats: new Map(),
  };
  const channels: ChannelDirectory = {
    byId: async () => channel,
    ofEnvironment: async () => null,
    ofOrganisation: async () => [channel],
    all: async () => [channel],
    refresh: () => undefined,
  };
  const pacer: Pacer = { waitMs: async () => (left-- > 0 ? 5 : 0), isTight: async () => isTight };
  const now = () => new Date(Date.now() + ahead);
  const deps = {
    db,
    channels,
    blobs: createPgBlobStore(db),
    pacer,
    outages: createOutages(),
    clock: { now },
    log: silentLog,
    tracing: createTracing(),
  };
  const deliver = () => deliverChat(deps, { channelId, chat: "desk" });
  const rows = (): Promise<{ status: string; external_message_id: string | null; next_attempt_at: Date | null }[]> =>
    db.system("deliveries").where({ channel_id: channelId }).orderBy("seq").select();
  return {
    sent,
    taken,
    texts,
    rows,
    deliverChat: deliver,
    advance: (ms: number) => {
      ahead += ms;
    },
    queue: async (kinds: Kind[]) => {
      for (const kind of kinds) {
        await inOrganization(db, orgId, (scope) =>
          queueDelivery(scope, {
            channel,
            chat: "desk",
            target: { chatId: "desk" },
            audience: "staff",
            purpose: kind === "mark" ? "command" : "desk",
            content: plainText(String(queued++)),
            act: { by: "bot", why: "test", ...(kind === "mark" ? {} : { line: { language: "en" as const } }) },
            ...(kind === "button" ? { buttons: [[{ id: "take:1", label: "Take" }]] } : {}),
          }),
        );
      }
    },
    /** What the queue does, with a clock that jumps to the next moment at which something may go out. */
    deliverEverything: async () => {
      for (let round = 0; round < 100; round++) {
        await deliver();
        const open = (await rows()).filter(({ status }) => status === "queued" || status === "sending");
        if (open.length === 0) return;
        const [paused] = await db.system("paused_places").where({ channel_id: channelId }).select("send_after");
        const next = Math.max(open[0]?.next_attempt_at?.getTime() ?? 0, paused?.send_after.getTime() ?? 0);
        ahead = Math.max(ahead + 1, next - Date.now() + 1);
      }
      throw new Error("something was never sent");
    },
  };
}
