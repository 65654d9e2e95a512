import { describe, expect, it } from "vitest";
import { chatIdOf, messageKey, readChatId, receiptOf } from "./keys.ts";
import { ReceivedMessage } from "./received-message.ts";

const message = ReceivedMessage.parse({
  id: "7204",
  type: "text",
  text: "hello",
  isSelf: false,
  talker: { id: "wxid_ann", name: "Ann", isOfficial: false },
  listenerId: "wxid_desk",
  self: { id: "wxid_desk", names: ["Desk"] },
  mentionIds: [],
  sentAt: "2026-03-05T08:00:00.000Z",
  ageMs: 0,
});

describe("where a message belongs", () => {
  it("is the one who wrote it, or the one our own line went to, or the room", () => {
    const own = { ...message, isSelf: true, talker: { ...message.talker, id: "wxid_desk" }, listenerId: "wxid_ann" };
    expect(chatIdOf(message)).toBe("contact:wxid_ann");
    expect(chatIdOf(own)).toBe("contact:wxid_ann");
    expect(chatIdOf({ ...message, room: { id: "42@chatroom" } })).toBe("room:42@chatroom");
  });

  it("is found back from the address", () => {
    expect(readChatId("room:42@chatroom")).toEqual({ kind: "room", id: "42@chatroom" });
    expect(readChatId("contact:a:b")).toEqual({ kind: "contact", id: "a:b" });
    for (const foreign of ["wxid_ann", "room:", "desk:1", ""]) expect(readChatId(foreign)).toBeUndefined();
  });
});

describe("a message's key", () => {
  it("is the puppet's id, or its hash where other programs could not hold it", () => {
    expect(messageKey("7204")).toBe("7204");
    const odd = messageKey("a b");
    expect(odd).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(messageKey("a  b")).not.toBe(odd);
    expect(messageKey("x".repeat(201))).toMatch(/^sha256:/);
  });

  it("stands in the receipt with WeChat's own time, which orders a chat", () => {
    expect(receiptOf(message)).toEqual({
      externalId: "7204",
      chat: "contact:wxid_ann",
      raw: JSON.stringify(message),
      position: 1_772_697_600_000,
    });
  });
});
