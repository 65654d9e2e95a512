import * as fs from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { SecretBox } from "../crypto/secret-box.ts";
import { UnavailableError } from "../errors.ts";
import type { Log } from "../log/log.ts";
import { ownerHere } from "./owner.ts";
import { openLines, sealLine } from "./sealed-lines.ts";
import { append, beginSegment, type Segment } from "./segment.ts";
import { createSpentFiles, unlessGone } from "./spent-files.ts";
import {
  adoptAbandoned,
  makeFolder,
  newSpoolName,
  release,
  type SpoolFile,
  type SpoolFiles,
  syncFolder,
} from "./spool-folder.ts";
import { createTurns } from "./turns.ts";

/** Records on this machine's disk that wait for something else to take them, in order. */
export interface Spool {
  /**
   * Resolves once the records are on the disk: all of them.
   * @throws UnavailableError when the spool is full or the disk fails; then none of them counts as kept.
   */
  append(records: string[]): Promise<void>;
  /** The oldest file's records; null when nothing is held. What is appended from now on goes to another file. */
  takeOldest(): Promise<TakenFile | null>;
  /** Takes over what processes left that are gone, and removes what could not be. Resolves with how many it took. */
  adopt(): Promise<number>;
  /** Says to other processes that this one lives and has not forgotten its files. */
  touch(): Promise<void>;
  /** What this process holds; records of files that it took over count once they are read. */
  held(): { files: number; records: number; bytes: number };
  /** Leaves everything to whoever comes next. */
  close(): Promise<void>;
}

export interface TakenFile {
  records: string[];
  /**
   * Ends the file: from now on nothing of it is held. What could not be taken is kept aside, with what could not be read.
   * Resolves once it is removed; what the disk does not let go is tried again, and never rejects.
   */
  done(refused: string[]): Promise<void>;
}

export interface SpoolOptions {
  folder: string;
  secrets: SecretBox;
  clock: Clock;
  log: Log;
  /** How much this process may hold. */
  maxBytes: number;
  /** One file; small enough to be read whole. */
  segmentBytes?: number;
  owner?: string;
  files?: SpoolFiles;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;

export function createSpool(options: SpoolOptions): Spool {
  const { folder, secrets, clock, log, maxBytes, segmentBytes = SEGMENT_BYTES, owner = ownerHere() } = options;
  const { files = fs } = options;
  const inTurn = createTurns();
  const spent = createSpentFiles(files, log);
  let closed: (SpoolFile & { records: number })[] = [];
  let active: Segment | null = null;

  const held = () => {
    const all = active ? [...closed, active] : closed;
    return {
      files: all.length,
      records: all.reduce((sum, { records }) => sum + records, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  };
  const begin = async (): Promise<Segment> => {
    await makeFolder(folder, files);
    const segment = await beginSegment(join(folder, newSpoolName(owner)), files);
    try {
      await syncFolder(folder, files);
    } catch (error) {
      await retire(segment);
      throw error;
    }
    return segment;
  };
  /** Nothing is written to it any more; it waits its turn unless it is empty or another's. */
  const retire = async (segment: Segment, isOurs = true) => {
    active = null;
    await segment.handle.close().catch((error: unknown) => log.warn("spool.not_closed", { error }));
    const { path, bytes, records } = segment;
    if (isOurs && bytes > 0) closed.push({ path, bytes, records });
    else if (isOurs) await files.unlink(path).catch(() => undefined);
  };
  const write = async (text: string, records: number) => {
    // A second time only where another process had taken the file.
    for (let attempt = 1; attempt <= 2; attempt++) {
      const segment: Segment = active ?? (await begin());
      active = segment;
      const isKept = await append(segment, text, records, files).catch(async (error: unknown) => {
        await retire(segment);
        throw error;
      });
      if (!isKept) await retire(segment, false);
      else if (segment.bytes >= segmentBytes) await retire(segment);
      if (isKept) return;
    }
    throw new UnavailableError("the spool's files are taken away while they are written");
  };

  return {
    append: (records) =>
      inTurn(async () => {
        const text = records.map((record) => sealLine(record, secrets)).join("");
        if (held().bytes + text.length > maxBytes) throw new UnavailableError("the spool is full");
        try {
          await write(text, records.length);
        } catch (error) {
          throw error instanceof UnavailableError
            ? error
            : new UnavailableError("the spool cannot be written to", error);
        }
      }),
    takeOldest: () =>
      inTurn(async () => {
        const found = await readFirst();
        if (!found) return null;
        const { file: oldest, bytes } = found;
        const read = openLines(bytes, secrets);
        oldest.records = read.records.length;
        if (read.tornBytes > 0) log.warn("spool.torn", { bytes: read.tornBytes });
        return {
          records: read.records,
          done: (refused) => {
            closed = closed.filter((file) => file !== oldest);
            return spent.remove(oldest.path, [...read.damaged, ...refused.map((record) => sealLine(record, secrets))]);
          },
        };
      }),
    adopt: async () => {
      await spent.retry();
      return inTurn(async () => {
        const adopted = await adoptAbandoned(folder, owner, clock.now().getTime(), files, spent.has);
        closed = [...adopted.map((file) => ({ ...file, records: 0 })), ...closed];
        return adopted.length;
      });
    },
    touch: () =>
      inTurn(async () => {
        const now = clock.now();
        for (const { path } of active ? [...closed, active] : closed)
          await files.utimes(path, now, now).catch(unlessGone);
      }),
    held,
    close: () =>
      inTurn(async () => {
        if (active) await retire(active);
        for (const { path } of closed) await release(path, files).catch(unlessGone);
        if (closed.length > 0) await syncFolder(folder, files);
        closed = [];
      }),
  };

  /** The oldest file that can be read and that nobody has taken over. */
  async function readFirst() {
    for (;;) {
      if (closed.length === 0 && active) await retire(active);
      const [file] = closed;
      if (!file) return null;
      const bytes = await readWhole(file.path, files)
        .catch(unlessGone)
        .catch(async (error: unknown) => {
          if (isOurTrouble(error)) throw error;
          await spent.setAside(file.path, error);
        });
      if (bytes) return { file, bytes };
      closed = closed.filter((other) => other !== file);
    }
  }
}

async function readWhole(path: string, files: SpoolFiles): Promise<Buffer> {
  const handle = await files.open(path, "r");
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Short of something that has nothing to do with the file: it can be read later. */
function isOurTrouble(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EMFILE" || code === "ENFILE" || code === "ENOMEM" || code === "EAGAIN";
}
