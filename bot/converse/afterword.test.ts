import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { isAfterword } from "./afterword.ts";

const message = (text: string, attachments: MessageEvent["attachments"] = []): MessageEvent => ({
  kind: "message",
  channelId: "c",
  externalId: "1",
  platform: "telegram",
  chat: { key: "1", id: "1", kind: "private" },
  sender: { id: "1", isBot: false, isSelf: false },
  sentAt: "2026-01-01T00:00:00.000Z",
  externalMessageId: "1:1",
  text,
  attachments,
  addressed: true,
});

describe("after a conversation is resolved", () => {
  it.each(["thanks!", "Thank you so much", "谢谢", "好的，谢谢", "bye", "👍", "🙏🙏", "5", "５分", "ok"])(
    "%j asks for nothing",
    (text) => expect(isAfterword(message(text))).toBe(true),
  );

  it.each([
    "thanks, but where is my money?",
    "hello",
    "在吗",
    "谢谢，还有一个问题",
    "6",
    "15",
    "how do I withdraw?",
    "",
  ])("%j begins something", (text) => expect(isAfterword(message(text))).toBe(false));

  it("a sticker asks for nothing, a picture does", () => {
    expect(isAfterword(message("", [{ kind: "sticker" }]))).toBe(true);
    expect(isAfterword(message("", [{ kind: "image" }]))).toBe(false);
    expect(isAfterword(message("thanks", [{ kind: "image" }]))).toBe(false);
  });
});
