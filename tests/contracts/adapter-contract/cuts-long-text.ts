import { expect } from "vitest";
import { type Inline, plainText, type RichText, toPlainText } from "../../../bot/ports/rich-text.ts";
import type { AdapterHarness } from "../adapter-harness.ts";
import { type AdapterPromise, outbound } from "./promise.ts";

/** `split` keeps within the platform's limit and loses nothing. */
export function cutsLongText(promise: AdapterPromise): void {
  promise("keeps a text below and at the limit in one part, and the platform takes it", async (harness) => {
    const { max } = harness.adapter.capabilities.textLimit;
    for (const length of [max - 1, max]) {
      const parts = harness.adapter.split(plainText(words(length)));
      expect(parts).toHaveLength(1);
      await sendAll(harness, parts);
    }
    expect(harness.shown().map((message) => message.text)).toEqual([words(max - 1), words(max)]);
  });

  promise("cuts a text above the limit in two, and nothing is lost", async (harness) => {
    const text = words(harness.adapter.capabilities.textLimit.max + 1);
    const parts = harness.adapter.split(plainText(text));
    expect(parts).toHaveLength(2);
    await sendAll(harness, parts);
    expect(
      unspaced(
        harness
          .shown()
          .map((message) => message.text)
          .join(""),
      ),
    ).toBe(unspaced(text));
  });

  promise("cuts a word that is longer than the limit, and nothing is lost", async (harness) => {
    const text = "x".repeat(harness.adapter.capabilities.textLimit.max * 2 + 1);
    const parts = harness.adapter.split(plainText(text));
    expect(parts.length).toBeGreaterThanOrEqual(3);
    await sendAll(harness, parts);
    expect(
      harness
        .shown()
        .map((message) => message.text)
        .join(""),
    ).toBe(text);
  });

  promise("cuts between characters, never inside one", async (harness) => {
    const family = "👨‍👩‍👧‍👦";
    const text = `${"您".repeat(7)}${family}é👍🏽🇨🇳𠮷`.repeat(harness.adapter.capabilities.textLimit.max / 16);
    const parts = harness.adapter.split(plainText(text));
    expect(parts.length).toBeGreaterThanOrEqual(2);
    await sendAll(harness, parts);
    const whole = new Set(characters(text));
    for (const { text: part } of harness.shown()) {
      expect(part).not.toMatch(/\p{Surrogate}/u);
      expect(characters(part).filter((character) => !whole.has(character))).toEqual([]);
    }
    expect(
      harness
        .shown()
        .map((message) => message.text)
        .join(""),
    ).toBe(text);
  });

  promise("cuts between links, never inside one, and the platform takes every part", async (harness) => {
    const content = mixedTree(harness.adapter.capabilities.textLimit.max * 3);
    const parts = harness.adapter.split(content);
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(unspaced(parts.map(toPlainText).join(""))).toBe(unspaced(toPlainText(content)));
    expect(parts.flatMap(links)).toEqual(links(content));
    await sendAll(harness, parts);
    const shown = harness.shown();
    expect(shown).toHaveLength(parts.length);
    parts.forEach((part, index) => {
      const seen = unspaced(shown[index]?.text ?? "");
      expect(leaves(part).filter((leaf) => !seen.includes(unspaced(leaf)))).toEqual([]);
    });
  });

  promise("gives at least one part, also of nothing", async ({ adapter }) => {
    expect(adapter.split([])).toHaveLength(1);
  });
}

async function sendAll(harness: AdapterHarness, parts: RichText[]): Promise<void> {
  for (const [index, part] of parts.entries()) {
    const seq = harness.shown().length + index;
    const deliveryId = `01977a10-0000-7000-8000-${String(seq).padStart(12, "0")}`;
    await harness.adapter.send(outbound(harness, part, { deliveryId, seq }));
  }
}

/** ASCII words, one length in every platform's unit: exactly `length`, ending in a letter. */
function words(length: number): string {
  return `${"lorem ipsum ".repeat(Math.ceil(length / 12)).slice(0, length - 1)}z`;
}

/** Paragraphs of Chinese, emoji, bold and links, at least `length` UTF-16 units of text in all. */
function mixedTree(length: number): RichText {
  const content: RichText = [];
  for (let index = 0, total = 0; total < length; index++) {
    const children: Inline[] = [
      { type: "text", text: `${index}. 账户的入金一般在半小时内到账 👨‍👩‍👧‍👦 and is shown in the app, ` },
      { type: "bold", children: [{ type: "text", text: "节假日除外 <only> & always" }] },
      { type: "text", text: ", see " },
      {
        type: "link",
        url: `https://example.test/p/${index}?a=1&b=2`,
        children: [{ type: "text", text: `说明 ${index}` }],
      },
      { type: "text", text: "。" },
    ];
    content.push({ type: "paragraph", children });
    total += toPlainText([{ type: "paragraph", children }]).length;
  }
  return content;
}

const unspaced = (text: string): string => text.replace(/\s/g, "");

const characters = (text: string): string[] =>
  Array.from(new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text), ({ segment }) => segment);

const inlinesOf = (content: RichText): Inline[] =>
  content.flatMap((block) => (block.type === "paragraph" ? block.children : []));

const links = (content: RichText): string[] =>
  inlinesOf(content).flatMap((inline) => (inline.type === "link" ? [inline.url] : []));

const leaves = (content: RichText): string[] => inlinesOf(content).flatMap(leavesOf);

function leavesOf(inline: Inline): string[] {
  switch (inline.type) {
    case "text":
    case "code":
      return [inline.text];
    case "mention":
      return [inline.label];
    default:
      return inline.children.flatMap(leavesOf);
  }
}
