import fc from "fast-check";
import { expect, it } from "vitest";
import { titleOf } from "./desk-view.ts";

const title = (name: string) => titleOf({ conversation: { number: "1042" }, customer: { name } });

it("is the code and the customer's name", () => {
  expect(title("王丽")).toBe("C1042 · 王丽");
});

it("is cut at 120 UTF-16 units, one character before where the next would not fit whole", () => {
  // `C1042 · ` are eight units: an emoji of two begins at the last of 120 when 111 stand before it.
  expect(title("x".repeat(200))).toBe(`C1042 · ${"x".repeat(112)}`);
  expect(title(`${"x".repeat(110)}😀😀`)).toBe(`C1042 · ${"x".repeat(110)}😀`);
  expect(title(`${"x".repeat(111)}😀`)).toBe(`C1042 · ${"x".repeat(111)}`);
});

it("never ends in a space or half a character, and keeps as much of the name as fits", () => {
  const names = fc.string({ unit: "binary", maxLength: 200 });
  fc.assert(
    fc.property(names, (name) => {
      const whole = `C1042 · ${name}`;
      const cut = title(name);
      expect(cut.length).toBeLessThanOrEqual(120);
      expect(whole.startsWith(cut)).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut).toBe(cut.trimEnd());
      // What is left out, but for spaces, would not have fitted.
      const [next = ""] = whole.slice(cut.length).trimStart();
      const spaces = whole.slice(cut.length).length - whole.slice(cut.length).trimStart().length;
      if (next !== "") expect(cut.length + spaces + next.length).toBeGreaterThan(120);
    }),
  );
});
