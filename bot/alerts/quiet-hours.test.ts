import fc from "fast-check";
import { expect, it } from "vitest";
import { endOfQuietHours, minuteOfDay, quietHoursSchema } from "./quiet-hours.ts";

const night = { from: "22:00", to: "08:00" };

it.each([
  ["before they begin", night, "UTC", "2026-03-02T21:59:59Z", null],
  ["as they begin", night, "UTC", "2026-03-02T22:00:00Z", "2026-03-03T08:00:00Z"],
  ["after midnight", night, "UTC", "2026-03-03T03:30:10Z", "2026-03-03T08:00:00Z"],
  ["as they end", night, "UTC", "2026-03-03T08:00:00Z", null],
  ["within a day", { from: "12:00", to: "13:30" }, "UTC", "2026-03-03T12:45:00Z", "2026-03-03T13:30:00Z"],
  ["in another time zone", night, "Asia/Shanghai", "2026-03-02T15:00:00Z", "2026-03-03T00:00:00Z"],
  ["by day there", night, "Asia/Shanghai", "2026-03-03T03:00:00Z", null],
  ["in a night when clocks go forward", night, "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z"],
  ["in a night when clocks go back", night, "Europe/Berlin", "2026-10-24T21:00:00Z", "2026-10-25T07:00:00Z"],
] as const)("quiet hours %s", (_when, hours, timezone, at, end) => {
  expect(endOfQuietHours(hours, timezone, new Date(at))?.toISOString() ?? null).toBe(
    end && new Date(end).toISOString(),
  );
});

it("without quiet hours nothing waits", () => {
  expect(endOfQuietHours(null, "UTC", new Date())).toBeNull();
});

it("always end at what the wall clock calls their end, and after now", () => {
  const time = fc.record({ h: fc.integer({ min: 0, max: 23 }), m: fc.integer({ min: 0, max: 59 }) });
  const spelled = time.map(({ h, m }) => `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`);
  fc.assert(
    fc.property(
      spelled,
      spelled,
      fc.date({ min: new Date("2025-01-01"), max: new Date("2028-01-01"), noInvalidDate: true }),
      (from, to, at) => {
        const hours = quietHoursSchema.safeParse({ from, to });
        fc.pre(hours.success);
        const end = endOfQuietHours(hours.data, "Asia/Shanghai", at);
        if (!end) return;
        expect(end.getTime()).toBeGreaterThan(at.getTime());
        const [h = 0, m = 0] = to.split(":").map(Number);
        expect(minuteOfDay("Asia/Shanghai", end)).toBe(h * 60 + m);
        expect(endOfQuietHours(hours.data, "Asia/Shanghai", end)).toBeNull();
      },
    ),
  );
});
