import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

it("reads nothing of the product before the heap has been told how to grow", async () => {
  const source = await readFile(new URL("main.ts", import.meta.url), "utf8");
  const read = [...source.matchAll(/import [^(]*?from "(.+)"|import\("(.+)"\)|(growHeapSlowly\(\);)/g)].map(
    ([, from, later, call]) => from ?? later ?? call,
  );
  expect(read).toEqual(["../infra/grow-heap-slowly.ts", "growHeapSlowly();", "./run-product.ts"]);
});
