import { expect, it } from "vitest";
import { audiencesOf, escalatesAt } from "./escalation.ts";
import { alertKinds, defaultRules } from "./rules.ts";

it.each([
  ["sla_due", ["team_lead"], [["team_lead"], ["manager"], ["compliance", "admin", "super_admin"]]],
  [
    "sla_missed",
    ["team_lead", "manager"],
    [
      ["team_lead", "manager"],
      ["compliance", "admin", "super_admin"],
    ],
  ],
  [
    "distress",
    ["manager", "compliance"],
    [
      ["manager", "compliance"],
      ["admin", "super_admin"],
    ],
  ],
  ["sla_due", ["agent"], [["agent"], ["manager"], ["compliance", "admin", "super_admin"]]],
  ["complaint", ["compliance"], [["compliance"]]],
  ["staff_conduct", ["compliance"], [["compliance"]]],
] as const)("%s for %j goes up by %j", (kind, roles, steps) => {
  expect(audiencesOf(kind, { roles })).toEqual(steps);
});

it.each([
  ["critical", null, 0, 5],
  ["high", null, 0, 15],
  ["warning", null, 0, 60],
  ["info", null, 0, null],
  ["info", 3, 0, 3],
  ["high", 2, 1, 2],
  ["high", null, 2, null],
] as const)(
  "a %s alert with %s minutes of its own, at level %i, goes up after %s minutes",
  (severity, own, level, after) => {
    const from = new Date("2026-03-02T10:00:00Z");
    const at = escalatesAt("sla_due", { roles: ["team_lead"], escalateMinutes: own }, { severity, level, from });
    expect(at && (at.getTime() - from.getTime()) / 60_000).toBe(after);
  },
);

it("nobody is told twice on the way up, and every way ends", () => {
  for (const kind of alertKinds) {
    const told = audiencesOf(kind, defaultRules[kind]).flat();
    expect(new Set(told).size).toBe(told.length);
  }
});
