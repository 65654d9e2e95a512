import { describe, expect, it } from "vitest";
import { completeFollowUp, type Turn } from "./complete-follow-up.ts";

const english: Turn[] = [
  { from: "customer", text: "How do I withdraw money?" },
  { from: "desk", text: "Choose Withdraw in the app." },
];
const chinese: Turn[] = [
  { from: "customer", text: "怎么申请出金？" },
  { from: "desk", text: "在应用里点击出金。" },
];

describe("a question that hangs on the one before", () => {
  it.each([
    ["and how long does that take?", english, "How do I withdraw money? and how long does that take?"],
    ["What about fees?", english, "How do I withdraw money? What about fees?"],
    ["Is it free?", english, "How do I withdraw money? Is it free?"],
    ["那要多久?", chinese, "怎么申请出金？ 那要多久?"],
    ["多久到账", chinese, "怎么申请出金？ 多久到账"],
    ["多少钱？", chinese, "怎么申请出金？ 多少钱？"],
    ["手续费呢", [...chinese, { from: "customer", text: "那要多久" }], null],
    ["这个安全吗", chinese, "怎么申请出金？ 这个安全吗"],
    ["why?", english, "How do I withdraw money? why?"],
  ] as [string, Turn[], string | null][])("is completed: %s", (question, context, expected) => {
    expect(completeFollowUp(question, context)?.withQuestion ?? null).toBe(expected);
  });

  it("is completed by the last question that stood on its own", () => {
    const context: Turn[] = [...english, { from: "customer", text: "and how long does that take?" }];
    expect(completeFollowUp("is it free?", context)).toEqual({
      withSubject: "is it free? withdraw money",
      withQuestion: "How do I withdraw money? is it free?",
    });
  });

  it("is never completed by the desk's words", () => {
    expect(completeFollowUp("and how long does that take?", [{ from: "desk", text: "Choose Withdraw." }])).toBeNull();
  });
});

describe("a question that stands on its own", () => {
  it.each([
    ["How long does the verification of an account take?", english],
    ["入金支持哪些银行卡", chinese],
    ["Which documents are needed to verify the identity of a company account?", english],
    ["出金需要什么材料", chinese],
  ])("is left alone: %s", (question, context) => {
    expect(completeFollowUp(question, context)).toBeNull();
  });

  it("is left alone where nothing was said before", () => {
    expect(completeFollowUp("and how long does that take?", [])).toBeNull();
  });
});
