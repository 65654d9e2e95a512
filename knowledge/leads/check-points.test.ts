import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPoints } from "./check-points.ts";

const lines = ["Your spread is too wide for me, Acme has 0.8", "I decide at the end of the month 😀 really"];
const say = (points: unknown) => `Here it is:\n\`\`\`json\n${JSON.stringify({ points })}\n\`\`\``;

describe("what a model points out in somebody's messages", () => {
  it("is kept with its place where it stands word for word, once", () => {
    const obstacle = { kind: "obstacle", line: 1, quote: "too wide for me" };
    const found = checkPoints(
      say([obstacle, obstacle, { kind: "timing", line: 2, quote: "end of the month 😀" }]),
      lines,
    );
    expect(found?.map(({ kind, line, start, end }) => [kind, lines[line]?.slice(start, end)])).toEqual([
      ["obstacle", "too wide for me"],
      ["timing", "end of the month 😀"],
    ]);
  });

  it.each([
    ["words that nobody said", [{ kind: "interest", line: 1, quote: "wants to deposit 9 million" }]],
    ["words of another line", [{ kind: "timing", line: 1, quote: "end of the month" }]],
    ["a line that there is not", [{ kind: "timing", line: 7, quote: "end of the month" }]],
  ])("is dropped where it is %s", (_, points) => {
    expect(checkPoints(say(points), lines)).toEqual([]);
  });

  it.each(["", "no", "{", '{"points": "none"}', say([{ kind: "wealth", line: 1, quote: "Acme" }])])(
    "is unusable as %j",
    (output) => {
      expect(checkPoints(output, lines)).toBeNull();
    },
  );

  it("never is anything but words of the messages, whatever comes back", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ kind: fc.constant("interest"), line: fc.integer({ min: -1, max: 4 }), quote: fc.string() }),
        ),
        fc.array(fc.string()),
        (points, texts) => {
          for (const { line, start, end } of checkPoints(say(points), texts) ?? []) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(texts[line]?.slice(start, end)).toHaveLength(end - start);
          }
        },
      ),
    );
  });
});
