import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMrkdwn } from "./read-mrkdwn.ts";
import { richTextAsMrkdwn } from "./rich-text-as-mrkdwn.ts";

const block = (...elements: object[]) => [{ type: "rich_text", block_id: "x1", elements }];
const section = (...elements: object[]) => ({ type: "rich_text_section", elements });
const text = (words: string, style?: object) => ({ type: "text", text: words, ...(style ? { style } : {}) });
const read = (blocks: unknown, fallback = "") => readMrkdwn(richTextAsMrkdwn(blocks, fallback) ?? "none", "U0BOT");

describe("what a person wrote in Slack's editor", () => {
  it("is read without its styles, and with the emoji of the picker as characters", () => {
    const blocks = block(
      section(
        text("Important", { bold: true }),
        text(": thank you "),
        { type: "emoji", name: "blush", unicode: "1f60a" },
        { type: "emoji", name: "+1", unicode: "1f44d-1f3fd", skin_tone: 4 },
        { type: "emoji", name: "party-parrot" },
        text(" "),
        text("old", { strike: true }),
      ),
    );
    expect(read(blocks).text).toBe("Important: thank you 😊👍🏽:party-parrot: old");
  });

  it("keeps links, and everybody who is mentioned, by the names that the text has", () => {
    const blocks = block(
      section(
        { type: "user", user_id: "U0BOT" },
        text(" ask "),
        { type: "user", user_id: "U0ANN" },
        text(" and "),
        { type: "usergroup", usergroup_id: "S1" },
        text(" in "),
        { type: "channel", channel_id: "C1" },
        text(", "),
        { type: "broadcast", range: "here" },
        text(": "),
        { type: "link", url: "https://example.test/?a=1&b=2", text: "the page" },
        text(" "),
        { type: "link", url: "http://example.test", text: "example.test" },
      ),
    );
    expect(read(blocks, "<@U0BOT> ask <@U0ANN> and <!subteam^S1|@support> in <#C1|fees>")).toEqual({
      text: "ask @U0ANN and @support in #fees, @here: the page (https://example.test/?a=1&b=2) example.test",
      mentions: ["U0ANN", "S1", "@here"],
      mentionsBot: true,
    });
  });

  it("keeps the lines of lists, quotes and code", () => {
    const blocks = block(
      section(text("You need:\n")),
      { type: "rich_text_list", style: "bullet", indent: 0, elements: [section(text("ID")), section(text("a form"))] },
      { type: "rich_text_list", style: "ordered", indent: 1, offset: 1, elements: [section(text("second"))] },
      { type: "rich_text_quote", elements: [text("one\ntwo")] },
      { type: "rich_text_preformatted", elements: [text("x < y")] },
    );
    expect(read(blocks).text).toBe("You need:\n• ID\n• a form\n    2. second\n> one\n> two\nx < y");
  });

  it.each([
    ["no blocks", undefined],
    ["none in the list", []],
    ["a block of another kind", [...block(section(text("a"))), { type: "image", image_url: "https://example.test" }]],
    ["an element that is not known", block(section(text("a"), { type: "canvas" }))],
    ["something else altogether", "blocks"],
  ])("is left to the message's text where there is %s", (_what, blocks) => {
    expect(richTextAsMrkdwn(blocks, "a")).toBeNull();
  });

  it("is what they typed, letter for letter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (typed) => read(block(section(text(typed)))).text === typed.trim()),
    );
  });
});
