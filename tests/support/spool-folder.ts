import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { systemClock } from "../../infra/clock.ts";
import { createSecretBox } from "../../infra/crypto/secret-box.ts";
import { silentLog } from "../../infra/log/log.ts";
import { ownerHere } from "../../infra/spool/owner.ts";
import { createSpool, type Spool, type SpoolOptions } from "../../infra/spool/spool.ts";

export interface SpoolFolder {
  /** Each test has one of its own. */
  readonly path: string;
  /** A spool of a process on that folder. */
  open(options?: Partial<SpoolOptions>): Spool;
  /** As `fs.open`, and closed after the test: those who are killed close nothing themselves. */
  openFile: typeof fs.open;
  /** How many files are open still. */
  openFiles(): number;
}

const spoolSecrets = createSecretBox([Buffer.alloc(32, 7)]);

/** A process of this machine that cannot be there: the number is above the highest. */
export const deadOwner = ownerHere().replace(/^\d+/, "4194305");

/** The folder of the tests of a file, in which they open spools. */
export function useSpoolFolder(): SpoolFolder {
  let path: string;
  const handles: fs.FileHandle[] = [];
  beforeEach(async () => {
    path = join(await fs.mkdtemp(join(tmpdir(), "deskhand-spool-")), "spool");
  });
  afterEach(async () => {
    for (const handle of handles.splice(0)) await handle.close().catch(() => undefined);
  });
  const openFile: typeof fs.open = async (...args) => {
    const handle = await fs.open(...args);
    handles.push(handle);
    return handle;
  };
  return {
    get path() {
      return path;
    },
    open: (options = {}) =>
      createSpool({
        folder: path,
        secrets: spoolSecrets,
        clock: systemClock,
        log: silentLog,
        maxBytes: 1_000_000,
        files: { ...fs, open: openFile },
        ...options,
      }),
    openFile,
    openFiles: () => handles.filter(({ fd }) => fd >= 0).length,
  };
}

/** Takes everything that a process would, in order. */
export async function drainSpool(spool: Spool): Promise<string[]> {
  const records: string[] = [];
  for (;;) {
    const taken = await spool.takeOldest();
    if (!taken) return records;
    records.push(...taken.records);
    await taken.done([]);
  }
}
