import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import type { IdentitySource } from "./identity.ts";
import { createParse } from "./parse.ts";
import { receiptOf } from "./receipt-of.ts";
import { readEnvelope } from "./wire.ts";

const receivedAt = "2026-03-05T08:00:05.000Z";

// No client and no token: a parse that called Slack could not be written with these.
const identity: IdentitySource = {
  get: async () => ({ teamId: "T0FIX0001", botUserId: "U0BOT00001", botId: "B0BOT00001" }),
  teamIdSoon: async () => "T0FIX0001",
};
const parseReceipt = createParse("channel-1", identity);

async function parse(body: Record<string, unknown>): Promise<InboundEvent[]> {
  const receipt = receiptOf(readEnvelope(body), JSON.stringify(body));
  const events = await parseReceipt({ ...receipt, receivedAt });
  expect(events.map((event) => event.chat.key)).toEqual(events.map(() => receipt.chat));
  return events;
}

describe("what Slack sends parses to the events of its fixture", () => {
  const folder = new URL("../../tests/fixtures/", import.meta.url);
  const body = z.record(z.string(), z.unknown());
  const schema = z.object({
    source: z.string().min(10),
    body: body.optional(),
    bodies: z.array(body).optional(),
    expected: z.array(z.unknown()).min(1),
  });

  const scenarios = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[^/]+\/slack\.json$/.test(path))
    .sort();

  it("has the scenarios that every platform should have", () => {
    const common =
      "plain-text chinese-emoji reply edit image file button command own-message group-mention group-unaddressed";
    const names = scenarios.map((path) => path.split("/")[0]);
    expect(common.split(" ").filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(scenarios)("%s", async (path) => {
    const fixture = schema.parse(JSON.parse(readFileSync(new URL(path, folder), "utf8")));
    const events: InboundEvent[] = [];
    for (const one of fixture.bodies ?? [fixture.body ?? {}]) events.push(...(await parse(one)));
    expect(events).toEqual(fixture.expected);
  });
});

describe("whatever an authentic payload looks like", () => {
  const anything = fc.jsonValue({ maxDepth: 3 });
  const kinds = "event_callback block_actions view_submission shortcut message_action app_rate_limited telepathy".split(
    " ",
  );
  const payload = fc.record(
    {
      type: fc.oneof(fc.constantFrom(...kinds), anything),
      event_id: fc.oneof(fc.constant("Ev1"), anything),
      team_id: fc.oneof(fc.constant("T0FIX0001"), anything),
      trigger_id: fc.oneof(fc.constant("1.2.a"), anything),
      command: fc.oneof(fc.constant("/desk"), anything),
      user: anything,
      user_id: fc.oneof(fc.constant("U1"), anything),
      channel_id: fc.oneof(fc.constant("C1"), anything),
      team: anything,
      view: anything,
      actions: fc.array(anything, { maxLength: 3 }),
      authorizations: fc.oneof(fc.array(anything, { maxLength: 2 }), anything),
      event: fc.oneof(
        anything,
        fc.record(
          {
            type: fc.constantFrom("message", "app_mention", "user_change", "tokens_revoked", "team_join"),
            subtype: fc.constantFrom("message_changed", "message_deleted", "file_share", "novelty"),
            ts: fc.oneof(fc.constant("1772697600.000100"), anything),
            channel: fc.oneof(fc.constant("C1"), anything),
            user: fc.oneof(fc.constant("U1"), anything),
            text: fc.oneof(fc.string(), anything),
            item: anything,
            subteam: anything,
            message: anything,
            previous_message: anything,
            files: anything,
            thread_ts: anything,
          },
          { requiredKeys: ["type"] },
        ),
      ),
    },
    { requiredKeys: [] },
  );

  it("is kept under a key of bounded length and parses to at least one event", async () => {
    await fc.assert(
      fc.asyncProperty(payload, async (body) => {
        const raw = JSON.stringify(body);
        const receipt = receiptOf(readEnvelope(JSON.parse(raw)), raw);
        expect(receipt.externalId.length).toBeLessThanOrEqual(300);
        expect(receipt.chat.length).toBeLessThanOrEqual(300);
        expect((await parse(JSON.parse(raw))).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("where events stand", () => {
  it("puts a message, its edit, its deletion and its replies into one chat", async () => {
    const about = { channel: "C1", channel_type: "channel", event_ts: "1772697660.000200", ts: "1772697660.000200" };
    const root = { ts: "1772697600.000100", user: "U1", text: "a" };
    const chats = [
      { type: "message", channel: "C1", channel_type: "channel", ...root },
      { type: "message", ...about, user: "U1", thread_ts: root.ts },
      {
        type: "message",
        ...about,
        subtype: "message_changed",
        message: { ...root, text: "b" },
        previous_message: root,
      },
      { type: "message", ...about, subtype: "message_deleted", deleted_ts: root.ts, previous_message: root },
    ].map((event, index) => chatOfEvent(event, index));
    expect(chats).toEqual([
      "C1:1772697600.000100",
      "C1:1772697600.000100",
      "C1:1772697600.000100",
      "C1:1772697600.000100",
    ]);
  });

  it("keeps everything said directly to the bot in one chat, threads included", () => {
    const about = { type: "message", channel: "D1", channel_type: "im", user: "U1", ts: "1772697660.000200" };
    expect([about, { ...about, thread_ts: "1772697600.000100" }].map(chatOfEvent)).toEqual(["D1", "D1"]);
  });

  it("orders receipts by the event's own time, since Slack promises no order", () => {
    const event = {
      type: "message",
      channel: "D1",
      user: "U1",
      ts: "1772697600.123456",
      event_ts: "1772697600.123456",
    };
    const body = { type: "event_callback", event_id: "Ev1", event };
    expect(receiptOf(readEnvelope(body), "{}").position).toBe(1_772_697_600_123);
  });

  function chatOfEvent(event: Record<string, unknown>, index: number): string {
    return receiptOf(readEnvelope({ type: "event_callback", event_id: `Ev${index}`, event }), "{}").chat;
  }
});
