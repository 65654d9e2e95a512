import { describe, expect, it } from "vitest";
import { toTraditional, traditionalForms } from "./to-traditional.ts";

describe.each(traditionalForms)("a reply in the form %s", (form) => {
  it.each([
    ["请回复“人工”。", "請回覆“人工”。"],
    ["会尽快回复您。", "會盡快回覆您。"],
    ["请回复数字。", "請回覆數字。"],
  ])("%s is %s", (simplified, traditional) => {
    expect(toTraditional(simplified, form).replace("儘", "盡")).toBe(traditional);
  });

  it.each([
    ["服务已恢复", "恢復"],
    ["请答复", "答覆"],
    ["重复提交", "重複"],
    ["来回复查", "來回複查"],
    ["每回复习", "每回複習"],
  ])("%s has %s and no other reply", (simplified, traditional) => {
    const text = toTraditional(simplified, form);
    expect(text).toContain(traditional);
    expect(text).not.toContain("回覆");
  });
});
