import { expect, it } from "vitest";
import { maskRichText } from "./mask-rich-text.ts";
import { bold, paragraph, quote, toPlainText } from "./rich-text.ts";

it("masks words in every kind of block and leaves what tells nothing as it is", () => {
  const content = maskRichText([
    paragraph(bold("C1042"), " · card 4111 1111 1111 1111"),
    quote("密码：abc123"),
    { type: "list", ordered: false, items: [[{ type: "text", text: "4111111111111111" }]] },
    { type: "code", text: "PIN 4821" },
  ]);
  expect(content[0]).toEqual(paragraph(bold("C1042"), " · card 4111 **** **** 1111"));
  expect(toPlainText(content.slice(1))).toBe("> 密码：******\n\n• 4111 **** **** 1111\n\nPIN ******");
});

it("masks a number that is partly bold", () => {
  const content = maskRichText([paragraph("card 4111 1111 ", bold("1111 1111"))]);
  expect(toPlainText(content)).toBe("card 4111 **** **** 1111");
});

it("leaves addresses alone", () => {
  const link = { type: "link" as const, url: "https://t.me/c/4111111111111111/2", children: [] };
  expect(maskRichText([paragraph(link)])).toEqual([paragraph(link)]);
});
