import * as fs from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deadOwner, drainSpool, useSpoolFolder } from "../../tests/support/spool-folder.ts";
import { UnavailableError } from "../errors.ts";
import { NOBODY } from "./owner.ts";
import { lookIntoFolder } from "./spool-folder.ts";

const files = useSpoolFolder();

/** Leaves a file of a process that is gone; gives the part of its name that stays. */
async function leave(record: string): Promise<string> {
  await files.open({ owner: deadOwner }).append([record]);
  const [name = ""] = await fs.readdir(files.path);
  return name.slice(0, 36);
}

async function refuse(code: string): Promise<never> {
  throw Object.assign(new Error("refused by the disk"), { code });
}

/** Opens every file but the one whose name begins so. */
function refusingToRead(name: string, code: string): typeof fs.open {
  return async (...args) =>
    args[1] === "r" && String(args[0]).includes(name) ? refuse(code) : files.openFile(...args);
}

/** What the operator does once the cause is gone. */
async function giveBackAside(): Promise<void> {
  for (const name of await fs.readdir(files.path)) {
    if (name.endsWith(".aside"))
      await fs.rename(join(files.path, name), join(files.path, `${name.slice(0, 36)}.${NOBODY}.spool`));
  }
}

describe("a file that cannot be read", () => {
  it.each(["EIO", "EACCES"])("(%s) is kept aside whole, and the next is taken", async (code) => {
    const bad = await leave("unreadable");
    const spool = files.open({ files: { ...fs, open: refusingToRead(bad, code) } });
    await spool.adopt();
    await spool.append(["good"]);
    expect(await drainSpool(spool)).toEqual(["good"]);
    expect(await lookIntoFolder(files.path)).toMatchObject({ waiting: { files: 0 }, aside: { files: 1 } });
    await giveBackAside();
    const again = files.open();
    await again.adopt();
    expect(await drainSpool(again)).toEqual(["unreadable"]);
  });

  it("nor renamed is left to a later look, and keeps nothing back", async () => {
    const bad = await leave("unreadable");
    let isReadOnly = true;
    const rename: typeof fs.rename = async (from, to) =>
      isReadOnly && String(to).endsWith(".aside") ? refuse("EROFS") : fs.rename(from, to);
    const spool = files.open({ files: { ...fs, open: refusingToRead(bad, "EIO"), rename } });
    await spool.adopt();
    await spool.append(["good"]);
    expect(await drainSpool(spool)).toEqual(["good"]);
    expect(await lookIntoFolder(files.path)).toMatchObject({ waiting: { files: 1 }, aside: { files: 0 } });
    isReadOnly = false;
    await spool.adopt();
    expect(await lookIntoFolder(files.path)).toMatchObject({ waiting: { files: 0 }, aside: { files: 1 } });
  });

  it("only because this process has no more files to open waits where it is", async () => {
    const bad = await leave("one");
    let isOut = true;
    const openHere: typeof fs.open = (...args) => (isOut ? refusingToRead(bad, "EMFILE") : files.openFile)(...args);
    const spool = files.open({ files: { ...fs, open: openHere } });
    await spool.adopt();
    await expect(spool.takeOldest()).rejects.toMatchObject({ code: "EMFILE" });
    isOut = false;
    expect(await drainSpool(spool)).toEqual(["one"]);
  });
});

describe("a file that was taken and cannot be removed", () => {
  it("is held no more, and removed at a later look", async () => {
    let isReadOnly = false;
    const unlink: typeof fs.unlink = async (path) => (isReadOnly ? refuse("EROFS") : fs.unlink(path));
    const spool = files.open({ files: { ...fs, open: files.openFile, unlink } });
    await spool.append(["a"]);
    isReadOnly = true;
    expect(await drainSpool(spool)).toEqual(["a"]);
    expect(spool.held()).toEqual({ files: 0, records: 0, bytes: 0 });
    expect(await fs.readdir(files.path)).toHaveLength(1);
    isReadOnly = false;
    expect(await spool.adopt()).toBe(0);
    expect(await fs.readdir(files.path)).toEqual([]);
  });

  it("since the disk hangs keeps nobody from writing on", async () => {
    const unlink: typeof fs.unlink = () => new Promise(() => undefined);
    const spool = files.open({ files: { ...fs, open: files.openFile, unlink } });
    await spool.append(["a"]);
    const taken = await spool.takeOldest();
    void taken?.done([]);
    expect(spool.held().files).toBe(0);
    await spool.append(["b"]);
    expect((await spool.takeOldest())?.records).toEqual(["b"]);
  });

  it("is kept aside whole where what was refused of it cannot be written down, since the disk is full", async () => {
    const openHere: typeof fs.open = async (...args) => (args[1] === "w" ? refuse("ENOSPC") : files.openFile(...args));
    const spool = files.open({ files: { ...fs, open: openHere } });
    await spool.append(["good", "refused"]);
    const taken = await spool.takeOldest();
    await taken?.done(["refused"]);
    expect(spool.held().files).toBe(0);
    await giveBackAside();
    const again = files.open();
    await again.adopt();
    expect(await drainSpool(again)).toEqual(["good", "refused"]);
  });

  it("does not take with it what was given back under its name", async () => {
    let isReadOnly = true;
    const unlink: typeof fs.unlink = async (path) => (isReadOnly ? refuse("EROFS") : fs.unlink(path));
    const spool = files.open({ files: { ...fs, open: files.openFile, unlink } });
    await spool.append(["good", "refused"]);
    await (await spool.takeOldest())?.done(["refused"]);
    await giveBackAside();
    await spool.adopt();
    isReadOnly = false;
    await spool.adopt();
    expect(await drainSpool(spool)).toEqual(["refused"]);
  });
});

describe("a spool that cannot keep anything", () => {
  it("says so when it is full, keeps what it has, and goes on once there is room", async () => {
    const spool = files.open({ maxBytes: 500 });
    await spool.append(["a".repeat(100)]);
    await expect(spool.append(["b".repeat(300)])).rejects.toBeInstanceOf(UnavailableError);
    expect(await drainSpool(spool)).toEqual(["a".repeat(100)]);
    await spool.append(["b".repeat(200)]);
    expect(await drainSpool(spool)).toEqual(["b".repeat(200)]);
  });

  it.each(["datasync", "sync", "appendFile", "open", "mkdir"] as const)(
    "says so when %s fails, leaves nothing behind, and does not give back what it could not promise",
    async (broken) => {
      let isBroken = false;
      const fail = async () => {
        throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
      };
      const openHere = async (...args: Parameters<typeof fs.open>) => {
        if (isBroken && broken === "open") return fail();
        const handle = await files.openFile(...args);
        return new Proxy(handle, {
          get: (_, name) => {
            if (isBroken && name === broken) return fail;
            const value: unknown = Reflect.get(handle, name);
            return typeof value === "function" ? value.bind(handle) : value;
          },
        });
      };
      const mkdir = ((...args: Parameters<typeof fs.mkdir>) =>
        isBroken && broken === "mkdir" ? fail() : fs.mkdir(...args)) as typeof fs.mkdir;
      const spool = files.open({ files: { ...fs, open: openHere, mkdir }, segmentBytes: 1 });
      await spool.append(["before"]);
      isBroken = true;
      await expect(spool.append(["lost"])).rejects.toBeInstanceOf(UnavailableError);
      isBroken = false;
      await spool.append(["after"]);
      expect(await drainSpool(spool)).toEqual(["before", "after"]);
      await spool.close();
      expect(files.openFiles()).toBe(0);
      expect(await fs.readdir(files.path)).toEqual([]);
    },
  );
});
