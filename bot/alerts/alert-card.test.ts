import { expect, it } from "vitest";
import type { Alert } from "../../domain/control/alert.ts";
import { toPlainText } from "../ports/rich-text.ts";
import { alertCard } from "./alert-card.ts";
import type { AlertView } from "./alert-view.ts";

const held = {
  kind: "reply_held",
  number: 7,
  title: "Held",
  severity: "warning",
  status: "open",
  occurrences: 1,
  firstAt: new Date(0),
  lastAt: new Date(0),
  createdAt: new Date(0),
  details: { words: ["Guaranteed profit"], reasons: { en: "No promises.", zh: "不得承诺收益。" } },
} as unknown as Alert;
const view = { alert: held, conversation: null, members: [], money: [] } as unknown as AlertView;

it("gives why a text was held in the reader's language alone, and not where words are withheld", () => {
  const said = (language: "en" | "zh", isWithheld = false) =>
    toPlainText(alertCard(view, language, "UTC", isWithheld).content);
  expect(said("zh")).toContain("不得承诺收益。");
  expect(said("zh")).not.toContain("No promises.");
  expect(said("en")).toContain("No promises.");
  expect(said("en", true)).not.toContain("No promises.");
});
