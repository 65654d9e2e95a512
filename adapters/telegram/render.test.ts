import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Inline, RichText } from "../../bot/ports/rich-text.ts";
import { renderText, splitForTelegram, telegramSize } from "./render.ts";

const text = (words: string): Inline => ({ type: "text", text: words });
const paragraph = (...children: Inline[]): RichText => [{ type: "paragraph", children }];

describe("rich text for Telegram", () => {
  it.each<[string, RichText, unknown]>([
    ["plain words, with nothing escaped", paragraph(text("5 < 6 & *7*")), { text: "5 < 6 & *7*", entities: [] }],
    [
      "bold with italic in it, the outer first",
      paragraph(text("a "), { type: "bold", children: [text("b "), { type: "italic", children: [text("c")] }] }),
      {
        text: "a b c",
        entities: [
          { type: "bold", offset: 2, length: 3 },
          { type: "italic", offset: 4, length: 1 },
        ],
      },
    ],
    [
      "places in UTF-16 units, of which an emoji has two",
      paragraph(text("👍"), { type: "code", text: "MT5" }),
      { text: "👍MT5", entities: [{ type: "code", offset: 2, length: 3 }] },
    ],
    [
      "a link under its label",
      paragraph({ type: "link", url: "https://example.test/a?b=1&c=2", children: [text("费用")] }),
      { text: "费用", entities: [{ type: "text_link", url: "https://example.test/a?b=1&c=2", offset: 0, length: 2 }] },
    ],
    [
      "a mention by id",
      paragraph({ type: "mention", userId: "5000000101", label: "Ann" }),
      {
        text: "@Ann",
        entities: [
          { type: "text_mention", user: { id: 5000000101, is_bot: false, first_name: "Ann" }, offset: 0, length: 4 },
        ],
      },
    ],
    [
      "a mention of somebody from elsewhere as words",
      paragraph({ type: "mention", userId: "U0123ABC", label: "Ann" }),
      { text: "@Ann", entities: [] },
    ],
    [
      "blocks apart by an empty line, a heading bold",
      [
        { type: "heading", children: [text("Fees")] },
        { type: "quote", children: [text("Capital at risk.")] },
        { type: "code", text: "a\nb" },
      ],
      {
        text: "Fees\n\nCapital at risk.\n\na\nb",
        entities: [
          { type: "bold", offset: 0, length: 4 },
          { type: "blockquote", offset: 6, length: 16 },
          { type: "pre", offset: 24, length: 3 },
        ],
      },
    ],
    [
      "lists with their numbers and dots",
      [
        { type: "list", ordered: true, items: [[text("one")], [text("two")]] },
        { type: "list", ordered: false, items: [[{ type: "bold", children: [text("x")] }]] },
      ],
      { text: "1. one\n2. two\n\n• x", entities: [{ type: "bold", offset: 17, length: 1 }] },
    ],
    ["no entity over nothing", paragraph({ type: "bold", children: [] }), { text: "", entities: [] }],
  ])("writes %s", (_what, content, rendered) => {
    expect(renderText(content)).toEqual(rendered);
  });

  const inline: fc.Arbitrary<Inline> = fc.letrec<{ inline: Inline }>((tie) => ({
    inline: fc.oneof(
      { depthSize: "small" },
      fc.record({ type: fc.constant("text" as const), text: fc.string({ unit: "grapheme" }) }),
      fc.record({ type: fc.constant("code" as const), text: fc.string({ unit: "grapheme" }) }),
      fc.record({ type: fc.constantFrom("bold" as const, "italic" as const), children: fc.array(tie("inline")) }),
    ),
  })).inline;

  it("never writes an entity out of bounds, empty, or through a character", () => {
    fc.assert(
      fc.property(fc.array(inline), (children) => {
        const rendered = renderText(paragraph(...children));
        for (const { offset, length } of rendered.entities) {
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(rendered.text.length);
          expect(rendered.text.slice(offset, offset + length)).not.toMatch(/\p{Surrogate}/u);
        }
      }),
    );
  });
});

describe("splitting for Telegram", () => {
  it("counts 100 entities as a full message, since Telegram drops the formatting of the rest", () => {
    const bold: Inline = { type: "bold", children: [text("x")] };
    const spaced = (count: number) => paragraph(...Array.from({ length: count }, () => [bold, text(" ")]).flat());
    expect(telegramSize(spaced(100))).toBe(4_096);
    expect(splitForTelegram(spaced(100))).toHaveLength(1);
    const parts = splitForTelegram(spaced(250));
    expect(parts.length).toBeGreaterThanOrEqual(3);
    for (const part of parts) expect(renderText(part).entities.length).toBeLessThanOrEqual(100);
    expect(parts.flatMap((part) => renderText(part).entities)).toHaveLength(250);
  });
});
