import { expect, it } from "vitest";
import { digestWords } from "../alerts/digest/digest-words.ts";
import type { DayFigures } from "../alerts/digest/read-figures.ts";
import { toPlainText } from "../ports/rich-text.ts";
import { type OpenGaps, weeklyGaps } from "./weekly-gaps.ts";

const figures: DayFigures = {
  conversations: { opened: 1, resolved: 0 },
  messages: { fromCustomers: 1, byBot: 1, byPeople: 0 },
  response: { answered: 0, medianSeconds: null, p90Seconds: null },
  hours: { fromCustomers: [], fromUs: [] },
  unanswered: [],
  scripts: [],
  mood: { positive: 0, neutral: 0, negative: 0 },
  alerts: { opened: 0, critical: 0, open: 0 },
};

it("is a line of the digest, with the command that lists them, where there are any", () => {
  const words = (gaps: OpenGaps | null, language: "en" | "zh") =>
    toPlainText(digestWords("2026-11-22", figures, language, gaps));
  expect(words({ week: "2026-W47", count: 3 }, "en")).toContain(
    "2026-W47 left 3 gaps in what the bot can answer: /gaps 2026-W47",
  );
  expect(words({ week: "2026-W47", count: 3 }, "zh")).toContain("2026-W47 有 3 个机器人答不好的问题：/缺口 2026-W47");
  expect(words(null, "en")).not.toContain("/gaps");
});

it("is read with the digest of a Sunday alone", async () => {
  const nobody = new Proxy(
    {},
    {
      get: () => {
        throw new Error("asked");
      },
    },
  ) as Parameters<typeof weeklyGaps>[0];
  const from = new Date("2026-11-21T00:00:00Z");
  expect(await weeklyGaps(nobody, "org", { day: "2026-11-21", from })).toBeNull();
  await expect(weeklyGaps(nobody, "org", { day: "2026-11-22", from })).rejects.toThrow("asked");
});
