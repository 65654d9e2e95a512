import { expect, it } from "vitest";
import { buttons } from "../../../bot/commands/button-registry.ts";
import { commands } from "../../../bot/commands/registry.ts";
import { scenarios } from "./all.ts";

// A new command or button comes with a scenario, which then runs on every platform.
it("has a scenario for every command and every button that staff have, and for no other", () => {
  const proved = new Set(scenarios.flatMap(({ proves }) => proves));
  const known = [...commands.map(({ name }) => name), ...buttons.map(({ name }) => `[${name}]`)];
  expect([...proved].sort()).toEqual(known.sort());
});
