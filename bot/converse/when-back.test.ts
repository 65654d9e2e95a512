import { describe, expect, it } from "vitest";
import { sayWhen } from "./when-back.ts";

const shanghai = (at: string, now: string, language: "zh" | "en") =>
  sayWhen(new Date(`${at}+08:00`), { now: new Date(`${now}+08:00`), zone: "Asia/Shanghai", language });

describe("the hour at which a person is back", () => {
  it.each([
    ["2026-11-30T09:00", "2026-11-27T19:00", "on Monday at 09:00 (Shanghai time)", "周一 09:00（北京时间）"],
    ["2026-11-27T13:00", "2026-11-27T12:10", "today at 13:00 (Shanghai time)", "今天 13:00（北京时间）"],
    ["2026-11-28T09:00", "2026-11-27T23:59", "tomorrow at 09:00 (Shanghai time)", "明天 09:00（北京时间）"],
    ["2026-12-08T09:00", "2026-11-30T20:00", "on 8 December at 09:00 (Shanghai time)", "12月8日 09:00（北京时间）"],
  ])("%s, said at %s, is %s", (at, now, en, zh) => {
    expect([shanghai(at, now, "en"), shanghai(at, now, "zh")]).toEqual([en, zh]);
  });

  it("is in the organisation's time, named by its city", () => {
    const at = new Date("2026-11-30T14:00:00Z");
    const now = new Date("2026-11-30T13:00:00Z");
    expect(sayWhen(at, { now, zone: "America/New_York", language: "en" })).toBe("today at 09:00 (New York time)");
    expect(sayWhen(at, { now, zone: "America/New_York", language: "zh" })).toMatch(/^今天 09:00（.*时间）$/);
    expect(sayWhen(at, { now, zone: "UTC", language: "en" })).toBe("today at 14:00 (UTC)");
  });
});
