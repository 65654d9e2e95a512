import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { createLog, silentLog } from "../log/log.ts";
import { createOtlpRecorder } from "./otlp-recorder.ts";
import type { EndedSpan } from "./spans.ts";
import { createTracing, currentTraceparent, note, spanned, step, traceIdOf, untraced } from "./tracing.ts";

describe("what is traced", () => {
  it("is one trace through every await, and apart from what runs beside it", async () => {
    const tracing = createTracing();
    const seen = await Promise.all(
      [1, 2].map((length) =>
        spanned(tracing.start("turn"), async () => {
          const before = traceIdOf(currentTraceparent());
          await pause(length);
          return [before, await step("parse", async () => traceIdOf(currentTraceparent()))];
        }),
      ),
    );
    for (const [before, inside] of seen) expect(inside).toBe(before);
    expect(new Set(seen.flat()).size).toBe(2);
    expect(currentTraceparent()).toBeNull();
  });

  it("goes on with a trace that was kept, and begins a new one where what was kept is none", () => {
    const tracing = createTracing();
    const kept = tracing.start("webhook").traceparent;
    const goesOn = tracing.start("turn", { continues: kept });
    expect(traceIdOf(goesOn.traceparent)).toBe(traceIdOf(kept));
    const anew = tracing.start("turn", { continues: "rubbish" });
    expect(traceIdOf(anew.traceparent)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf(anew.traceparent)).not.toBe(traceIdOf(kept));
  });

  it("is on every line of the log that is written meanwhile, and on no other", () => {
    const lines: string[] = [];
    const log = createLog("info", { to: { write: (line) => lines.push(line) } });
    const span = createTracing().start("turn");
    span.run(() => log.info("within"));
    span.run(() => untraced(() => log.info("for everybody")));
    log.info("outside");
    expect(lines.map((line) => JSON.parse(line).trace)).toEqual([traceIdOf(span.traceparent), undefined, undefined]);
  });

  it("tells how long each step took, what was said of it, and of a failure only its kind", async () => {
    const ended: EndedSpan[] = [];
    const tracing = createTracing({ observe: (span) => ended.push(span) });
    const failing = spanned(tracing.start("turn", { attributes: { channel: "c1" } }), async () => {
      step("pick_up", () => undefined, { since: new Date(Date.now() - 5_000) });
      note({ outcome: "failed" });
      throw new TypeError("the customer said: hello");
    });
    await expect(failing).rejects.toThrow("hello");
    expect(ended.map(({ name, hasFailed }) => ({ name, hasFailed }))).toEqual([
      { name: "pick_up", hasFailed: false },
      { name: "turn", hasFailed: true },
    ]);
    expect(ended[0]?.seconds).toBeGreaterThanOrEqual(5);
    expect(JSON.stringify(ended)).not.toContain("hello");
    expect(ended[1]?.attributes).toEqual({ channel: "c1", outcome: "failed" });
  });
});

it("a step outside of any trace only runs", () => {
  expect(step("parse", () => 7)).toBe(7);
});

it("a collector that is away holds nobody up, and is complained of in the log, once", async () => {
  const lines: string[] = [];
  const recorder = createOtlpRecorder({
    url: "http://127.0.0.1:9/v1/traces",
    headers: {},
    resource: { "service.name": "test" },
    log: { ...silentLog, warn: (event) => void lines.push(event) },
  });
  const tracing = createTracing({ recorder });
  for (let count = 0; count < 20; count++) spanned(tracing.start("turn"), () => undefined);
  const began = performance.now();
  await tracing.close();
  expect(performance.now() - began).toBeLessThan(4_000);
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), { timeout: 10_000 });
  expect(new Set(lines).size).toBe(lines.length);
}, 30_000);
