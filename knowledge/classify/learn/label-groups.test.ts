import { expect, it } from "vitest";
import { groupsOf } from "./label-groups.ts";

const named = (labels: string[]) => groupsOf(labels).map((members) => [...members].map((place) => labels[place]));

it("groups labels by the parts that their names share", () => {
  expect(named(["card_lost", "card_fee", "top_up_fee", "top_up_failed", "weather.QUERY"])).toEqual([
    ["card_lost", "card_fee"],
    ["card_fee", "top_up_fee"],
    ["top_up_fee", "top_up_failed"],
  ]);
});

it("makes no group of one label, of all labels, or of a word that only joins", () => {
  expect(named(["go_to_bank", "talk_to_us"])).toEqual([]);
  expect(named(["risk_a1", "risk_b2"])).toEqual([]);
});
