import { expect, it } from "vitest";
import { createLog } from "./log.ts";
import { createOutage } from "./outage.ts";

function open() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog("info", { to: { write: (line) => void lines.push(JSON.parse(line)) } });
  const time = { ms: 0 };
  const events = { failing: "thing.away", over: "thing.back" };
  return { lines, time, outage: createOutage(log, events, () => time.ms) };
}

it("tells of an outage's first failure, then once a minute with how many there were, and of its end", () => {
  const { lines, time, outage } = open();
  for (; time.ms <= 120_000; time.ms += 500) outage.failed(new Error("connection refused"));
  outage.over();
  outage.over();
  expect(lines).toMatchObject([
    { level: "warn", event: "thing.away", failures: 1, error: { message: "connection refused" } },
    { level: "warn", event: "thing.away", failures: 121 },
    { level: "warn", event: "thing.away", failures: 241 },
    { level: "info", event: "thing.back", failures: 241, seconds: 121 },
  ]);
});

it("says nothing where nothing failed, and tells of the next outage at once", () => {
  const { lines, outage } = open();
  outage.over();
  expect(lines).toEqual([]);
  outage.failed(new Error("gone"));
  outage.over();
  outage.failed(new Error("gone again"));
  expect(lines.map(({ event }) => event)).toEqual(["thing.away", "thing.back", "thing.away"]);
});
