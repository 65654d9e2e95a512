import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../infra/errors.ts";
import { auroc, evaluateRetrieval, parseQueries } from "./retrieval.ts";

describe("the figures of a retrieval", () => {
  it("are those counted by hand", async () => {
    const queries = parseQueries(
      [
        '{"id":1,"query":"first","gold":["a"]}',
        '{"id":2,"query":"third","gold":["a"],"kind":"answerable"}',
        '{"id":3,"query":"lost","gold":["a"]}',
        '{"id":4,"query":"silent","gold":[],"kind":"withheld"}',
        '{"id":5,"query":"loud","gold":["b"],"kind":"impossible"}',
      ].join("\n"),
    );
    const answers: Record<string, { answered: boolean; confidence: number; ids: string[]; options?: string[] }> = {
      first: { answered: true, confidence: 0.9, ids: ["a", "b"] },
      third: { answered: true, confidence: 0.7, ids: ["b", "c", "a"] },
      lost: { answered: false, confidence: 0.3, ids: ["b"], options: ["b", "a"] },
      silent: { answered: false, confidence: 0.3, ids: ["b"], options: ["b", "c"] },
      loud: { answered: true, confidence: 0.8, ids: ["b"] },
    };
    let now = 0;
    const figures = await evaluateRetrieval(
      queries,
      async (query) => {
        now += query === "loud" ? 100 : 10;
        const given = answers[query] ?? { answered: false, confidence: 0, ids: [] };
        return { options: [], ...given };
      },
      () => now,
    );
    expect(figures).toEqual({
      queries: 5,
      answerable: 3,
      recallAt1: 1 / 3,
      recallAt5: 2 / 3,
      mrrAt10: (1 + 1 / 3) / 3,
      // withheld 0.3 against 0.9, 0.7, 0.3: two wins and a draw; impossible 0.8: one win.
      abstentionAuroc: { impossible: 1 / 3, withheld: 2.5 / 3 },
      rightDecisions: 2 / 5,
      shareAnswered: 3 / 5,
      precision: 1 / 3,
      // "lost" has the right one among its options, "silent" has none that is right.
      shareAskedBack: 2 / 5,
      rightAmongOptions: 1 / 2,
      rightAmongOptionsOfAnswerable: 1,
      latencyMs: { p50: 10, p95: 100 },
    });
  });

  it("have no precision where nothing was answered", async () => {
    const figures = await evaluateRetrieval(
      parseQueries('{"id":1,"query":"x","gold":["a"]}'),
      async () => ({ answered: false, confidence: 0, ids: [], options: [] }),
      () => 0,
    );
    expect(figures).toMatchObject({
      precision: null,
      rightAmongOptions: null,
      shareAskedBack: 0,
      shareAnswered: 0,
      rightDecisions: 0,
      abstentionAuroc: {},
    });
  });
});

describe("a queries file", () => {
  it.each([
    ["{", 1],
    ['{"id":1,"query":"x","gold":["a"]}\n{"id":2}', 2],
    ['{"id":1,"query":"","gold":[]}', 1],
  ])("that is not one is refused with its line: %s", (source, line) => {
    expect(() => parseQueries(source)).toThrow(InputError);
    expect(() => parseQueries(source)).toThrow(`Line ${line} `);
  });
});

describe("AUROC", () => {
  const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 });

  it("is the share of pairs in the right order, with half for draws", () => {
    fc.assert(
      fc.property(scores, scores, (high, low) => {
        const pairs = high.flatMap((a) => low.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
        expect(auroc(high, low)).toBeCloseTo(pairs.reduce((sum, each) => sum + each, 0) / pairs.length, 10);
      }),
    );
  });
});
