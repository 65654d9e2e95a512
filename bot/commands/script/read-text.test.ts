import { expect, it } from "vitest";
import { readTypedScript, type TypedScript } from "./read-text.ts";

it.each<[string, TypedScript]>([
  ["Our fees are low.", { contentEn: "Our fees are low." }],
  ["我们的费用很低。", { contentCn: "我们的费用很低。" }],
  ["123", { contentEn: "123" }],
  ["我们的费用很低。 || Our fees are low.", { contentCn: "我们的费用很低。", contentEn: "Our fees are low." }],
  [
    "#fees #potential #意向 #first_contact Our fees are low. #1 in town",
    {
      category: "fees",
      stages: ["potential", "interested"],
      tags: ["first_contact"],
      contentEn: "Our fees are low. #1 in town",
    },
  ],
  ["#repeat", { stages: ["repeat"] }],
])("reads %s", (typed, script) => {
  expect(readTypedScript(typed, "en")).toEqual(script);
});

it("does not guess which of two English texts is the Chinese one", () => {
  expect(() => readTypedScript("One text || Another text", "en")).toThrow("one Chinese and one English");
});
