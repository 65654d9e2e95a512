import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPlainText } from "../ports/rich-text.ts";
import { parseMarkdown } from "./parse-markdown.ts";

describe("Markdown as rich text", () => {
  it("keeps headings, emphasis, code, links and lists", () => {
    expect(
      parseMarkdown("## Fees\n\nA **flat** fee, see [list](https://example.com/fees).\n\n1. `wire`\n2. card"),
    ).toEqual([
      { type: "heading", children: [{ type: "text", text: "Fees" }] },
      {
        type: "paragraph",
        children: [
          { type: "text", text: "A " },
          { type: "bold", children: [{ type: "text", text: "flat" }] },
          { type: "text", text: " fee, see " },
          { type: "link", url: "https://example.com/fees", children: [{ type: "text", text: "list" }] },
          { type: "text", text: "." },
        ],
      },
      {
        type: "list",
        ordered: true,
        items: [[{ type: "code", text: "wire" }], [{ type: "text", text: "card" }]],
      },
    ]);
  });

  it("shows a table as lines of cells", () => {
    expect(toPlainText(parseMarkdown("| 方式 | 时间 |\n|---|---|\n| 电汇 | 1 天 |"))).toBe("方式 | 时间\n电汇 | 1 天");
  });

  it("never makes a link of a script, and shows HTML as text", () => {
    expect(toPlainText(parseMarkdown("[x](javascript:alert(1)) <b>hi</b>"))).toBe("x <b>hi</b>");
  });

  it("reads anything at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(Array.isArray(parseMarkdown(text))).toBe(true);
      }),
    );
  });
});
