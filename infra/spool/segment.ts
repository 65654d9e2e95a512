import type { FileHandle } from "node:fs/promises";
import type { SpoolFile, SpoolFiles } from "./spool-folder.ts";

/** A file that is being written. */
export interface Segment extends SpoolFile {
  records: number;
  handle: FileHandle;
}

/** Begins a file, for its owner alone to read. */
export async function beginSegment(path: string, files: SpoolFiles): Promise<Segment> {
  return { path, bytes: 0, records: 0, handle: await files.open(path, "ax", 0o600) };
}

/**
 * Writes and waits for the disk. False when the file is not ours any more: another process took it for a dead one's,
 * and may have read it before this was written. What it read is only added once.
 * @throws what the disk says; then the file must be left alone, since it is not known what of it will be there.
 */
export async function append(segment: Segment, text: string, records: number, files: SpoolFiles): Promise<boolean> {
  try {
    await segment.handle.appendFile(text, "latin1");
    await segment.handle.datasync();
    const [ours, there] = await Promise.all([segment.handle.stat(), files.stat(segment.path).catch(() => null)]);
    if (there?.ino !== ours.ino || there.dev !== ours.dev) return false;
  } catch (error) {
    // Nobody is told that it was kept, so it should not be found either; where that fails it is found twice.
    await segment.handle.truncate(segment.bytes).catch(() => undefined);
    throw error;
  }
  segment.bytes += text.length;
  segment.records += records;
  return true;
}
