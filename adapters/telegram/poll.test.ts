import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Accept, Receipt } from "../../bot/ports/adapter.ts";
import { openTelegramChannel, type TelegramChannel, telegramToken } from "../../tests/support/telegram-channel.ts";
import { createTelegramApis } from "./apis.ts";
import { pollUpdates } from "./poll.ts";
import { telegramSettings } from "./settings.ts";

const annId = 5_000_000_101;

let channel: TelegramChannel;
let stop: AbortController;
let accepted: { ids: string[]; cursor: string | undefined }[];

beforeEach(async () => {
  channel = await openTelegramChannel();
  channel.emulator.addPerson({ id: annId, firstName: "Ann" });
  stop = new AbortController();
  accepted = [];
});
afterEach(async () => {
  stop.abort();
  await channel.close();
});

const keep: Accept = async (receipts, cursor) => {
  accepted.push({ ids: receipts.map((receipt) => receipt.externalId), cursor });
};

function poll(accept: Accept = keep, cursor: string | null = null): Promise<void> {
  const settings = telegramSettings.parse({ bot_token: telegramToken, api_root: channel.emulator.apiRoot });
  const note = (event: string, fields: Record<string, unknown> = {}) => void channel.logged.push({ event, fields });
  return pollUpdates({
    api: createTelegramApis(settings).polls,
    log: { info: note, warn: note, error: note },
    accept,
    signal: stop.signal,
    cursor,
    backoffMs: { first: 1, longest: 4 },
  });
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const write = (text: string) => channel.emulator.post(annId, annId, text);
const pendingIds = () => channel.emulator.pendingUpdates().map(({ update }) => update.update_id);
const acceptedIds = () => accepted.flatMap(({ ids }) => ids);

describe("polling", () => {
  it("hands over what waits, with the receipts' keys and the next offset as the cursor", async () => {
    write("one");
    write("two");
    let receipts: Receipt[] = [];
    const polling = poll(async (batch, cursor) => {
      receipts = batch;
      await keep(batch, cursor);
    });
    await vi.waitFor(() => expect(accepted).toEqual([{ ids: ["700000001", "700000002"], cursor: "700000003" }]));
    expect(receipts.map(({ chat }) => chat)).toEqual([String(annId), String(annId)]);
    expect(JSON.parse(receipts[0]?.raw ?? "")).toMatchObject({ update_id: 700000001, message: { text: "one" } });
    stop.abort();
    await polling;
  });

  it("is given each update once, in order, while more come in", async () => {
    const polling = poll();
    for (const text of ["a", "b", "c", "d"]) {
      await vi.waitFor(() => expect(channel.emulator.isPolled()).toBe(true));
      write(text);
    }
    await vi.waitFor(() => expect(acceptedIds()).toEqual(["700000001", "700000002", "700000003", "700000004"]));
    stop.abort();
    await polling;
  });

  it("confirms nothing to Telegram before it is stored", async () => {
    write("one");
    const begun = deferred();
    const stored = deferred();
    const polling = poll(async (receipts, cursor) => {
      begun.resolve();
      await stored.promise;
      await keep(receipts, cursor);
    });
    await begun.promise;
    expect(pendingIds()).toEqual([700000001]);
    stored.resolve();
    await vi.waitFor(() => expect(pendingIds()).toEqual([]));
    stop.abort();
    await polling;
  });

  it("asks for the same updates again when they could not be stored", async () => {
    write("one");
    let isAway = true;
    const polling = poll(async (receipts, cursor) => {
      if (isAway) {
        isAway = false;
        throw new Error("the database is away");
      }
      await keep(receipts, cursor);
    });
    await vi.waitFor(() => expect(acceptedIds()).toEqual(["700000001"]));
    expect(channel.logged).toContainEqual({ event: "telegram.poll_failed", fields: { code: "Error", waitMs: 1 } });
    stop.abort();
    await polling;
  });

  it("goes on from the stored cursor", async () => {
    write("old");
    write("new");
    const polling = poll(keep, "700000002");
    await vi.waitFor(() => expect(acceptedIds()).toEqual(["700000002"]));
    stop.abort();
    await polling;
  });

  it("removes a webhook first, keeping what waits", async () => {
    await fetch(`${channel.emulator.apiRoot}/bot${telegramToken}/setWebhook?url=http://127.0.0.1:1/hook`);
    write("one");
    const polling = poll();
    await vi.waitFor(() => expect(acceptedIds()).toEqual(["700000001"]));
    expect(channel.logged.map(({ event }) => event)).toContain("telegram.webhook_removed");
    stop.abort();
    await polling;
  });

  it("goes on when somebody sets a webhook meanwhile", async () => {
    const polling = poll();
    await vi.waitFor(() => expect(channel.emulator.isPolled()).toBe(true));
    await fetch(`${channel.emulator.apiRoot}/bot${telegramToken}/setWebhook?url=http://127.0.0.1:1/hook`);
    write("one");
    await vi.waitFor(() => expect(acceptedIds()).toEqual(["700000001"]));
    stop.abort();
    await polling;
  });

  it.each([
    [
      "a second poller",
      { kind: "refused", code: 409, description: "Conflict: terminated by other getUpdates request" },
    ],
    ["an error of Telegram's own", { kind: "server_error" }],
    ["a cut connection", { kind: "cut_after" }],
  ] as const)("survives %s", async (_what, fault) => {
    channel.emulator.fail("getUpdates", fault, 3);
    write("one");
    const polling = poll();
    await vi.waitFor(() => expect(acceptedIds()).toEqual(["700000001"]));
    const waits = channel.logged.map(({ fields }) => fields["waitMs"]);
    expect(waits).toEqual([1, 2, 4]);
    stop.abort();
    await polling;
  });

  it("survives a Telegram that is away for a while", async () => {
    await channel.emulator.goAway();
    const polling = poll();
    await vi.waitFor(() => expect(channel.logged.length).toBeGreaterThan(2));
    await channel.emulator.comeBack();
    write("one");
    await vi.waitFor(() => expect(acceptedIds()).toEqual(["700000001"]));
    stop.abort();
    await polling;
  });

  it("gives up when the token is refused", async () => {
    channel.emulator.fail("getUpdates", { kind: "unauthorized" });
    await expect(poll()).rejects.toMatchObject({ fault: "channel_broken" });
  });

  it("ends at once when it is told to, in the middle of a long poll", async () => {
    const polling = poll();
    await vi.waitFor(() => expect(channel.emulator.isPolled()).toBe(true));
    const startedAt = performance.now();
    stop.abort();
    await polling;
    // A poll lasts half a minute.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("ends at once while it waits after a failure", async () => {
    channel.emulator.fail("getUpdates", { kind: "rate_limited", retryAfterSeconds: 60 });
    const polling = poll();
    await vi.waitFor(() => expect(channel.logged).toMatchObject([{ fields: { waitMs: 60_000 } }]));
    stop.abort();
    await polling;
  });
});
