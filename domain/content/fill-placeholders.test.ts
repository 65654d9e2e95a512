import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillPlaceholders, hasPlaceholder, type PlaceholderValues } from "./fill-placeholders.ts";

const values: PlaceholderValues = { customerName: null, agentName: "Ann", company: "Demo Brokerage", facts: {} };
const named = { ...values, customerName: "Wang Fang" };

describe("a script's placeholders", () => {
  it.each([
    ["Hello {customer_name}, this is {agent_name} of {company}.", "Hello Wang Fang, this is Ann of Demo Brokerage."],
    ["{客户姓名}，您好！我是{公司}的{客服姓名}。", "Wang Fang，您好！我是Demo Brokerage的Ann。"],
    ["｛客户姓名｝您好", "Wang Fang您好"],
    ["Hi {{ Customer_Name }}!", "Hi Wang Fang!"],
  ])("are filled in any spelling: %s", (template, text) => {
    expect(fillPlaceholders(template, named, "en")).toEqual({ text, missing: [] });
  });

  it("take what else is known, and name what is not", () => {
    const facts = { product: "XAUUSD" };
    expect(fillPlaceholders("Your {产品} order", { ...values, facts }, "en")).toEqual({
      text: "Your XAUUSD order",
      missing: [],
    });
    const partly = fillPlaceholders("{agent_name} books {amount} on {date}, {amount}", values, "en");
    expect(partly).toEqual({ text: "Ann books {amount} on {date}, {amount}", missing: ["{amount}", "{date}"] });
  });

  it.each([
    ["a brace that is never closed", "Hello {customer_name, welcome"],
    ["a brace that was never opened", "Hello customer_name}, welcome"],
    ["an empty pair", "Hello {}"],
  ])("are never taken for filled with %s", (_what, template) => {
    expect(fillPlaceholders(template, named, "en").missing).toHaveLength(1);
  });

  it("are not filled by a name that looks like one, nor by what every object has", () => {
    const odd = fillPlaceholders("Hello {customer_name} {constructor}", { ...values, customerName: "{x}" }, "en");
    expect(odd.missing).toEqual(["{customer_name}", "{constructor}"]);
  });

  it("leave no brace in a text that may be sent, whatever the template and the values", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "{",
        "}",
        "｛",
        "｝",
        "{customer_name}",
        "{客户姓名}",
        "{agent_name}",
        "{product}",
        "{",
        "，",
        ", ",
        "Hello ",
      ),
      fc.string({ maxLength: 5 }),
    );
    const value = fc.option(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("{x}", "｛", "王芳")));
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
        fc.record({ customerName: value, agentName: value, company: value }),
        fc.constantFrom("zh" as const, "en" as const),
        (template, known, language) => {
          const { text, missing } = fillPlaceholders(template, { ...known, facts: {} }, language);
          expect(hasPlaceholder(text)).toBe(missing.length > 0);
          expect(/[{｛].*[}｝]/u.test(text) && missing.length === 0).toBe(false);
        },
      ),
    );
  });
});

describe("a customer whose name nobody has confirmed", () => {
  it.each([
    ["zh", "{客户姓名}您好，我是客服。", "您好，我是客服。"],
    ["zh", "{客户姓名}先生/女士，您好！", "您好！"],
    ["zh", "您好，{客户姓名}！请问有什么可以帮您？", "您好！请问有什么可以帮您？"],
    ["zh", "尊敬的{客户姓名}：您的申请已收到。", "尊敬的客户：您的申请已收到。"],
    ["zh", "我来为{客户姓名}查询这笔入金。", "我来为您查询这笔入金。"],
    ["zh", "已收到。{客户姓名}，请补充材料。", "已收到。请补充材料。"],
    ["zh", "{客户姓名}您的出金已处理。", "您的出金已处理。"],
    ["en", "Hello {customer_name}, I am here to help.", "Hello, I am here to help."],
    ["en", "Hi {customer_name}! Good to see you.", "Hi! Good to see you."],
    ["en", "Dear Mr {customer_name}, your request is here.", "Dear client, your request is here."],
    ["en", "Thank you, {customer_name}.", "Thank you."],
    ["en", "{customer_name}, please upload it again.", "Please upload it again."],
    ["en", "Please wait, {customer_name}, I am checking.", "Please wait, I am checking."],
    ["en", "{customer_name}'s account is ready.", "Your account is ready."],
    ["en", "I looked at {customer_name}'s account.", "I looked at your account."],
  ] as const)("is addressed without one (%s): %s", (language, template, text) => {
    expect(fillPlaceholders(template, values, language)).toEqual({ text, missing: [] });
  });

  it("is not, where the English sentence needs the name", () => {
    expect(fillPlaceholders("{customer_name} has two accounts.", values, "en").missing).toEqual(["{customer_name}"]);
  });
});
