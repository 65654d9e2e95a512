import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../infra/package-root.ts";
import { buildProduct } from "../../tools/build/build-product.ts";

/** The product that runs under faults (`tests/faults`), as it lies in a built folder. */
export const underFaults = (folder: string): string => join(folder, "tests/faults/bench/product-process.js");

/** The product as `npm run build` makes it, and the one that runs under faults, in a folder of its own. */
export async function buildForTests(): Promise<{ folder: string; remove(): Promise<void> }> {
  // Below `node_modules`, where it finds the packages that stay outside.
  const folder = await mkdtemp(join(packageRoot, "node_modules", ".deskhand-built-"));
  await buildProduct(folder, ["tests/faults/bench/product-process.ts"]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
