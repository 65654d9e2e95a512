import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { onDueSoon, sayDueSoon } from "./due-soon.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("looks once a job that was put off is due, not before, and not after it has ended", () => {
  const look = vi.fn();
  const end = onDueSoon(look);
  sayDueSoon(40);
  vi.advanceTimersByTime(39);
  expect(look).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20);
  expect(look).toHaveBeenCalledTimes(1);
  sayDueSoon(40);
  end();
  vi.advanceTimersByTime(100);
  expect(look).toHaveBeenCalledTimes(1);
});

it("leaves what is far off to the regular look", () => {
  const look = vi.fn();
  const end = onDueSoon(look);
  sayDueSoon(3_600_000);
  vi.advanceTimersByTime(3_700_000);
  expect(look).not.toHaveBeenCalled();
  end();
});
