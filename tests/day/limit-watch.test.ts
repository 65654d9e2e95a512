import { expect, it } from "vitest";
import { createLimitWatch, UNDER_WAY_MS } from "./limit-watch.ts";

function watched() {
  let now = 0;
  const watch = createLimitWatch(() => now);
  const at = (ms: number, place: string, retryAfterMs: number | null = null) => {
    now = ms;
    watch.called(place, retryAfterMs);
  };
  return { at, counted: watch.counted };
}

it("counts a refusal that was heeded as no disrespect", () => {
  const { at, counted } = watched();
  at(0, "a", 3_000);
  at(UNDER_WAY_MS, "a", 3_000);
  at(1_000, "b");
  at(UNDER_WAY_MS + 3_000, "a");
  expect(counted()).toEqual({ refused: 2, ignored: 0 });
});

it("reports a call about a place that was told to wait", () => {
  const { at, counted } = watched();
  at(0, "a", 3_000);
  at(2_999, "a");
  expect(counted()).toEqual({ refused: 1, ignored: 1 });
});
