import fc from "fast-check";
import { expect, it } from "vitest";
import { readTraceparent, toTraceparent } from "./trace-context.ts";

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
    .map((digits) => digits.join(""))
    .filter((digits) => /[^0]/.test(digits));

it("reads back every context that it writes", () => {
  fc.assert(
    fc.property(fc.record({ traceId: hex(32), spanId: hex(16), isSampled: fc.boolean() }), (context) => {
      expect(readTraceparent(toTraceparent(context))).toEqual(context);
    }),
  );
});

it.each([
  null,
  undefined,
  "",
  "nonsense",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
  "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
])("takes %j for no trace", (text) => {
  expect(readTraceparent(text)).toBeNull();
});
