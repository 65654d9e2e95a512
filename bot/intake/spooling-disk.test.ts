import * as fs from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UnavailableError } from "../../infra/errors.ts";
import type { Spool } from "../../infra/spool/spool.ts";
import { useInboxBehindWire } from "../../tests/support/inbox-behind-wire.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import type { Spooling } from "./spooling.ts";

/** Slack gives up an answer after three seconds. */
const ANSWER_WITHIN_MS = 3_000;

const inbox = useInboxBehindWire();
let disk: Disk;
beforeEach(() => {
  disk = createDisk();
});
afterEach(() => disk.mend());

/** What a spool asks of its disk. */
type DiskCall = "create" | "datasync" | "read" | "unlink";

interface Disk {
  files: typeof fs;
  /** From now on this call gives no answer, or fails with the code. */
  break(call: DiskCall, how: "hangs" | "EROFS" | "ENOSPC"): void;
  /** Whether somebody waits for it. */
  hangs(): boolean;
  /** What hangs goes on. */
  mend(): void;
}

function createDisk(): Disk {
  const broken = new Map<DiskCall, string>();
  const goOn: (() => void)[] = [];
  const pass = async (call: DiskCall) => {
    const how = broken.get(call);
    if (how === "hangs") await new Promise<void>((resolve) => goOn.push(resolve));
    else if (how !== undefined) throw Object.assign(new Error("refused by the disk"), { code: how });
  };
  const open: typeof fs.open = async (path, flags, mode) => {
    if (flags === "r") await pass("read");
    if (flags === "ax") await pass("create");
    const handle = await fs.open(path, flags, mode);
    const { datasync } = handle;
    handle.datasync = async () => {
      await pass("datasync");
      await datasync.call(handle);
    };
    return handle;
  };
  const unlink: typeof fs.unlink = async (path) => {
    await pass("unlink");
    await fs.unlink(path);
  };
  return {
    files: { ...fs, open, unlink },
    break: (call, how) => void broken.set(call, how),
    hangs: () => goOn.length > 0,
    mend: () => {
      broken.clear();
      for (const resolve of goOn.splice(0)) resolve();
    },
  };
}

function openIntake({ maxBytes = 50_000_000 } = {}) {
  let appends = 0;
  let spool: Spool | undefined;
  const watch = (opened: Spool): Spool => {
    spool = opened;
    return {
      ...opened,
      append: (records) => {
        appends += 1;
        return opened.append(records);
      },
    };
  };
  const { intake, spooling } = inbox.open({ maxBytes, files: disk.files, watch });
  const accept = (id: string, raw = "{}") => intake.accept(inbox.source, [{ externalId: id, chat: "a", raw }]);
  return { accept, spooling, held: () => spool?.held(), appends: () => appends };
}

/** How long it took, whatever became of it. */
async function timed(work: Promise<unknown>): Promise<{ outcome: unknown; tookMs: number }> {
  const from = performance.now();
  const outcome = await work.then(
    () => "stored",
    (error: unknown) => error,
  );
  return { outcome, tookMs: performance.now() - from };
}

const isEmptied = (spooling: Spooling) => waitFor("the spool to be empty", () => !spooling.isOn());

it.each(["hangs", "EROFS"] as const)(
  "stores what comes after an outage though the disk (%s) lets no file of it go",
  async (how) => {
    const { accept, spooling } = openIntake();
    await inbox.proxy.cut();
    await accept("1");
    disk.break("unlink", how);
    // Then nothing new can go there either.
    if (how === "EROFS") disk.break("create", how);
    await inbox.proxy.restore();
    await waitFor("what was kept to be stored", async () => (await inbox.stored()).length === 1);
    const { outcome, tookMs } = await timed(accept("2"));
    expect(outcome).toBe("stored");
    expect(tookMs).toBeLessThan(ANSWER_WITHIN_MS);
    await isEmptied(spooling);
    expect(await inbox.stored()).toEqual(["1", "2"]);
  },
);

it("refuses in time what may not pass what lies on a disk that hangs, and stores all in order once it goes on", async () => {
  const { accept, spooling } = openIntake();
  await inbox.proxy.cut();
  disk.break("read", "hangs");
  await accept("1");
  await inbox.proxy.restore();
  await waitFor("the disk to be read", () => disk.hangs());
  const first = await timed(accept("2"));
  expect(first.outcome).toBeInstanceOf(UnavailableError);
  expect(first.tookMs).toBeLessThan(ANSWER_WITHIN_MS);
  const next = await timed(accept("3"));
  expect(next.outcome).toBeInstanceOf(UnavailableError);
  expect(next.tookMs).toBeLessThan(ANSWER_WITHIN_MS);
  disk.mend();
  await isEmptied(spooling);
  await accept("4");
  // What was refused as too late may be there: whoever sent it sends it again.
  expect((await inbox.stored()).filter((id) => id !== "2")).toEqual(["1", "4"]);
});

it("holds what one write brought while the disk hangs, and refuses at once what comes after it", async () => {
  const { accept, spooling, held, appends } = openIntake();
  await inbox.proxy.cut();
  disk.break("datasync", "hangs");
  const raw = "x".repeat(1_000_000);
  const outcomes: unknown[] = [];
  for (let round = 0; round < 20; round++) {
    const sent = Array.from({ length: 16 }, (_, at) => timed(accept(`${round}-${at}`, raw)));
    outcomes.push(...(await Promise.all(sent)).map(({ outcome }) => outcome));
  }
  expect(outcomes.every((outcome) => outcome instanceof UnavailableError)).toBe(true);
  expect(appends()).toBeLessThanOrEqual(2);
  expect(spooling.canKeep()).toBe(false);
  disk.mend();
  await waitFor("the write to end", () => (held()?.records ?? 0) > 0);
  await accept("later");
  await inbox.proxy.restore();
  await isEmptied(spooling);
  expect((await inbox.stored()).at(-1)).toBe("later");
});

it("stores again once the database is back, though the disk still hangs at something that nobody was told was kept", async () => {
  const { accept, spooling, held } = openIntake();
  await inbox.proxy.cut();
  disk.break("datasync", "hangs");
  expect((await timed(accept("1"))).outcome).toBeInstanceOf(UnavailableError);
  await inbox.proxy.restore();
  await isEmptied(spooling);
  const { outcome, tookMs } = await timed(accept("2"));
  expect(outcome).toBe("stored");
  expect(tookMs).toBeLessThan(ANSWER_WITHIN_MS);
  disk.mend();
  await waitFor("the disk to be emptied", () => held()?.files === 0 && !spooling.isOn());
  expect(await inbox.stored()).toEqual(["2", "1"]);
});

it("says that it can keep what comes again some seconds after the disk did not, and as soon as it did", async () => {
  const { accept, spooling } = openIntake();
  await inbox.proxy.cut();
  disk.break("create", "ENOSPC");
  expect((await timed(accept("1"))).outcome).toBeInstanceOf(UnavailableError);
  expect(spooling.canKeep()).toBe(false);
  inbox.clock.aheadMs = 5_000;
  expect(spooling.canKeep()).toBe(true);
  expect((await timed(accept("2"))).outcome).toBeInstanceOf(UnavailableError);
  expect(spooling.canKeep()).toBe(false);
  disk.mend();
  await accept("3");
  expect(spooling.canKeep()).toBe(true);
  await inbox.proxy.restore();
});

it("can keep what comes in the next outage when the last ended with a full spool", async () => {
  const { accept, spooling } = openIntake({ maxBytes: 500 });
  await inbox.proxy.cut();
  await accept("1");
  expect((await timed(accept("2", "x".repeat(500)))).outcome).toBeInstanceOf(UnavailableError);
  expect(spooling.canKeep()).toBe(false);
  await inbox.proxy.restore();
  await isEmptied(spooling);
  expect(spooling.canKeep()).toBe(true);
});
