import { expect, it } from "vitest";
import { toPlainText } from "../ports/rich-text.ts";
import { type Figures, figureWords } from "./figure-words.ts";

const before: Figures = {
  days: 4,
  score: 70,
  first_responses: 10,
  median: 225,
  handled: 12,
  resolved: 9,
  ratings: 2,
  satisfaction: 4.5,
  quality: 8,
  waits: 20,
  unanswered: 5,
  promises: 30,
  deadlines: 90,
  contacts: 3,
  retained: 1,
  accounts: 2,
  good_talks: 4,
  questions: 6,
  deposits: 2,
  currency: "USD",
  deposited: "1000.50",
  withdrawn: "0.00",
  net: "1000.50",
  missing_rates: [],
  has_other_currency: false,
};
const period = { from: "2026-11-23", to: "2026-11-26", before: { from: "2026-11-16", to: "2026-11-19" } };

it("says each figure with its change to the period before, in both languages", () => {
  const now = { ...before, score: 73.5, median: 185, handled: 12, unanswered: 2.5, deposited: "900.00", quality: null };
  const text = toPlainText(figureWords("Ann", period, [now, before], "en"));
  expect(text).toContain("📈 Ann · 2026-11-23 – 2026-11-26");
  expect(text).toContain("Score: 73.5 of 100 (+3.5)");
  expect(text).toContain("First response: median 3 min 5 s (−40 s), 10 answers");
  expect(text).toContain("Conversations: 12 (±0), resolved 9 (±0)");
  expect(text).toContain("Message quality: – of 10\n");
  expect(text).toContain("Unanswered: 2.5 % (−2.5) of 20 waits");
  expect(text).toContain("Deposits: 2 (±0), 900.00 USD (−100.50)");
  expect(text).toContain("In brackets: the change to 2026-11-16 – 2026-11-19.");
  const chinese = toPlainText(figureWords("安", period, [now, before], "zh"));
  expect(chinese).toContain("综合评分：73.5/100 (+3.5)");
  expect(chinese).toContain("入金：2 笔 (±0)，900.00 USD (−100.50)");
  expect(chinese).not.toMatch(/Deposits|Score|waits/);
});

it("leaves a sum open, and says why, where a rate is missing", () => {
  const now = { ...before, deposited: null, net: null, missing_rates: ["EUR", "CNY"] };
  const text = toPlainText(figureWords("Ann", period, [now, before], "en"));
  expect(text).toContain("Deposits: 2 (±0), –\nWithdrawals: 0.00 USD; net –\nNo sum: there is no rate for EUR, CNY");
});
