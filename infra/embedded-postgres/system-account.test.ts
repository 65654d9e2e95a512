import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDataFolder } from "../../tests/support/data-folder.ts";
import { assertCanEnter, assertCanRun } from "./system-account.ts";

const nobody = { name: "nobody", uid: 65_534, gid: 65_534 };

describe.runIf(process.getuid?.() === 0)("the server's user", () => {
  it("is let through a folder that it may enter but not list", async () => {
    await expect(assertCanEnter(nobody, await createDataFolder(0o711), "move it")).resolves.toBeUndefined();
  });

  it("is told of every closed folder on its way, so that one command opens them all", async () => {
    const outer = await createDataFolder(0o700);
    const inner = join(outer, "open/closed's");
    await mkdir(inner, { recursive: true });
    await chmod(inner, 0o700);
    const refused = assertCanEnter(nobody, join(outer, "open/closed's"), "move it");
    await expect(refused).rejects.toThrow(`chmod o+x ${outer} '${outer}/open/closed'\\''s' — or move it,`);
  });

  it("cannot run programs that were installed for their owner alone", async () => {
    const folder = await createDataFolder(0o711);
    const initdb = join(folder, "bin/initdb");
    await mkdir(join(folder, "bin"));
    await writeFile(initdb, "", { mode: 0o700 });
    const refused = assertCanRun(nobody, { folder, initdb, pgCtl: join(folder, "bin/pg_ctl") });
    await expect(refused).rejects.toThrow(`chmod -R o+rX ${folder} `);
  });
});
