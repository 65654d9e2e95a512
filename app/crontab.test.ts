import { expect, it } from "vitest";
import { crontab } from "./tasks.ts";

/** When in the night a job runs, in minutes of the day; those of every hour are left out. */
const nightly = new Map(
  crontab.split("\n").flatMap((line) => {
    const [minute = "", hour = "", , , , task = ""] = line.split(" ");
    return /^\d+$/.test(minute) && /^\d+$/.test(hour) ? [[task, Number(hour) * 60 + Number(minute)] as const] : [];
  }),
);

it("works out the customers' scores before the funnel, whose rows show them", () => {
  expect(nightly.get("score_customers")).toBeLessThan(nightly.get("rebuild_funnel") ?? 0);
});

it("verifies what is stored when the night's other jobs are done", () => {
  expect([...nightly].sort((left, right) => left[1] - right[1]).at(-1)?.[0]).toBe("verify");
});

it("counts the FAQs that answers used more often than verify waits for it", () => {
  const every = /^\*\/(\d+) \* \* \* \* count_used_faqs /m.exec(crontab)?.[1];
  expect(Number(every)).toBeLessThan(15);
});
