import fc from "fast-check";
import { expect, it } from "vitest";
import { alertActs, alertStatuses, nextAlertStatus } from "./alert-state.ts";

it.each([
  ["open", "acknowledge", "acknowledged"],
  ["open", "snooze", "snoozed"],
  ["open", "wake", null],
  ["acknowledged", "acknowledge", null],
  ["acknowledged", "snooze", "snoozed"],
  ["snoozed", "wake", "open"],
  ["snoozed", "acknowledge", "acknowledged"],
  ["resolved", "acknowledge", null],
  ["resolved", "wake", null],
] as const)("%s and then %s is %s", (status, act, after) => {
  expect(nextAlertStatus(status, act)).toBe(after);
});

it("whatever people do, what is resolved stays so, and only acknowledging stops the way up", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alertActs)), (acts) => {
      let status: (typeof alertStatuses)[number] = "open";
      for (const act of acts) {
        const before = status;
        status = nextAlertStatus(status, act) ?? status;
        if (before === "resolved") expect(status).toBe("resolved");
        if (status === "acknowledged" && before !== "acknowledged") expect(act).toBe("acknowledge");
        if (act === "resolve") expect(status).toBe("resolved");
      }
    }),
  );
});

it("every alert can be ended from every state", () => {
  for (const status of alertStatuses.filter((state) => state !== "resolved")) {
    expect(nextAlertStatus(status, "resolve")).toBe("resolved");
  }
});
