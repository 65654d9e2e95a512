const acts = ["change", "close", "verify", "download", "transfer", "freeze", "rename", "upgrade", "export", "renew"];
const things = [
  "trading account",
  "bank card",
  "margin report",
  "savings plan",
  "password",
  "tax statement",
  "copy portfolio",
  "pension contract",
  "price alert",
  "referral bonus",
];
const places = [
  "in the mobile app",
  "from abroad",
  "as a company",
  "for a minor",
  "after a marriage",
  "without documents",
  "on a weekend",
  "by telephone",
  "with two owners",
  "in Swiss francs",
];

export interface BenchFaq {
  id: string;
  question: string;
  answer: string;
}

/** A thousand FAQs, each about something of its own. */
export const benchFaqs: BenchFaq[] = acts.flatMap((act, a) =>
  things.flatMap((thing, t) =>
    places.map((place, p) => ({
      id: `faq-${a}${t}${p}`,
      question: `How do I ${act} my ${thing} ${place}?`,
      answer: `To ${act} a ${thing} ${place}, open form ${a}${t}${p}, sign it, and send it to us. It takes ${p + 1} days.`,
    })),
  ),
);
