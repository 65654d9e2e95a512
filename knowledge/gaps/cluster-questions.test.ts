import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStaticEmbedder } from "../ports/static-embedder.ts";
import { type AskedQuestion, clusterQuestions, MAX_CLUSTERED } from "./cluster-questions.ts";

const embedder = createStaticEmbedder();

const asked = (...texts: string[]): AskedQuestion[] =>
  texts.map((text, index) => ({
    id: String(index).padStart(4, "0"),
    text,
    language: /\p{Script=Han}/u.test(text) ? "zh" : "en",
  }));

describe("questions", () => {
  it("that ask the same are together, in each language by itself, the most frequent first", async () => {
    const clusters = await clusterQuestions(
      asked(
        "怎么改手机号",
        "如何更换手机号码",
        "我的手机号换了怎么办",
        "周末可以交易比特币吗",
        "周末能买比特币吗？",
        "Do you offer islamic accounts?",
        "What is the minimum deposit?",
        "minimum amount to deposit",
      ),
      embedder,
    );
    expect(clusters.map(({ texts }) => texts.toSorted())).toEqual([
      ["如何更换手机号码", "怎么改手机号", "我的手机号换了怎么办"].toSorted(),
      ["What is the minimum deposit?", "minimum amount to deposit"],
      ["周末可以交易比特币吗", "周末能买比特币吗？"].toSorted(),
      ["Do you offer islamic accounts?"],
    ]);
  });

  it("about the two sides of one thing stay apart, however alike their words are", async () => {
    const clusters = await clusterQuestions(
      asked("What is the minimum deposit?", "What is the minimum withdrawal?", "最低入金多少", "最低出金是多少"),
      embedder,
    );
    expect(clusters.map(({ texts }) => texts)).toHaveLength(4);
  });

  it("that differ in case, spaces and marks alone are one wording", async () => {
    const [cluster, ...others] = await clusterQuestions(
      asked("Is there a swap-free account?", "is there a swap free account", "IS THERE A SWAP-FREE ACCOUNT"),
      embedder,
    );
    expect(cluster).toMatchObject({ texts: [expect.any(String)], ids: ["0000", "0001", "0002"] });
    expect(others).toEqual([]);
  });

  it("are compared by words alone where the embedder is somebody else's", async () => {
    const clusters = await clusterQuestions(
      asked("Can I trade gold on Sunday?", "Can I trade gold on a Sunday", "Which dog do you like?"),
      null,
    );
    expect(clusters.map(({ ids }) => ids)).toEqual([["0000", "0001"], ["0002"]]);
  });

  it("fall into the same clusters in whatever order they come, each in exactly one", async () => {
    const words = [
      "deposit",
      "withdrawal",
      "minimum",
      "card",
      "weekend",
      "gold",
      "how",
      "when",
      "入金",
      "出金",
      "周末",
      "黄金",
      "怎么",
    ];
    const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(" "));
    const cases = fc
      .array(text, { maxLength: 30 })
      .chain((texts) =>
        fc.tuple(fc.constant(asked(...texts)), fc.shuffledSubarray(asked(...texts), { minLength: texts.length })),
      );
    await fc.assert(
      fc.asyncProperty(cases, async ([inOrder, shuffled]) => {
        const clusters = await clusterQuestions(inOrder, embedder);
        expect(await clusterQuestions(shuffled, embedder)).toEqual(clusters);
        expect(clusters.flatMap(({ ids }) => ids).sort()).toEqual(inOrder.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });

  it("beyond a bound are left out, and a full week takes no longer than somebody waits", async () => {
    const many = Array.from(
      { length: MAX_CLUSTERED + 50 },
      (_, index) => `question ${index} about thing ${index % 37}`,
    );
    const started = performance.now();
    const clusters = await clusterQuestions(asked(...many), embedder);
    expect(clusters.flatMap(({ ids }) => ids)).toHaveLength(MAX_CLUSTERED);
    expect(performance.now() - started).toBeLessThan(30_000);
  }, 60_000);
});
