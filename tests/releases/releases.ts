import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { connectOwner } from "../../infra/db/connect.ts";
import { packageRoot } from "../../infra/package-root.ts";

export const releasesFolder = join(packageRoot, "tests/fixtures/releases");

/** By the name of its dump: how many migrations a release has, and the number of the last. */
export const releases = {
  "0.1.0-desk": { migrations: 24, last: "0026" },
  "0.1.0-funds": { migrations: 35, last: "0037" },
} as const;
export type Release = keyof typeof releases;

/** Makes an empty database one of a release. */
export async function loadRelease(url: string, release: Release): Promise<void> {
  const owner = connectOwner(url);
  const sql = gunzipSync(await readFile(join(releasesFolder, `${release}.sql.gz`))).toString("utf8");
  await owner.raw(sql.replaceAll("?", "\\?"));
  await owner.destroy();
}
