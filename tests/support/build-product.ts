import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../infra/package-root.ts";

export interface BuiltProduct {
  /** As `dist/` would be. */
  folder: string;
  remove(): Promise<void>;
}

/** The product that runs under faults (`tests/faults`), as it lies in a built folder. */
export const underFaults = (folder: string): string => join(folder, "tests/faults/bench/product-process.js");

/** The product as `npm run build` makes it, and the one that runs under faults, in a folder of its own. */
export async function buildProduct(): Promise<BuiltProduct> {
  // Below `node_modules`, where it finds the packages that it leaves outside.
  const folder = await mkdtemp(join(packageRoot, "node_modules", ".deskhand-built-"));
  // Without its `prebuild`, which would remove a `dist/` that somebody runs.
  const build = ["run", "--ignore-scripts", "--silent", "build", "--", `--outdir=${folder}`];
  await promisify(execFile)("npm", [...build, "tests/faults/bench/product-process.ts"], { cwd: packageRoot });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
