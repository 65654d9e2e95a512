import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { createLog } from "../infra/log/log.ts";
import { endOnUnexpected } from "./end-on-unexpected.ts";

it.each(["uncaughtException", "unhandledRejection"])("logs what nobody handled (%s), and stops with 1", (kind) => {
  const lines: string[] = [];
  const codes: number[] = [];
  const from = new EventEmitter();
  const log = createLog("error", {
    scrub: (text) => text.replace("4111", "▒"),
    to: { write: (line) => void lines.push(line) },
  });
  endOnUnexpected(from, log, (code) => void codes.push(code));
  from.emit(kind, new Error("no card 4111"));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "error", event: "process.unexpected", kind, error: { message: "no card ▒" } },
  ]);
  expect(codes).toEqual([1]);
});
