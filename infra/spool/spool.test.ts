import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deadOwner, drainSpool, useSpoolFolder } from "../../tests/support/spool-folder.ts";
import { createSecretBox } from "../crypto/secret-box.ts";
import { NOBODY, ownerHere } from "./owner.ts";
import { lookIntoFolder, type SpoolFiles } from "./spool-folder.ts";

const files = useSpoolFolder();

async function theOnlyFile(): Promise<string> {
  const names = await fs.readdir(files.path);
  expect(names).toHaveLength(1);
  return join(files.path, names[0] ?? "");
}

/** A disk that takes so many bytes and then fails in every way, as it looks to a process that was killed. */
function diskFor(byteCount: number): SpoolFiles {
  let left = byteCount;
  const failing = async () => {
    throw Object.assign(new Error("i/o error"), { code: "EIO" });
  };
  const openHere = async (...args: Parameters<typeof fs.open>) => {
    if (left <= 0) return failing();
    const handle = await files.openFile(...args);
    const appendFile = async (text: string, encoding: "latin1") => {
      const part = text.slice(0, Math.max(0, left));
      left -= text.length;
      await handle.appendFile(part, encoding);
      if (left < 0) await failing();
    };
    return new Proxy(handle, {
      get: (_, name) => {
        if (name === "appendFile") return appendFile;
        if (left < 0 && name === "truncate") return failing;
        const value: unknown = Reflect.get(handle, name);
        return typeof value === "function" ? value.bind(handle) : value;
      },
    });
  };
  return {
    ...fs,
    open: openHere,
    rename: async (from, to) => (left <= 0 ? failing() : fs.rename(from, to)),
    unlink: async (path) => (left <= 0 ? failing() : fs.unlink(path)),
  };
}

describe("the spool", () => {
  it("gives back what it was given, in order, from any number of files, and leaves none behind", async () => {
    const spool = files.open({ segmentBytes: 300 });
    const records = Array.from({ length: 40 }, (_, index) => `record ${index} 客户的话 \u0000`);
    for (let at = 0; at < 40; at += 4) await spool.append(records.slice(at, at + 4));
    expect(spool.held()).toMatchObject({ records: 40 });
    expect(spool.held().files).toBeGreaterThan(5);
    expect(await drainSpool(spool)).toEqual(records);
    expect(spool.held()).toEqual({ files: 0, records: 0, bytes: 0 });
    expect(await fs.readdir(files.path)).toEqual([]);
  });

  it("shows nothing of a record on the disk, and nobody else may look", async () => {
    await files.open().append(["my card number is 4111"]);
    const file = await theOnlyFile();
    expect(await fs.readFile(file, "latin1")).not.toContain("4111");
    expect((await fs.stat(file)).mode & 0o777).toBe(0o600);
    expect((await fs.stat(files.path)).mode & 0o777).toBe(0o700);
  });

  it("takes what is appended while a file is being taken into another file", async () => {
    const spool = files.open();
    await spool.append(["a"]);
    const taken = await spool.takeOldest();
    await spool.append(["b"]);
    await taken?.done([]);
    expect(taken?.records).toEqual(["a"]);
    expect(await drainSpool(spool)).toEqual(["b"]);
  });

  it("loses nothing that was acknowledged, whenever the process is killed, and keeps its order", async () => {
    const step = fc.record({
      batches: fc.array(fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { minLength: 1, maxLength: 4 }), {
        maxLength: 6,
      }),
      // Where in the bytes that it writes the process is killed.
      killedAt: fc.integer({ min: 0, max: 4_000 }),
      takesFiles: fc.nat({ max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (lives) => {
        const here = await fs.mkdtemp(join(tmpdir(), "deskhand-spool-"));
        let number = 0;
        const taken: string[] = [];
        const acknowledged: string[] = [];
        const attempted = new Set<string>();
        for (const [life, { batches, killedAt, takesFiles }] of lives.entries()) {
          const owner = deadOwner.replace(/-\d+-/, `-${life + 1}-`);
          const spool = files.open({ folder: here, owner, files: diskFor(killedAt), segmentBytes: 400 });
          await spool.adopt().catch(() => 0);
          for (const batch of batches) {
            const named = batch.map((text) => `${number++}:${text}`);
            for (const record of named) attempted.add(record);
            await spool.append(named).then(
              () => acknowledged.push(...named),
              () => undefined,
            );
          }
          for (let at = 0; at < takesFiles; at++) {
            const file = await spool.takeOldest().catch(() => null);
            // Stored, and perhaps killed before the file was removed.
            if (file) taken.push(...file.records);
            await file?.done([]).catch(() => undefined);
          }
        }
        const last = files.open({ folder: here, owner: ownerHere() });
        await last.adopt();
        const found = [...taken, ...(await drainSpool(last))];
        const once = [...new Set(found)];
        // What was not acknowledged may be there as well: who sent it sends it again.
        expect(once.filter((record) => acknowledged.includes(record))).toEqual(acknowledged);
        expect(once.every((record) => attempted.has(record))).toBe(true);
        expect((await lookIntoFolder(here)).aside.files).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a damaged file", () => {
  it("gives what comes before and after a changed byte, wherever that is, and keeps the rest aside", async () => {
    const written = files.open({ owner: deadOwner });
    await written.append(["one", "two", "three", "four"]);
    const file = await theOnlyFile();
    const whole = await fs.readFile(file);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const here = await fs.mkdtemp(join(tmpdir(), "deskhand-spool-"));
        const bytes = Buffer.from(whole);
        bytes.writeUInt8((whole.at(at) ?? 0) ^ change, at);
        await fs.writeFile(join(here, file.slice(files.path.length + 1)), bytes);
        const spool = files.open({ folder: here, owner: ownerHere() });
        await spool.adopt();
        const records = await drainSpool(spool);
        const isInOrder = ["one", "two", "three", "four"].filter((record) => records.includes(record));
        expect(records).toEqual(isInOrder);
        expect(records.length).toBeGreaterThanOrEqual(3);
        const { aside } = await lookIntoFolder(here);
        // The end of the last line alone can be missing without a loss.
        if (records.length < 4) expect(aside.bytes).toBeGreaterThan(50);
        expect(await fs.readdir(here)).toHaveLength(aside.files);
      }),
      { numRuns: 200 },
    );
  });

  it("that ends in the middle of a record gives those before it, and nothing is aside: nobody was told it was kept", async () => {
    await files.open({ owner: deadOwner }).append(["one", "two"]);
    const file = await theOnlyFile();
    await fs.truncate(file, (await fs.stat(file)).size - 20);
    const spool = files.open();
    expect(await spool.adopt()).toBe(1);
    expect(await drainSpool(spool)).toEqual(["one"]);
    expect(await fs.readdir(files.path)).toEqual([]);
  });

  it("written under a key that is not there is kept aside whole, and read again once it is there", async () => {
    await files.open({ owner: deadOwner }).append(["one", "two"]);
    const other = files.open({ secrets: createSecretBox([Buffer.alloc(32, 8)]) });
    await other.adopt();
    expect(await drainSpool(other)).toEqual([]);
    const aside = await theOnlyFile();
    await fs.rename(aside, aside.replace(/\.aside$/, ".spool").replace(ownerHere(), NOBODY));
    const again = files.open();
    await again.adopt();
    expect(await drainSpool(again)).toEqual(["one", "two"]);
  });

  it("keeps aside what could not be taken", async () => {
    const spool = files.open();
    await spool.append(["good", "refused"]);
    const taken = await spool.takeOldest();
    await taken?.done(["refused"]);
    expect((await lookIntoFolder(files.path)).aside.files).toBe(1);
    expect(spool.held().records).toBe(0);
  });
});

describe("files of other processes", () => {
  it("are left alone while their owner lives, and taken once, by one of those who want them, when it is gone", async () => {
    const parent = ownerHere().replace(/^\d+/, String(process.ppid));
    // A process with the parent's number that began at another time is not the parent.
    await files.open({ owner: parent }).append(["left by one that is gone"]);
    const [first, second] = [files.open(), files.open({ owner: ownerHere().replace(/-\w+$/, "-elsewhere") })];
    expect((await Promise.all([first.adopt(), second.adopt()])).sort()).toEqual([0, 1]);
    expect([...(await drainSpool(first)), ...(await drainSpool(second))]).toEqual(["left by one that is gone"]);
    await first.append(["alive"]);
    expect(await second.adopt()).toBe(0);
  });

  it("of another container are taken when their owner was silent for long", async () => {
    const elsewhere = files.open({ owner: "1-2-elsewhere" });
    await elsewhere.append(["a"]);
    const spool = files.open();
    expect(await spool.adopt()).toBe(0);
    const file = await theOnlyFile();
    await fs.utimes(file, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    await elsewhere.touch();
    expect(await spool.adopt()).toBe(0);
    await fs.utimes(file, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    expect(await spool.adopt()).toBe(1);
    expect(await drainSpool(spool)).toEqual(["a"]);
  });

  it("that are taken from one that lives lose nothing: it writes once more what may not have been read", async () => {
    const slow = files.open({ owner: "1-2-elsewhere" });
    await slow.append(["a"]);
    const file = await theOnlyFile();
    await fs.utimes(file, new Date(0), new Date(0));
    const spool = files.open();
    expect(await spool.adopt()).toBe(1);
    expect(await drainSpool(spool)).toEqual(["a"]);
    await slow.append(["b"]);
    expect(await drainSpool(slow)).toEqual(["b"]);
  });

  it("are free for whoever comes next when their owner stopped in good order", async () => {
    const spool = files.open({ owner: "1-2-elsewhere" });
    await spool.append(["a"]);
    await spool.close();
    const next = files.open();
    expect(await next.adopt()).toBe(1);
    expect(await drainSpool(next)).toEqual(["a"]);
  });
});
