import { describe, expect, it } from "vitest";
import { languages } from "../../domain/language/language.ts";
import { recogniseRequest } from "./customer-requests.ts";
import { fixedLines } from "./fixed-lines.ts";
import { personSignatureSchema, signatureOf } from "./opening.ts";
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

describe("a contact in the wording", () => {
  const contacts = { dealing_contact: "+49 30 1234", hotline: "+49 30 999" };

  it("is named where the organisation has set one", () => {
    expect(wordingOf("trade_instruction", "en", {}, contacts)).toContain("To reach the dealing desk: +49 30 1234.");
    expect(wordingOf("account_security", "zh", {}, contacts)).toContain("安全热线：+49 30 999。");
  });

  it.each(languages)("leaves out its sentence in %s where none is set, and says the rest", (language) => {
    for (const key of ["trade_instruction", "account_security"] as const) {
      const text = wordingOf(key, language);
      expect(text).not.toContain("{");
      expect(text.length).toBeGreaterThan(20);
    }
    expect(wordingOf("trade_instruction", "en")).toBe(
      "Sorry, orders are not accepted here, and nothing has been traded for you. Please use your trading platform. A colleague has been told.",
    );
  });

  it("falls back to the standard words when nothing else would be left of the organisation's", () => {
    const own = wordingSchema.parse({ account_security: { en: "Call {hotline} now." } });
    expect(wordingOf("account_security", "en", own, contacts)).toBe("Call +49 30 999 now.");
    expect(wordingOf("account_security", "en", own)).toContain("a colleague has been called urgently");
  });
});

describe("a person's signature", () => {
  const zh = "{name}（执业编号：{licence}）";
  it.each([
    ["{name}, licence {licence}", "Li Wei", "A-123", "Li Wei, licence A-123"],
    ["{name}, licence {licence}", "Li Wei", null, "Li Wei"],
    [zh, "李伟", "A-123", "李伟（执业编号：A-123）"],
    [zh, "李伟", null, "李伟"],
    ["This is {name} ({licence}).", "$& {licence}", "$1", "This is $& {licence} ($1)."],
  ])("%s of %s with %s", (template, name, licence, expected) => {
    expect(signatureOf(template, { name, licence })).toBe(expected);
  });

  it("needs the name", () => {
    expect(personSignatureSchema.safeParse({ en: "Your consultant" }).success).toBe(false);
  });
});

it.each(Object.values(fixedLines).flatMap((line) => Object.values(line)))(
  "the fixed line %s makes no claim",
  (text) => {
    expect(checkClaims(text, createClaimPolicy())).toEqual({ ok: true });
  },
);
