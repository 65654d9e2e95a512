import { expect, it } from "vitest";
import { readText } from "../read-text.ts";
import { learnOwn } from "./learn-own.ts";

const cards = {
  code: "card_lost",
  examples: ["my card is gone", "I lost my card", "the card was stolen", "卡丢了", "银行卡不见了", "我的卡被偷"],
};
const partners = {
  code: "ib_program",
  examples: ["how do I become a partner", "I want to be an introducing broker", "怎么成为代理", "想做你们的代理"],
};

it("learns what an intent's examples have in common, and names the words", () => {
  const find = learnOwn([cards, partners]);
  const [found] = find(readText("yesterday I lost the CARD"));
  expect(found).toMatchObject({ intent: "card_lost" });
  expect(found?.words.map(({ text }) => text).join(" ")).toContain("CARD");
  expect(find(readText("我想成为代理")).map(({ intent }) => intent)).toEqual(["ib_program"]);
});

it("takes nothing for an intent of the organisation that is one of ours", () => {
  const find = learnOwn([cards, partners]);
  expect(["出金多久到账", "when will my withdrawal arrive", "你好"].flatMap((text) => find(readText(text)))).toEqual(
    [],
  );
});

it("learns nothing from three examples, or from more than can be learnt in a second", () => {
  const few = learnOwn([{ code: "few", examples: ["my card is gone", "I lost my card", "the card was stolen"] }]);
  expect(few(readText("I lost my card"))).toEqual([]);
  const all = Array.from({ length: 60 }, (_, at) => ({ ...cards, code: `card_${at}` }));
  expect(learnOwn(all)(readText("I lost my card"))).toEqual([]);
});
