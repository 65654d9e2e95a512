import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { readComment, readScore } from "./read-rating.ts";

describe("a typed rating", () => {
  it.each([
    ["5", 5],
    [" 4 ", 4],
    ["３", 3],
    ["2分", 2],
    ["1 star", 1],
    ["5/5", 5],
    ["4。", 4],
  ])("is %j", (text, score) => expect(readScore(text)).toBe(score));

  it.each(["0", "6", "55", "5 withdrawals", "I give 5", "5%", "5000", "", "１２", "4.5"])("is not %j", (text) => {
    expect(readScore(text)).toBeNull();
  });

  it("is from 1 to 5 or none, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const score = readScore(text);
        if (score !== null) expect([1, 2, 3, 4, 5]).toContain(score);
      }),
    );
  });
});

describe("the line after a rating", () => {
  it.each([
    ["Ann was quick and kind", "comment"],
    ["态度很好", "comment"],
    ["no", "nothing"],
    ["没有了。", "nothing"],
    ["How long does a withdrawal take?", null],
    ["能转人工吗？", null],
    ["STOP", null],
    ["/start", null],
    ["", null],
  ])("%j is %j", (text, kind) => expect(readComment(line(text))).toBe(kind));

  it("is no comment when it is a file", () => {
    expect(readComment({ ...line("see this"), attachments: [{ kind: "image" }] })).toBeNull();
  });
});

function line(text: string): MessageEvent {
  return {
    kind: "message",
    channelId: "channel",
    externalId: "1",
    platform: "telegram",
    chat: { key: "1", id: "1", kind: "private" },
    sender: { id: "1", isBot: false, isSelf: false },
    sentAt: "2026-11-23T10:00:00Z",
    externalMessageId: "1:1",
    text,
    attachments: [],
    addressed: true,
  };
}
