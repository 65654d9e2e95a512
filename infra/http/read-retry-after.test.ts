import { expect, it } from "vitest";
import { readRetryAfter } from "./read-retry-after.ts";

it("reads Retry-After as seconds and as a date", () => {
  const now = new Date("2026-03-01T00:00:00Z");
  expect(readRetryAfter("120", now)).toBe(120_000);
  expect(readRetryAfter("Sun, 01 Mar 2026 00:01:00 GMT", now)).toBe(60_000);
  expect(readRetryAfter("soon", now)).toBeNull();
  expect(readRetryAfter(null, now)).toBeNull();
});
