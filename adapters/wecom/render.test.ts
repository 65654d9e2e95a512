import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Inline, plainText, type RichText } from "../../bot/ports/rich-text.ts";
import { readMarkdown } from "../../playground/wecom/read-markup.ts";
import { renderAppText, renderedBytes, renderKfText } from "./render.ts";
import { toWecomMarkdown } from "./render-markdown.ts";

const say = (text: string): Inline => ({ type: "text", text });
const paragraph = (...children: Inline[]): RichText => [{ type: "paragraph", children }];

describe("a text for the app", () => {
  it("is plain where nothing is formatted, also with a list", () => {
    const content: RichText = [{ type: "list", ordered: true, items: [[say("one")], [say("two")]], start: 3 }];
    expect(renderAppText(content)).toEqual({ msgtype: "text", text: { content: "3. one\n4. two" } });
  });

  it("is markdown where something is", () => {
    const content: RichText = [
      { type: "heading", children: [say("SLA")] },
      {
        type: "paragraph",
        children: [
          { type: "bold", children: [say("3 late")] },
          say(" in "),
          { type: "code", text: "C1042" },
          say(", see "),
          { type: "link", url: "https://example.test/a_(b)", children: [say("board")] },
        ],
      },
      { type: "quote", children: [say("first\nsecond")] },
    ];
    expect(renderAppText(content)).toEqual({
      msgtype: "markdown",
      markdown: {
        content: "### SLA\n\n**3 late** in `C1042`, see [board](https://example.test/a_%28b%29)\n\n> first\n> second",
      },
    });
  });

  it("never lets a customer's words become a link before a colleague's eyes", () => {
    const plain = renderAppText(plainText('<a href="https://evil.test">bank</a>'));
    expect(plain).toEqual({ msgtype: "text", text: { content: '<\u200ba href="https://evil.test">bank</a>' } });
    const mixed = toWecomMarkdown([
      ...paragraph({ type: "bold", children: [say("Ann")] }, say(": [bank](https://evil.test) **now**")),
    ]);
    expect(readMarkdown(mixed)).toEqual({
      text: "Ann: [bank](https://evil.test) **now**",
      marks: [{ type: "bold", text: "Ann" }],
    });
  });

  it("makes no heading or quote of a line that a person began with a sign", () => {
    expect(readMarkdown(toWecomMarkdown(plainText("# not a heading\n> no quote")))).toEqual({
      text: "# not a heading\n> no quote",
      marks: [],
    });
  });
});

describe("a text for 微信客服", () => {
  it("writes a link out, since nothing is formatted there", () => {
    const content = paragraph(say("See "), { type: "link", url: "https://example.test/", children: [say("fees")] });
    expect(renderKfText(content)).toBe("See fees (https://example.test/)");
  });
});

describe("the size of a text", () => {
  it("covers each of its forms, so that one split fits every chat", () => {
    const words = fc.array(fc.constantFrom("<a x", "[a](b)", "**", "# ", "您好", "👍🏽", "\n", "x"), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.boolean(), (parts, isBold) => {
        const text = say(parts.join(""));
        const content = paragraph(isBold ? { type: "bold", children: [text] } : text);
        const size = renderedBytes(content);
        const app = renderAppText(content);
        const shown = app.msgtype === "text" ? app.text.content : app.markdown.content;
        expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(size);
        expect(Buffer.byteLength(renderKfText(content))).toBeLessThanOrEqual(size);
      }),
    );
  });
});
