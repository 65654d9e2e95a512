import { describe, expect, it } from "vitest";
import { findCommand } from "./registry.ts";
import { isBareCommand, isStaffLine, readLine } from "./staff-line.ts";

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

describe("a command word", () => {
  it.each(["/接手。", "/ take", "／　接手", "take.", "接手！", "/Take!", "/接手，"])(
    "is understood as it is typed: %s",
    (line) => {
      expect(findCommand(readLine(line).word)?.name).toBe("take");
    },
  );

  it.each([
    ["幫助", "help"],
    ["說明", "help"],
    ["说明", "help"],
    ["轉接", "handover"],
    ["備註", "note"],
    ["釋放", "release"],
    ["話術", "script"],
  ])("is understood in Traditional Chinese: %s", (word, name) => {
    expect(findCommand(word)?.name).toBe(name);
  });

  it.each([
    ["接手。", true],
    ["take.", true],
    ["take. your time", false],
    ["Take, please, your passport", false],
  ])("stands bare where people talk to the bot alone: %s", (line, isCommand) => {
    expect(isBareCommand(line)).toBe(isCommand);
  });
});
