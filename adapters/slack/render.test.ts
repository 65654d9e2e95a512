import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Inline, RichText } from "../../bot/ports/rich-text.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import { fallbackText, MAX_MESSAGE_CHARACTERS, renderMessage, split } from "./render.ts";

const text = (value: string): Inline => ({ type: "text", text: value });

describe("a message for Slack", () => {
  it("keeps a customer's markup as the characters they typed", () => {
    const { blocks, text: fallback } = renderMessage(plainText("*not bold* <!channel> & <@U0ANN>"));
    expect(blocks).toEqual([
      {
        type: "rich_text",
        elements: [
          { type: "rich_text_section", elements: [{ type: "text", text: "*not bold* <!channel> & <@U0ANN>" }] },
        ],
      },
    ]);
    expect(fallback).toBe("*not bold* &lt;!channel&gt; &amp; &lt;@U0ANN&gt;");
  });

  it("joins paragraphs into one section and lets lists, quotes and code stand alone", () => {
    const content: RichText = [
      { type: "heading", children: [text("出金")] },
      {
        type: "paragraph",
        children: [text("It takes "), { type: "bold", children: [text("two"), { type: "code", text: "d" }] }],
      },
      { type: "list", ordered: true, start: 3, items: [[text("a")], []] },
      { type: "quote", children: [text("q")] },
      { type: "code", text: "x < y" },
    ];
    expect(renderMessage(content).blocks).toEqual([
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: "出金", style: { bold: true } },
              { type: "text", text: "\n\n" },
              { type: "text", text: "It takes " },
              { type: "text", text: "two", style: { bold: true } },
              { type: "text", text: "d", style: { bold: true, code: true } },
            ],
          },
          {
            type: "rich_text_list",
            style: "ordered",
            offset: 2,
            elements: [
              { type: "rich_text_section", elements: [{ type: "text", text: "a" }] },
              { type: "rich_text_section", elements: [{ type: "text", text: " " }] },
            ],
          },
          { type: "rich_text_quote", elements: [{ type: "text", text: "q" }] },
          { type: "rich_text_preformatted", elements: [{ type: "text", text: "x < y" }] },
        ],
      },
    ]);
  });

  it("mentions only what is a person's id, and links only addresses people can open", () => {
    const children: Inline[] = [
      { type: "mention", userId: "U0ANN", label: "ann" },
      { type: "mention", userId: "5000000101", label: "bob" },
      { type: "link", url: "https://example.test/?a=1&b=2", children: [text("fees")] },
      { type: "link", url: "javascript:alert(1)", children: [text("x")] },
    ];
    expect(renderMessage([{ type: "paragraph", children }]).blocks).toEqual([
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "user", user_id: "U0ANN" },
              { type: "text", text: "@bob" },
              { type: "link", url: "https://example.test/?a=1&b=2", text: "fees" },
              { type: "text", text: "x (javascript:alert(1))" },
            ],
          },
        ],
      },
    ]);
  });

  it("sends each row of buttons as one block, with labels within Slack's limit", () => {
    const { blocks, text: fallback } = renderMessage(
      [],
      [
        [
          { id: "a", label: "👍".repeat(60), style: "danger" },
          { id: "b", label: "Open", url: "https://example.test/" },
        ],
        [],
      ],
    );
    expect(blocks).toEqual([
      {
        type: "actions",
        elements: [
          {
            type: "button",
            text: { type: "plain_text", text: `${"👍".repeat(37)}…`, emoji: false },
            action_id: "a",
            value: "a",
            style: "danger",
          },
          {
            type: "button",
            text: { type: "plain_text", text: "Open", emoji: false },
            action_id: "b",
            url: "https://example.test/",
          },
        ],
      },
    ]);
    // Slack refuses a message without text.
    expect(fallback).toBe(`${"👍".repeat(60)} · Open`);
  });

  it("never has a part whose escaped text is over the limit", () => {
    const word = fc.constantFrom("&", "<b>", "您好", "👨‍👩‍👧‍👦", "word ", "\n\n", "https://example.test/?a&b ");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3000 }), (words) => {
        for (const part of split(plainText(words.join("")))) {
          expect(fallbackText(part).length).toBeLessThanOrEqual(MAX_MESSAGE_CHARACTERS);
        }
      }),
      { numRuns: 30 },
    );
  });
});
