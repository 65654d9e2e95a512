import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMrkdwn } from "./read-mrkdwn.ts";

const read = (raw: string) => readMrkdwn(raw, "U0BOT");

describe("Slack's markup read back", () => {
  it.each([
    ["5 &lt; 6 &amp; 7 &gt; 3", "5 < 6 & 7 > 3"],
    ["&amp;lt; is how &lt; is written", "&lt; is how < is written"],
    ["ask <@U0ANN> or <@U0BEN|ben>", "ask @U0ANN or @ben"],
    ["in <#C1|fees> and <#C2>", "in #fees and #C2"],
    ["<!here> <!channel> <!subteam^S1|@support> <!date^1392734382^{date}|Feb 18>", "@here @channel @support Feb 18"],
    ["<https://example.test/?a=1&amp;b=2>", "https://example.test/?a=1&b=2"],
    ["<https://example.test|the page>", "the page (https://example.test)"],
    ["<http://example.test|example.test>", "example.test"],
    ["<mailto:a@example.test|a@example.test>, <tel:+861|+861>", "a@example.test, +861"],
    ["*bold* _italic_ ~gone~ `code`", "*bold* _italic_ ~gone~ `code`"],
    ["您好 👨‍👩‍👧‍👦", "您好 👨‍👩‍👧‍👦"],
    ["<unclosed and <@", "<unclosed and <@"],
  ])("%j says %j", (raw, text) => {
    expect(read(raw).text).toBe(text);
  });

  it.each([
    ["<@U0BOT> take", "take"],
    ["<@U0BOT>: take", "take"],
    ["<@U0BOT|deskhand>，接手", "接手"],
    ["<@U0BOT> <@U0BOT> take", "take"],
    ["can <@U0BOT> help?", "can help?"],
    ["help <@U0BOT>", "help"],
    ["<@U0BOT>", ""],
  ])("takes the bot's own mention out of %j", (raw, text) => {
    expect(read(raw)).toEqual({ text, mentions: [], mentionsBot: true });
  });

  it("names each person mentioned once, without the bot", () => {
    expect(read("<@U0BOT> <@U0ANN> <@U0BEN|ben> <@U0ANN>").mentions).toEqual(["U0ANN", "U0BEN"]);
  });

  it("gives back whatever a person typed, once Slack has escaped it", () => {
    const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (typed) => read(escaped(typed)).text === typed.trim()));
  });
});
