import { describe, expect, it } from "vitest";
import { genders } from "../customers/customer-words.ts";
import { depositTypes } from "../funds/fund-words.ts";
import { roleWords } from "../organisation/staff-words.ts";
import { type CodeOf, wordList } from "./word-list.ts";

describe("a list of words", () => {
  it("merges the synonyms of both documents", () => {
    expect(genders.read("男")).toBe("male");
    expect(depositTypes.read("首金")).toBe("first");
    expect(depositTypes.read("复入金")).toBe("repeat");
    expect(depositTypes.read("大额入金")).toBe("large");
    expect(roleWords.read("employee")).toBe("agent");
  });

  it("reads a code or a label whatever its width, its case and what joins its words", () => {
    expect(depositTypes.read("  First-Deposit ")).toBe("first");
    expect(roleWords.read("ＴＥＡＭ＿ＬＥＡＤ")).toBe("team_lead");
    expect(roleWords.read("team lead")).toBe("team_lead");
  });

  it("reads nothing out of a word that it does not hold", () => {
    expect(depositTypes.read("second")).toBeNull();
    expect(depositTypes.read("")).toBeNull();
    expect(depositTypes.read("constructor")).toBeNull();
  });

  it("gives a code's label in either language", () => {
    const code: CodeOf<typeof depositTypes> = "large";
    expect(depositTypes.label(code, "zh")).toBe("大额入金");
    expect(depositTypes.label(code, "en")).toBe("large deposit");
  });

  it("refuses a word that means two codes", () => {
    const twice = () => wordList({ a: { en: "same", zh: "甲" }, b: { en: "other", zh: "乙", also: ["Same"] } });
    expect(twice).toThrow("“Same” means both a and b");
  });
});
