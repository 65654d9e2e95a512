import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PullHint, Receipt } from "../../bot/ports/adapter.ts";
import { customerIds, openKfId, openWecomChannel, type WecomChannel } from "../../tests/contracts/wecom.harness.ts";

const DAY_MS = 24 * 3_600_000;
const at = { openKfId, externalUserId: customerIds.ann };

let channel: WecomChannel;
let now: number;

beforeEach(async () => {
  now = Date.parse("2026-03-05T08:00:00Z");
  channel = await openWecomChannel({ now: () => now });
});
afterEach(() => channel.emulator.close());

const hint: PullHint = { name: openKfId };
const pullOnce = async (cursor: string | null, from: PullHint = hint) => {
  const pulled = await channel.adapter.pull?.(from, cursor);
  if (!pulled) throw new Error("the adapter does not pull");
  return pulled;
};

/** Pulls as the core does: until nothing more is waiting. */
async function drain(
  from: PullHint = hint,
  start: string | null = null,
): Promise<{ receipts: Receipt[]; pages: number }> {
  const receipts: Receipt[] = [];
  for (let [cursor, pages] = [start, 1]; pages <= 50; pages++) {
    const page = await pullOnce(cursor, from);
    receipts.push(...page.receipts);
    if (!page.more) return { receipts, pages };
    cursor = page.cursor;
  }
  throw new Error("the pull does not end");
}

const textOf = async (receipt: Receipt): Promise<string> => {
  const [event] = await channel.adapter.parse({ ...receipt, receivedAt: "2026-03-05T08:00:00.000Z" });
  return event?.kind === "message" ? event.text : `(${event?.kind})`;
};

describe("pulling from 微信客服", () => {
  it("brings every one of 1,500 messages that came in a burst, in order and once", async () => {
    const burst = Array.from({ length: 1_500 }, (_, index) => `message ${index + 1}`);
    channel.emulator.customers.writesMany(at, burst);
    const { receipts, pages } = await drain();
    expect(pages).toBe(2);
    expect(new Set(receipts.map(({ externalId }) => externalId)).size).toBe(1_500);
    expect(await Promise.all(receipts.map(textOf))).toEqual(burst);
  });

  it("goes on behind empty pages", async () => {
    channel.emulator.customers.writes(at, "hello");
    channel.emulator.kfSync.insertEmptyPages(3);
    const { receipts, pages } = await drain();
    expect(pages).toBe(4);
    expect(receipts).toHaveLength(1);
  });

  it("names each item by account and msgid, puts it into the customer's chat, and keeps it as it came", async () => {
    const msgid = channel.emulator.customers.writes(at, "您好");
    const [receipt] = (await drain()).receipts;
    expect(receipt).toMatchObject({
      externalId: `kf:${openKfId}:${msgid}`,
      chat: `kf:${openKfId}:${customerIds.ann}`,
      position: 1_772_697_600_000,
    });
    expect(JSON.parse(receipt?.raw ?? "")).toMatchObject({ msgid, origin: 3, text: { content: "您好" } });
  });

  it("finds an event's customer inside of the event", async () => {
    channel.emulator.customers.enters(at);
    const { receipts } = await drain();
    expect(receipts.map(({ chat }) => chat)).toEqual([`kf:${openKfId}:${customerIds.ann}`]);
  });

  it("brings only what is new after a cursor, and the same items again without one", async () => {
    channel.emulator.customers.writes(at, "one");
    const first = await pullOnce(null);
    channel.emulator.customers.writes(at, "two");
    const second = await pullOnce(first.cursor);
    expect(await Promise.all(second.receipts.map(textOf))).toEqual(["two"]);
    const again = await pullOnce(null);
    expect(again.receipts.map(({ externalId }) => externalId)).toEqual(
      [...first.receipts, ...second.receipts].map(({ externalId }) => externalId),
    );
  });

  it("stays where it is when there is nothing new", async () => {
    channel.emulator.customers.writes(at, "one");
    const { cursor } = await pullOnce(null);
    expect(await pullOnce(cursor)).toEqual({ receipts: [], cursor, more: false });
  });

  it("reaches back three days, as long as WeCom keeps messages", async () => {
    channel.emulator.customers.writes(at, "old");
    now += 4 * DAY_MS;
    channel.emulator.customers.writes(at, "new");
    const { receipts } = await drain();
    expect(await Promise.all(receipts.map(textOf))).toEqual(["new"]);
  });

  it("uses a bell's token, which is not rationed", async () => {
    channel.emulator.customers.writes(at, "one");
    channel.emulator.kfSync.limitTokenless(0);
    const token = await tokenOfBell();
    expect((await pullOnce(null, { ...hint, token })).receipts).toHaveLength(1);
    await expect(pullOnce(null)).rejects.toMatchObject({ outcome: "retry", fault: "rate_limited" });
  });

  it("works without the token when it is too old", async () => {
    channel.emulator.customers.writes(at, "one");
    const token = await tokenOfBell();
    now += 11 * 60_000;
    expect((await pullOnce(null, { ...hint, token })).receipts).toHaveLength(1);
  });

  it("does not ask for ever when WeCom says that more is waiting but gives nothing and does not move", async () => {
    const { cursor } = await pullOnce(null);
    channel.emulator.faults.failNext({
      kind: "json",
      json: { errcode: 0, has_more: 1, next_cursor: cursor, msg_list: [] },
    });
    expect(await pullOnce(cursor)).toMatchObject({ more: false });
  });

  it("keeps an item of a shape that nobody knows", async () => {
    const strange = { errcode: 0, has_more: 0, next_cursor: "c", msg_list: [{ thought: 42 }, "nothing"] };
    channel.emulator.faults.failNext({ kind: "json", json: strange });
    const { receipts } = await pullOnce(null);
    expect(new Set(receipts.map(({ externalId }) => externalId)).size).toBe(2);
    expect(await Promise.all(receipts.map(textOf))).toEqual(["(unknown)", "(unknown)"]);
  });

  async function tokenOfBell(): Promise<string> {
    const request = channel.emulator.callbacks.made().at(-1);
    const received = request && (await channel.adapter.receive(request));
    return received?.receipts[0]?.pull?.token ?? "";
  }
});

describe("what to pull when no bell came", () => {
  it("is every account that the app may read, over all pages", async () => {
    channel.emulator.customers.addAccount({ openKfId: "wkForeign", name: "Other app's", isManaged: false });
    for (let index = 0; index < 120; index++) {
      channel.emulator.customers.addAccount({ openKfId: `wk${index}`, name: `Desk ${index}` });
    }
    const hints = (await channel.adapter.pullHints?.()) ?? [];
    expect(hints).toHaveLength(121);
    expect(hints[0]).toEqual(hint);
    expect(hints.map(({ name }) => name)).not.toContain("wkForeign");
  });

  it("is nothing where the app has nothing to do with 微信客服", async () => {
    channel.emulator.faults.failNext({ kind: "errcode", errcode: 48002 });
    expect(await channel.adapter.pullHints?.()).toEqual([]);
  });
});
