import { describe, expect, it } from "vitest";
import { isStaffLine, readLine } from "./staff-line.ts";

describe("a line that only staff can mean", () => {
  it.each([
    "/ask 出金多久到账？",
    "／问 出金",
    "/desk help",
    "/release C1042",
    "/link K7MNPQRS",
    "link k7mnpqrs",
    "  Link K7MNPQRS ",
  ])("%s", (line) => {
    expect(isStaffLine(line)).toBe(true);
  });

  it.each([
    "/help",
    "/start",
    "/stop",
    "link my card to the account",
    "link",
    "ask me later",
    "desk",
    "问个问题",
    "",
    "/",
  ])("not: %s", (line) => {
    expect(isStaffLine(line)).toBe(false);
  });

  it("is taken apart into its first word and the rest", () => {
    expect(readLine("／Ask  how long?\nreally ")).toEqual({ word: "ask", args: "how long?\nreally", isCommand: true });
    expect(readLine("   ")).toEqual({ word: "", args: "", isCommand: false });
  });
});
