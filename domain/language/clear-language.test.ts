import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startProcessorTimer } from "../../tests/support/processor-timer.ts";
import { clearLanguage } from "./clear-language.ts";

const traps = readFileSync(new URL("./clear-language.traps.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t") as [expected: string, text: string]);

describe("what a message is clearly written in", () => {
  it("is told for more than a hundred messages, many of them traps", () => {
    expect(traps.length).toBeGreaterThan(150);
  });

  it.each(traps)("%s: %s", (expected, text) => {
    const told = spoken(text);
    if (expected === "zh") expect(told).toMatch(/^zh/);
    else expect(told).toBe(expected);
  });

  it("is decided on the beginning of a pasted document, in little time", () => {
    const spentMs = startProcessorTimer();
    expect(spoken("Where is my money? ".repeat(20_000))).toBe("en");
    expect(spoken(`"${"how are you ".repeat(20_000)}`)).toBe("-");
    expect(spentMs()).toBeLessThan(500);
  });
});

function spoken(text: string): string {
  const clear = clearLanguage(text);
  if (clear === null) return "-";
  if (clear.language === "en") return "en";
  return clear.script === null ? "zh" : { hans: "zh-Hans", hant: "zh-Hant" }[clear.script];
}
