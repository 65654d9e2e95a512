/** `npm run measure:size [CHUNKS] [FOLDER]`: a large knowledge base in one process; a FOLDER is kept and used again. */
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { migrate } from "../../infra/db/migrate.ts";
import { openEmbeddedPostgres } from "../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../infra/log/log.ts";
import { writeLargeKnowledge } from "./large-knowledge.ts";

const run = promisify(execFile);
const chunks = Number(process.argv[2] ?? 100_000);
const kept = process.argv[3];
const dataDir = kept ?? (await mkdtemp(join(tmpdir(), "deskhand-size-")));
await mkdir(dataDir, { recursive: true });
await chmod(dataDir, 0o711); // for the server's user, when this runs as root

const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
try {
  const orgId = await prepare();
  for (const name of ["first start", "next start"]) {
    const script = fileURLToPath(new URL("size-process.ts", import.meta.url));
    const { stdout } = await run(process.execPath, [
      "--import",
      "tsx",
      script,
      postgres.url,
      orgId,
      dataDir,
      String(chunks),
    ]);
    process.stdout.write(`${name}: ${stdout}`);
  }
} finally {
  await postgres.close();
  if (kept === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
}

async function prepare(): Promise<string> {
  await migrate(postgres.url);
  const db = connectDatabase(postgres.url);
  try {
    return (await findOrganization(db.system, "large").catch(() => null)) ?? (await writeLargeKnowledge(db, chunks));
  } finally {
    await db.close();
  }
}
