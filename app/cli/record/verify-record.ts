import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { errorMessage, InputError } from "../../../infra/errors.ts";
import { type SetProgress, withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import { MANIFEST, Manifest } from "./manifest.ts";

interface Difference {
  path: string;
  what: "changed" | "missing" | "extra";
}

const LISTED = 200;

/** Holds the folder of an export against its manifest, and the manifest against the hash that was noted. No database. */
export async function verifyRecord(folder: string, noted: string | null): Promise<Report> {
  const { manifest, sha256 } = await readManifest(folder);
  const differences = await withProgress("files", (progress) => compare(folder, manifest, progress));
  if (noted !== null && noted !== sha256) differences.unshift({ path: MANIFEST, what: "changed" });
  const shown = differences.slice(0, LISTED).map(({ path, what }) => `${what}: ${path}`);
  const text = [
    fields({
      organisation: `${manifest.organization.code} ${manifest.organization.name}`,
      made: `${manifest.madeAt} by ${manifest.madeBy}`,
      files: manifest.files.length,
      "SHA-256 of the manifest": noted === null ? `${sha256} (compare it with what was noted)` : sha256,
      "audit head": manifest.auditHead,
      differences: differences.length,
    }),
    ...shown,
    ...(differences.length > LISTED ? [`The first ${LISTED} are listed; --json has all.`] : []),
  ].join("\n");
  const failure =
    differences.length === 0 ? {} : { failure: `The export is not as it was made: ${differences.length} differences` };
  return {
    json: { manifest: sha256, auditHead: manifest.auditHead, files: manifest.files.length, differences },
    text,
    ...failure,
  };
}

/** @throws InputError when there is none that can be read. */
async function readManifest(folder: string): Promise<{ manifest: Manifest; sha256: string }> {
  try {
    const bytes = await readFile(join(folder, MANIFEST));
    const manifest = Manifest.parse(JSON.parse(bytes.toString("utf8")));
    return { manifest, sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    const why = errorMessage(error).split("\n")[0]?.slice(0, 200);
    throw new InputError(`${join(folder, MANIFEST)} cannot be read as the manifest of an export: ${why}`);
  }
}

async function compare(folder: string, manifest: Manifest, progress: SetProgress): Promise<Difference[]> {
  const present = await filesIn(folder);
  present.delete(MANIFEST);
  const differences: Difference[] = [];
  let done = 0;
  for (const { path, sha256 } of manifest.files) {
    // Only what was found inside the folder is opened, whatever the manifest names.
    if (!present.delete(path)) differences.push({ path, what: "missing" });
    else if ((await hashOf(join(folder, path))) !== sha256) differences.push({ path, what: "changed" });
    done += 1;
    progress(done, manifest.files.length);
  }
  return [...differences, ...[...present].sort().map((path) => ({ path, what: "extra" as const }))];
}

/** Everything that is no folder, by its path with `/`. Links are not followed: an export has none. */
async function filesIn(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map(
      (entry) =>
        `${relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/")}${entry.isFile() ? "" : " (no plain file)"}`,
    );
  return new Set(paths);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}
