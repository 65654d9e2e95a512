import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startProcessorTimer } from "../../tests/support/processor-timer.ts";
import { type Inline, inlineToPlain, plainText, type RichText, toPlainText } from "./rich-text.ts";
import { splitRichText } from "./split-rich-text.ts";

const utf16 = (part: RichText) => toPlainText(part).length;
const codePoints = (part: RichText) => [...toPlainText(part)].length;
const bytes = (part: RichText) => Buffer.byteLength(toPlainText(part));
const html = (part: RichText) => part.map((block) => runsOf([block]).map(inlineToHtml).join("\n")).join("\n\n").length;

function inlineToHtml(inlines: Inline[]): string {
  const escaped = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  return inlines
    .map((inline) => {
      if (inline.type === "text") return escaped(inline.text);
      if (inline.type === "code") return `<code>${escaped(inline.text)}</code>`;
      if (inline.type === "mention") return `<a href="tg://user?id=${inline.userId}">${escaped(inline.label)}</a>`;
      const inner = inlineToHtml(inline.children);
      if (inline.type === "link") return `<a href="${escaped(inline.url)}">${inner}</a>`;
      return inline.type === "bold" ? `<b>${inner}</b>` : `<i>${inner}</i>`;
    })
    .join("");
}

const split = (text: string, max: number) => splitRichText(plainText(text), utf16, max).map(toPlainText);
const paragraph = (...children: Inline[]): RichText => [{ type: "paragraph", children }];
const text = (value: string): Inline => ({ type: "text", text: value });

describe("where a text is cut", () => {
  it("leaves a text that fits as it is", () => {
    const content = plainText("Hello\n\nworld");
    expect(splitRichText(content, utf16, 12)).toEqual([content]);
  });

  it("prefers the border between two paragraphs", () => {
    expect(split("One two three.\n\nFour five. Six seven.", 30)).toEqual(["One two three.", "Four five. Six seven."]);
  });

  it("does not make a message of a short first paragraph", () => {
    expect(split("Hi.\n\nThe first sentence is here. The second one too.", 40)).toEqual([
      "Hi.\n\nThe first sentence is here.",
      "The second one too.",
    ]);
  });

  it("keeps a heading with what follows", () => {
    const content: RichText = [
      { type: "paragraph", children: [text("Some words before.")] },
      { type: "heading", children: [text("Fees")] },
      { type: "paragraph", children: [text("None at all.")] },
    ];
    expect(splitRichText(content, utf16, 30).map(toPlainText)).toEqual(["Some words before.", "Fees\n\nNone at all."]);
  });

  it("cuts after a sentence, not inside a number or an address", () => {
    expect(split("The rate is 3.5 percent. See a.com for more about it.", 40)).toEqual([
      "The rate is 3.5 percent.",
      "See a.com for more about it.",
    ]);
  });

  it("cuts Chinese after a sentence, with the quotation mark that closes it", () => {
    expect(split("客户说：“我要出金。”然后我们处理了申请。", 14)).toEqual([
      "客户说：“我要出金。”",
      "然后我们处理了申请。",
    ]);
  });

  it("cuts Chinese between words, and begins no line with a comma", () => {
    expect(split("银行账户信息已经更新", 5)).toEqual(["银行账户", "信息已经", "更新"]);
    expect(split("甲乙丙丁戊己，庚辛", 6).every((part) => !part.startsWith("，"))).toBe(true);
  });

  it("cuts a word only when it is longer than a part", () => {
    expect(split("short abcdefghijklmnop", 10)).toEqual(["short", "abcdefghij", "klmnop"]);
  });

  it("goes on counting in a list, and continues an item without a second number", () => {
    const items = ["Open the app now.", "Choose withdraw and then the bank card.", "Confirm."].map((item) => [
      text(item),
    ]);
    const parts = splitRichText([{ type: "list", ordered: true, items }], utf16, 30);
    expect(parts.map(toPlainText)).toEqual([
      "1. Open the app now.",
      "2. Choose withdraw and then",
      "the bank card.\n\n3. Confirm.",
    ]);
  });

  it("keeps the indentation of preformatted text", () => {
    const content: RichText = [{ type: "code", text: "if (a) {\n    go();\n}" }];
    expect(splitRichText(content, utf16, 12)).toEqual([
      [{ type: "code", text: "if (a) {" }],
      [{ type: "code", text: "    go();\n}" }],
    ]);
  });

  it("opens formatting again in the next part", () => {
    const content = paragraph(text("see "), {
      type: "bold",
      children: [{ type: "italic", children: [text("one two")] }],
    });
    expect(splitRichText(content, utf16, 7)).toEqual([
      paragraph(text("see "), { type: "bold", children: [{ type: "italic", children: [text("one")] }] }),
      paragraph({ type: "bold", children: [{ type: "italic", children: [text("two")] }] }),
    ]);
  });
});

describe("what is never cut", () => {
  const family = "👨‍👩‍👧‍👦";

  it.each([
    ["a family", `ab${family}`, ["ab", family]],
    ["a flag", "abcdefghi🇨🇳", ["abcdefghi", "🇨🇳"]],
    ["a combining mark", "abcdefghijke\u0301", ["abcdefghijk", "e\u0301"]],
    ["a surrogate pair", "abcdefghijk𠮷", ["abcdefghijk", "𠮷"]],
  ])("keeps %s whole", (_what, value, parts) => {
    expect(split(value, 12)).toEqual(parts);
  });

  it("keeps a link whole and moves it to the next part", () => {
    const link: Inline = { type: "link", url: "https://a.example/x", children: [text("our terms")] };
    const content = paragraph(text("Please read "), link);
    expect(splitRichText(content, utf16, 32)).toEqual([paragraph(text("Please read")), paragraph(link)]);
  });

  it("keeps a mention whole", () => {
    const mention: Inline = { type: "mention", userId: "U1", label: "Li Lei" };
    expect(splitRichText(paragraph(text("ask "), mention), utf16, 8)).toEqual([
      paragraph(text("ask")),
      paragraph(mention),
    ]);
  });
});

describe("what does not fit whole", () => {
  const url = "https://a.example/x";

  it("shows a link's url after its label when both together are too long", () => {
    const content = paragraph({ type: "link", url, children: [text("the general terms of business")] });
    expect(splitRichText(content, utf16, 24)).toEqual([
      paragraph(text("the general terms of")),
      paragraph(text("business")),
      paragraph(text("("), { type: "link", url, children: [text(url)] }, text(")")),
    ]);
  });

  it("cuts a url as plain text when it alone is too long", () => {
    const content = paragraph({ type: "link", url, children: [text(url)] });
    const parts = splitRichText(content, utf16, 10);
    expect(parts.map(toPlainText)).toEqual(["https://a.", "example/x"]);
  });

  it("cuts a grapheme between its code points", () => {
    const parts = split(`e${"\u0301".repeat(5)}`, 4);
    expect(parts).toEqual([`e${"\u0301".repeat(3)}`, "\u0301\u0301"]);
  });

  it("gives a code point that exceeds the limit a part of its own", () => {
    expect(splitRichText(plainText("中文"), bytes, 2).map(toPlainText)).toEqual(["中", "文"]);
    expect(split("ab", 0)).toEqual(["a", "b"]);
  });

  it("makes one empty part of white space that is too long", () => {
    expect(splitRichText(paragraph(text(" ".repeat(50))), utf16, 10)).toEqual([[]]);
  });
});

const measures: [string, (part: RichText) => number][] = [
  ["UTF-16 units", utf16],
  ["code points", codePoints],
  ["UTF-8 bytes", bytes],
  ["units of escaped HTML", html],
];

describe.each(measures)("any text measured in %s", (_name, size) => {
  const limit = fc.integer({ min: 90, max: 400 });

  it("is cut into parts that fit", () => {
    fc.assert(
      fc.property(richText(), limit, (content, max) => {
        for (const part of splitRichText(content, size, max)) expect(size(part)).toBeLessThanOrEqual(max);
      }),
    );
  });

  it("keeps everything once and in order, however small the parts are", () => {
    fc.assert(
      fc.property(richText(), fc.oneof(limit, fc.integer({ min: 1, max: 30 })), (content, max) => {
        expectSameText(content, splitRichText(content, size, max));
      }),
    );
  });

  it("keeps graphemes, links, mentions and formatting", () => {
    fc.assert(
      fc.property(richText(), limit, (content, max) => {
        const parts = splitRichText(content, size, max).flat();
        expect(graphemesOf(parts)).toEqual(graphemesOf(content));
        for (const type of ["link", "mention"] as const) expect(spansOf(parts, type)).toEqual(spansOf(content, type));
        for (const type of ["bold", "italic", "code"] as const) {
          expect(spansOf(parts, type).join("").replace(/\s/g, "")).toBe(
            spansOf(content, type).join("").replace(/\s/g, ""),
          );
        }
      }),
    );
  });
});

it("cuts 100,000 characters of Chinese in well under a second", () => {
  const content = plainText("入金一般需要一到三个工作日到账，具体以银行处理时间为准。".repeat(3600));
  const spentMs = startProcessorTimer();
  const parts = splitRichText(content, bytes, 2048);
  expect(parts.length).toBeGreaterThan(140);
  // Measured 0.2 s on two cores; the margin is for a busy machine. A quadratic step takes ten times this.
  expect(spentMs()).toBeLessThan(3000);
});

function richText(): fc.Arbitrary<RichText> {
  const word = fc.constantFrom(
    ...'入金 出金 开户 手续费 是多少 请 联系 hello a.com 3.5% deposit KYC <b> & " 𠮷 👨‍👩‍👧‍👦 🇨🇳🇺🇸 👍🏽 e\u0301 。 ， ！ ). ('.split(
      " ",
    ),
    " ",
    "\n",
    "  ",
    "https://example.com/a?b=c",
  );
  const words = fc.array(word, { minLength: 1, maxLength: 40 }).map((list) => list.join(""));
  const short = fc.array(word, { minLength: 1, maxLength: 2 }).map((list) => `x${list.join("")}x`);
  const leaf: fc.Arbitrary<Inline> = fc.oneof(
    words.map((value): Inline => ({ type: "text", text: value })),
    short.map((value): Inline => ({ type: "code", text: value })),
    short.map((label): Inline => ({ type: "link", url: "https://e.com", children: [{ type: "text", text: label }] })),
    fc.constantFrom("Li", "王芳").map((label): Inline => ({ type: "mention", userId: "7", label })),
  );
  const inline: fc.Arbitrary<Inline> = fc.oneof(
    leaf,
    fc.array(leaf, { minLength: 1, maxLength: 3 }).map((children): Inline => ({ type: "bold", children })),
    leaf.map((child): Inline => ({ type: "bold", children: [{ type: "italic", children: [child] }] })),
  );
  const inlines = fc.array(inline, { maxLength: 5 });
  return fc.array(
    fc.oneof(
      inlines.map((children) => ({ type: "paragraph" as const, children })),
      inlines.map((children) => ({ type: "heading" as const, children })),
      fc
        .tuple(fc.boolean(), fc.array(inlines, { minLength: 1, maxLength: 5 }))
        .map(([ordered, items]) => ({ type: "list" as const, ordered, items })),
      inlines.map((children) => ({ type: "quote" as const, children })),
      words.map((value) => ({ type: "code" as const, text: value })),
    ),
    { maxLength: 6 },
  );
}

function runsOf(content: RichText): Inline[][] {
  return content.flatMap((block) => {
    if (block.type === "list") return block.items;
    return [block.type === "code" ? [text(block.text)] : block.children];
  });
}

function spansOf(content: RichText, wanted: Inline["type"]): string[] {
  const visit = (inline: Inline): string[] => {
    if (inline.type === wanted) return [inlineToPlain([inline])];
    return "children" in inline ? inline.children.flatMap(visit) : [];
  };
  return runsOf(content).flat().flatMap(visit);
}

function graphemesOf(content: RichText): string[] {
  const segmenter = new Intl.Segmenter("zh", { granularity: "grapheme" });
  const plain = runsOf(content).map(inlineToPlain).join("\n");
  return [...segmenter.segment(plain)].map(({ segment }) => segment).filter((segment) => segment.trim() !== "");
}

/** The parts follow each other in the original with nothing but white space between them. */
function expectSameText(content: RichText, parts: RichText[]): void {
  let rest = runsOf(content).map(inlineToPlain).join("\n").trimStart();
  for (const part of parts) {
    const plain = runsOf(part).map(inlineToPlain).join("\n").trim();
    expect(rest.slice(0, plain.length)).toBe(plain);
    rest = rest.slice(plain.length).trimStart();
  }
  expect(rest).toBe("");
}
