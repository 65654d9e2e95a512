import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { catalogue } from "./index.ts";

const folder = new URL(".", import.meta.url);

it("every group of the catalogue is tested in its short form", async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  const tested = texts.flatMap((text) => [...text.matchAll(/^shortForms\("(.+)"\);$/gm)].map(([, name]) => name));
  expect(tested.sort()).toEqual(catalogue.map(({ name }) => name).sort());
});

it("no two faults have one name", () => {
  const names = catalogue.flatMap(({ faults }) => faults.map(({ name }) => name));
  expect([...new Set(names)]).toEqual(names);
});
