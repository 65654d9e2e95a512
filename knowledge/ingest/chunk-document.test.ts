import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { chunkDocument } from "./chunk-document.ts";
import { parseMarkdownBlocks, parseTextBlocks } from "./parse-blocks.ts";

const chunksOf = (markdown: string) =>
  chunkDocument(parseMarkdownBlocks(markdown)).map(({ headingPath, content }) => [headingPath.join(" › "), content]);

describe("a Markdown document", () => {
  it("is cut at its headings, each chunk with the path above it", () => {
    expect(
      chunksOf(
        "Preface.\n\n# Fees\n\nAll fees.\n\n## Withdrawals\n\n5 USD each.\n\n## Deposits\n\nFree.\n\n# Hours\n\n9 to 18.",
      ),
    ).toEqual([
      ["", "Preface."],
      ["Fees", "All fees."],
      ["Fees › Withdrawals", "5 USD each."],
      ["Fees › Deposits", "Free."],
      ["Hours", "9 to 18."],
    ]);
  });

  it("keeps lists and tables whole and joins short blocks of one section", () => {
    const list = "1. Open the app\n2. Choose *Withdraw*\n   - enter the amount\n3. Confirm";
    const table = "| Account | Fee |\n| --- | --- |\n| Basic | 5 USD |\n| Pro | 0 USD |";
    expect(chunksOf(`## Steps\n\nFollow these:\n\n${list}\n\n${table}`)).toEqual([
      ["Steps", `Follow these:\n\n${list}\n\n${table}`],
    ]);
  });

  it("repeats a table's head on every piece of a table that is too long", () => {
    const rows = Array.from({ length: 120 }, (_, index) => `| Currency number ${index} | rate of ${index} per cent |`);
    const chunks = chunksOf(["| Currency | Rate |", "| --- | --- |", ...rows].join("\n"));
    expect(chunks.length).toBeGreaterThan(1);
    for (const [, content] of chunks)
      expect(content).toMatch(/^\| Currency \| Rate \|\n\| --- \| --- \|\n\| Currency number/);
  });

  it("notes of each piece what it is made of, and of a table that is cut which piece it is", () => {
    const rows = Array.from({ length: 120 }, (_, index) => `| Currency number ${index} | rate of ${index} per cent |`);
    const table = ["| Currency | Rate |", "| --- | --- |", ...rows].join("\n");
    const [first, ...others] = chunkDocument(
      parseMarkdownBlocks(`# Rates\n\nBelow.\n\n- one\n- two\n\n## All\n\n${table}`),
    );
    expect(first?.metadata).toEqual({ kinds: ["paragraph", "list"] });
    expect(others.map(({ metadata }) => metadata)).toEqual(
      others.map((_, index) => ({ kinds: ["table"], part: { number: index + 1, of: others.length } })),
    );
    expect(others.length).toBeGreaterThan(1);
  });

  it("keeps a heading that nothing follows as a text of its own", () => {
    expect(chunksOf("# Open\n\n## Closed on holidays\n\n# Contact\n\nCall us.")).toEqual([
      ["Open › Closed on holidays", "## Closed on holidays"],
      ["Contact", "Call us."],
    ]);
  });

  it("does not take a line of code for a heading", () => {
    expect(chunksOf("```\n# not a heading\n```")).toEqual([["", "```\n# not a heading\n```"]]);
  });
});

describe("chunks", () => {
  const word = fc.constantFrom(
    "出金",
    "手续费",
    "fee",
    "withdrawal",
    "。",
    "3.5%",
    "，",
    "account.",
    "👍",
    "多久到账？",
  );
  const line = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(" "));
  const block = fc.oneof(
    line,
    fc.tuple(fc.integer({ min: 1, max: 4 }), line).map(([depth, text]) => `${"#".repeat(depth)} ${text}`),
    fc.array(line, { minLength: 1, maxLength: 30 }).map((items) => items.map((item) => `- ${item}`).join("\n")),
    fc
      .array(line, { minLength: 1, maxLength: 30 })
      .map((rows) => ["| a | b |", "| --- | --- |", ...rows.map((row) => `| ${row} | x |`)].join("\n")),
    line.map((code) => `\`\`\`\n${code}\n\`\`\``),
    fc.constant("> quoted\n> words"),
  );
  const document = fc.array(block, { maxLength: 12 }).map((blocks) => blocks.join("\n\n"));

  it("hold every character of the source that is not white space", () => {
    fc.assert(
      fc.property(document, (source) => {
        const chunks = chunkDocument(parseMarkdownBlocks(source));
        const kept = countCharacters(
          chunks.map(({ content, headingPath }) => `${headingPath.join("")}${content}`).join(""),
        );
        // A heading's marks are structure; its words are in the path.
        const wanted = countCharacters(source.replace(/^#{1,6} /gm, ""));
        for (const [character, count] of wanted) expect(kept.get(character) ?? 0).toBeGreaterThanOrEqual(count);
      }),
      { numRuns: 60 },
    );
  });

  it("hold every character of plain text, in order", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 3_000 }), (source) => {
        const text = chunkDocument(parseTextBlocks(source))
          .map(({ content }) => content)
          .join("");
        expect(text.replace(/\s/gu, "")).toBe(source.replace(/\s/gu, ""));
      }),
    );
  });

  it("stay within the limit of 400 tokens, lists and tables of 800", () => {
    fc.assert(
      fc.property(document, (source) => {
        for (const { content, tokenCount } of chunkDocument(parseMarkdownBlocks(source))) {
          expect(tokenCount).toBe(estimateTokens(content));
          expect(tokenCount).toBeLessThanOrEqual(850);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("of one long paragraph end at sentences", () => {
    const sentence = "每笔出金收取五美元手续费，到账需要一到三个工作日，节假日顺延。";
    const chunks = chunkDocument(parseTextBlocks(sentence.repeat(60)));
    expect(chunks.length).toBeGreaterThan(3);
    for (const { content, tokenCount } of chunks) {
      expect(content).toMatch(/。$/);
      expect(tokenCount).toBeLessThanOrEqual(400);
    }
  });

  it("are made of a text without any joint, too", () => {
    const chunks = chunkDocument(parseTextBlocks("费".repeat(2_000)));
    expect(chunks.map(({ tokenCount }) => tokenCount)).toEqual([400, 400, 400, 400, 400]);
  });
});

function countCharacters(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of text.replace(/\s/gu, "")) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}
