import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../infra/package-root.ts";

// A rule looks at columns of customers: whoever writes one of them has to look at the rules again. Read in the source,
// because a writer that forgets it is seen by no test of the rules.
const follows = [
  "bot/converse/open-conversation.ts",
  "domain/customers/blacklist.ts",
  "domain/customers/change-stage.ts",
  "domain/customers/merge/work-out-again.ts",
  "domain/customers/put-customer.ts",
  "domain/customers/record-account.ts",
  "domain/customers/score/keep-scores.ts",
  "domain/customers/score/set-tier.ts",
  "domain/customers/set-field.ts",
  "domain/leads/convert-lead.ts",
];
/** Other files that write customers, with why they need not. */
const others: Record<string, string> = {
  "bot/converse/record-message.ts": "when they wrote last is no field",
  "bot/handover/answer-handover.ts": "whose they are is no field",
  "domain/customers/give-name.ts": "the name is no field",
  "domain/customers/idle-customers.ts": "whose they are is no field",
  "domain/customers/merge/fit-together.ts": "merge/work-out-again.ts does, for both",
  "domain/customers/merge/merge-customers.ts": "merge/work-out-again.ts does, for both",
  "domain/customers/merge/undo-merge.ts": "merge/work-out-again.ts does, for both",
  "domain/customers/pass-on-customers.ts": "whose they are is no field",
  "domain/customers/set-owner.ts": "whose they are is no field",
  "domain/customers/set-referrer.ts": "who brought them is no field",
};

const sources = ["app", "bot", "domain", "knowledge"]
  .flatMap((floor) =>
    readdirSync(join(packageRoot, floor), { recursive: true, encoding: "utf8" }).map((path) => `${floor}/${path}`),
  )
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
  .map((path) => ({ path, text: readFileSync(join(packageRoot, path), "utf8") }));

const writesCustomers =
  /(?:["'`]customers(?: as \w+)?["'`]\)|\bCustomer\.query\()[^;]*?\.(?:update|patch|insert)\w*\(|\b(?:UPDATE|INSERT INTO) customers\b/;

it("lists every writer of customers, and each says whether tags by rule follow from what it writes", () => {
  const writers = sources.filter(({ text }) => writesCustomers.test(text)).map(({ path }) => path);
  const known = new Set([...follows, ...Object.keys(others)]);
  expect(writers.filter((path) => !known.has(path))).toEqual([]);
});

it.each(follows)("%s looks at the rules again", (path) => {
  const { text } = sources.find((source) => source.path === path) ?? { text: "" };
  expect(text).toMatch(/await followTagRules\(/);
});
