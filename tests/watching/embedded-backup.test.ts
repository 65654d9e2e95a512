import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openDatabase } from "../../app/open-database.ts";
import { parseEnvironment } from "../../infra/config/environment.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { prepareDesk } from "../support/prepare-desk.ts";

// As docs/running-several-processes.md says: the product stopped, the directory packed with its owners and rights.
it("a copy of the data directory of a stopped product is a desk again, at another place", async () => {
  const [before, after] = [await createDataFolder(), await createDataFolder()];
  const open = (folder: string) =>
    openDatabase(parseEnvironment({ DESKHAND_DATA_DIR: join(folder, "data") }), silentLog, "tool");
  const first = await open(before);
  await prepareDesk(first.ownerUrl ?? "");
  const kept = await first.db.system("faqs").orderBy("id").select("id", "question");
  await first.close();

  const archive = join(before, "deskhand-data.tgz");
  execFileSync("tar", ["-C", before, "-czpf", archive, "data"]);
  execFileSync("tar", ["-C", after, "-xzpf", archive]);
  await rm(join(before, "data"), { recursive: true });

  const restored = await open(after);
  try {
    expect(kept.length).toBeGreaterThan(1);
    expect(await restored.db.system("faqs").orderBy("id").select("id", "question")).toEqual(kept);
  } finally {
    await restored.close();
  }
}, 180_000);
