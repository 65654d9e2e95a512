import { describe, expect, it } from "vitest";
import type { Attachment } from "../ports/inbound-event.ts";
import { describeAttachment } from "./describe-attachment.ts";

const place = { latitude: 22.28, longitude: 114.15 };

describe("what the desk reads of something that is no text", () => {
  const cases: [string, Attachment, string][] = [
    ["a file", { kind: "file", name: "form.pdf", size: 20_480 }, "📎 · file · form.pdf · 20 KB"],
    ["a place", { kind: "location", details: place }, "📎 · location · 22.28, 114.15"],
    [
      "a place with an address",
      { kind: "location", name: "中环", details: { ...place, name: "中环", address: "皇后大道中 1 号" } },
      "📎 · location · 中环 · 皇后大道中 1 号 · 22.28, 114.15",
    ],
    [
      "a place that has only a label",
      { kind: "location", details: { ...place, label: "Pier 4" } },
      "📎 · location · Pier 4 · 22.28, 114.15",
    ],
    [
      "a contact",
      { kind: "contact", name: "Bo", details: { phone: "+85255501234" } },
      "📎 · contact · Bo · +85255501234",
    ],
    [
      "a link",
      { kind: "card", name: "转账凭证", details: { type: "link", url: "https://pay.example/r/9" } },
      "📎 · card · 转账凭证 · https://pay.example/r/9",
    ],
    [
      "a poll",
      { kind: "card", name: "Which day?", details: { type: "poll", options: ["Monday", "Tuesday"] } },
      "📎 · card · Which day? · Monday / Tuesday",
    ],
    ["what nobody reads", { kind: "card", details: { type: "story" } }, "📎 · card · story"],
    ["a sticker", { kind: "sticker", details: { emoji: "🙏" } }, "📎 · sticker · 🙏"],
    ["a thrown die", { kind: "sticker", details: { emoji: "🎲", value: 4 } }, "📎 · sticker · 🎲 4"],
    ["a length of time", { kind: "voice", details: { seconds: 7 } }, "📎 · voice message"],
    [
      "details that are not what they should be",
      { kind: "location", details: { latitude: "x", longitude: null, address: "Pier 4", url: 7 } },
      "📎 · location · Pier 4",
    ],
  ];
  it.each(cases)("%s", (_, attachment, words) => {
    expect(describeAttachment(attachment, "en")).toBe(words);
  });

  it("masks a card's number, and shows no more than fits a line", () => {
    const address = `card 4111 1111 1111 1111 ${"x".repeat(500)}`;
    const shown = describeAttachment({ kind: "location", details: { address } }, "en");
    expect(shown).not.toContain("1111 1111");
    expect(shown.length).toBeLessThan(250);
  });
});
