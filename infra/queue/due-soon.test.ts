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

it("looks once for all that become due together, and says how many those are", () => {
  const look = vi.fn();
  const end = onDueSoon(look);
  for (let job = 0; job < 500; job++) sayDueSoon(40);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(60);
  expect(look.mock.calls).toEqual([[500]]);
  end();
});
