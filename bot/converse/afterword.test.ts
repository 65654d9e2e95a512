import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { isAfterword, needsNoReply } from "./afterword.ts";

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

describe("while a person has the conversation", () => {
  const desk = (text: string) => [{ from: "desk" as const, text }];

  it.each(["thanks!", "好的，谢谢", "bye", "👍", "ok", "收到", "🙏🙏", "再见"])("%j needs no reply", (text) =>
    expect(needsNoReply(message(text), desk("Your withdrawal is on its way."))).toBe(true),
  );

  it.each([
    "thanks, and when does it arrive?",
    "谢谢，什么时候到账",
    "thanks?",
    "ok?",
    "3",
    "5分",
    "hello",
    "在吗",
    "",
  ])("%j needs one", (text) => expect(needsNoReply(message(text), desk("Your withdrawal is on its way."))).toBe(false));

  it.each([
    ["ok", "Shall I cancel it?"],
    ["👍", "May I send it to your e-mail?"],
    ["好的", "需要为您取消吗"],
  ])("%j needs one as the answer to %j", (text, question) => {
    expect(needsNoReply(message(text), desk(question))).toBe(false);
    expect(needsNoReply(message(text), [...desk(question), { from: "customer", text: "let me see" }])).toBe(true);
  });

  it("thanks need none even after a question: “anything else?” is answered by them", () => {
    expect(needsNoReply(message("thank you, bye"), desk("Is there anything else I can do for you?"))).toBe(true);
  });

  it("a sticker needs none, a picture does", () => {
    expect(needsNoReply(message("", [{ kind: "sticker" }]), [])).toBe(true);
    expect(needsNoReply(message("", [{ kind: "image" }]), [])).toBe(false);
  });
});
