import { describe, expect, it } from "vitest";
import { isUrgentEdit } from "./urgent-edit.ts";

describe("an edit that must not wait", () => {
  it.each([
    ["How do I open an account?", "STOP"],
    ["怎么开户", "退订"],
    ["How do I open an account?", "I want to talk to a human"],
    ["How do I open an account?", "/help"],
    ["How do I open an account?", "buy 2 lots of gold for me now"],
    ["怎么开户", "我的账号被盗了"],
    ["STOP", "I want to talk to a human"],
  ])("%s → %s", (before, after) => {
    expect(isUrgentEdit(before, after)).toBe(true);
  });
});

describe("an edit that can wait until the customer has finished", () => {
  it.each([
    ["How do I open an account?", "How do I close an account?"],
    ["STOP", "Stop!"],
    ["I want to talk to a humn, a human", "I want to talk to a human"],
    ["STOP", ""],
  ])("%s → %s", (before, after) => {
    expect(isUrgentEdit(before, after)).toBe(false);
  });
});
