import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseWeights, readWeights, weightsPath } from "./read-weights.ts";

const file = readFileSync(weightsPath);

describe("the embedder's weights", () => {
  it("are within 20 MB, and the file is the one that the model card tells of", () => {
    expect(file.length).toBeLessThanOrEqual(20 * 1024 * 1024);
    const card = readFileSync(join(weightsPath, "..", "MODEL-CARD.md"), "utf8");
    expect(card).toContain(createHash("sha256").update(file).digest("hex"));
    expect(card).toContain(`${readWeights().pieces.size.toLocaleString("en")} pieces`);
  });

  it("have a vector for each piece, and each piece once", () => {
    const { pieces, scales, rows, dimensions } = parseWeights(file);
    expect(scales).toHaveLength(pieces.size);
    expect(rows).toHaveLength(pieces.size * dimensions);
    expect([...pieces.values()]).toEqual([...pieces.keys()].map((_, index) => index));
    expect(scales.every((scale) => scale > 0 && Number.isFinite(scale))).toBe(true);
  });

  it("are read once", () => {
    expect(readWeights()).toBe(readWeights());
  });

  it("that are cut short, or of another format, are refused", () => {
    expect(() => parseWeights(file.subarray(0, file.length - 1))).toThrow("not whole");
    expect(() => parseWeights(Buffer.from("something else, long enough"))).toThrow("another format");
  });
});
