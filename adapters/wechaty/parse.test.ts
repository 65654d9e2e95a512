import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { receiptOf } from "./keys.ts";
import { parseReceipt } from "./parse.ts";
import { ReceivedMessage } from "./received-message.ts";

const folder = new URL("../../tests/fixtures/", import.meta.url);
const receivedAt = "2026-03-05T08:00:05.000Z";
const Fixture = z.strictObject({
  source: z.string().min(10),
  body: z.unknown(),
  expected: z.array(z.unknown()).min(1),
});

/** What a session wrote down of a message, and the events that it is read to. */
const fixtures = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[^/]+\/wechaty\.json$/.test(path))
  .sort()
  .map((path) => ({ path, ...Fixture.parse(JSON.parse(readFileSync(new URL(path, folder), "utf8"))) }));

describe("what wechaty brings parses to the events of its fixture", () => {
  it("has the scenarios that every platform should have, where WeChat knows them", () => {
    const names = fixtures.map(({ path }) => path.split("/")[0]);
    for (const name of ["plain-text", "chinese-emoji", "image", "file", "command", "own-message", "unknown-content"]) {
      expect(names).toContain(name);
    }
  });

  it.each(fixtures)("$path", ({ body, expected }) => {
    const receipt = receiptOf(ReceivedMessage.parse(body));
    expect(parseReceipt({ ...receipt, receivedAt }, "channel-1")).toEqual(expected);
  });
});

it("reads whatever an earlier version stored, at worst as unknown", () => {
  const raw = fc.oneof(fc.string(), fc.json(), fc.constant('{"id":"1","type":"text"}'));
  fc.assert(
    fc.property(raw, fc.constantFrom("contact:a", "room:b", "odd"), (text, chat) => {
      const events = parseReceipt({ externalId: "e1", chat, raw: text, receivedAt }, "channel-1");
      expect(events).toMatchObject([{ kind: "unknown", externalId: "e1", chat: { key: chat }, sentAt: receivedAt }]);
    }),
  );
});

it("takes only the account's own mention out of a text, and only whole", () => {
  const inRoom = (text: string, names: string[]) => {
    const message = ReceivedMessage.parse({
      id: "1",
      type: "text",
      text,
      isSelf: false,
      talker: { id: "a", name: "Ann", isOfficial: false },
      room: { id: "r" },
      self: { id: "d", names },
      mentionIds: ["d"],
      sentAt: receivedAt,
      ageMs: 0,
    });
    const [event] = parseReceipt({ ...receiptOf(message), receivedAt }, "c");
    return event?.kind === "message" ? event.text : event;
  };
  expect(inRoom("@Desk\u2005hello @Desktop\u2005", ["Desk"])).toBe("hello @Desktop");
  expect(inRoom("hello @Desk", ["Desk"])).toBe("hello");
  expect(inRoom("@D.sk (a+b)\u2005hi @Dxsk (a+b)\u2005", ["D.sk (a+b)"])).toBe("hi @Dxsk (a+b)");
  expect(inRoom("@\u2005hi", [""])).toBe("@\u2005hi");
});
