import { describe, expect, it } from "vitest";
import { languages } from "../../domain/language/language.ts";
import { plainText, toPlainText } from "../ports/rich-text.ts";
import { splitRichText } from "../ports/split-rich-text.ts";
import { withAutomationLabel } from "./automation-label.ts";
import { recogniseRequest } from "./customer-requests.ts";
import { checkClaims, createClaimPolicy } from "./prohibited-claims.ts";
import { wordingKeys, wordingOf, wordingSchema } from "./wording.ts";

describe("the standard wording", () => {
  const all = wordingKeys.flatMap((key) =>
    languages.map((language) => ({ key, language, text: wordingOf(key, language) })),
  );

  it.each(all)("of $key in $language makes no prohibited claim", ({ text }) => {
    expect(checkClaims(text, createClaimPolicy())).toEqual({ ok: true });
  });

  it.each([
    ["automation_label", "zh", "人工", "human"],
    ["automation_label", "en", "human", "human"],
    ["cannot_read_message", "zh", "人工", "human"],
    ["cannot_read_message", "en", "human", "human"],
    ["opt_out_confirmed", "zh", "恢复", "opt_in"],
    ["opt_out_confirmed", "en", "START", "opt_in"],
    ["opt_in_confirmed", "zh", "退订", "opt_out"],
    ["opt_in_confirmed", "en", "STOP", "opt_out"],
  ] as const)("%s in %s names a word that is understood: %s", (key, language, word, request) => {
    expect(wordingOf(key, language)).toMatch(new RegExp(`${word}[”。.]`));
    expect(recogniseRequest(word).request).toBe(request);
  });
});

describe("an organisation's own wording", () => {
  it("takes the place of the standard one, for one language and leaves the other", () => {
    const own = wordingSchema.parse({ handed_over: { en: "Jo is coming." } });
    expect(wordingOf("handed_over", "en", own)).toBe("Jo is coming.");
    expect(wordingOf("handed_over", "zh", own)).toBe("好的，已为您转接人工客服，请稍候。");
  });

  it.each([
    [
      "a label that does not say it is automated",
      { automation_label: { en: "Hello! Reply human to reach a person." } },
    ],
    ["a label that names no way to a person", { automation_label: { en: "This is an automated answer." } }],
    ["a label whose only 人工 is 人工智能", { automation_label: { zh: "本消息由人工智能回复。" } }],
    ["an empty text", { answer_held: { zh: " " } }],
    ["a text of more than 300 characters", { answer_held: { en: "x".repeat(301) } }],
    ["an unknown key", { farewell: { en: "Bye" } }],
  ])("may not be %s", (_what, own) => {
    expect(wordingSchema.safeParse(own).success).toBe(false);
  });
});

describe("the automation label", () => {
  it("is the first line of the message", () => {
    expect(toPlainText(withAutomationLabel(plainText("出金一般一个工作日。"), "zh"))).toBe(
      "本消息由自动助手回复。需要人工服务，请回复“人工”。\n\n出金一般一个工作日。",
    );
  });

  it("is in the first part when the message is cut", () => {
    const message = withAutomationLabel(plainText("A sentence. ".repeat(50)), "en");
    const [first] = splitRichText(message, (part) => toPlainText(part).length, 120);
    expect(toPlainText(first ?? [])).toContain("This is an automated answer.");
  });
});
