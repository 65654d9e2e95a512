import { expect, it } from "vitest";
import { readTranslateRequest } from "./read-request.ts";

it.each([
  ["", { kind: "read", to: null, reason: null }],
  ["  EN ", { kind: "read", to: "en", reason: null }],
  ["中文", { kind: "read", to: "zh", reason: null }],
  ["reason: she is on leave", { kind: "read", to: null, reason: "she is on leave" }],
  ["en 原因：代班", { kind: "read", to: "en", reason: "代班" }],
])("“%s” asks to read the customer's last message", (args, asked) => {
  expect(readTranslateRequest(args)).toEqual(asked);
});

it.each(["English is fine with us", "您好\n\n请稍候", "We need the reason: please send it", "constructor"])(
  "“%s” is words for the customer, whole",
  (text) => {
    expect(readTranslateRequest(` ${text} `)).toEqual({ kind: "draft", text });
  },
);
