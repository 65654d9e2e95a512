import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../infra/db/migrate.ts";
import { isRunning } from "../../infra/embedded-postgres/process-of.ts";
import { createDataFolder, ownerUrl, query, serverPid, usedDataFolders } from "../support/data-folder.ts";
import { freePort } from "../support/free-port.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { spawnProduct } from "../support/spawn-product.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { startUnresponsive } from "../support/unresponsive-server.ts";
import { waitFor } from "../support/wait-for.ts";

const migratedFolder = usedDataFolders(async (url) => void (await migrate(url)));

describe("the product started on an empty data directory", () => {
  it("gets ready, prints its link, stops in good order with its database, and keeps everything for the next start", async () => {
    const dataDir = await createDataFolder();
    const port = await freePort();
    const variables = { DESKHAND_DATA_DIR: dataDir, PORT: String(port), NODE_ENV: "development", LOG_LEVEL: "warn" };

    const before = performance.now();
    const first = await spawnProduct(variables);
    expect(await first.ready(120_000)).toContain(`http://127.0.0.1:${port}/`);
    // For the reader; the machine decides how fast it is.
    const readyMs = Math.round(performance.now() - before);
    process.stderr.write(`from an empty data directory to ready: ${readyMs} ms\n`);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

    const second = await spawnProduct({ ...variables, PORT: "0" });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toBe(
      `Deskhand already runs on ${dataDir} (process ${first.pid}). Stop it first, or give this one a folder of its own with DESKHAND_DATA_DIR.\n`,
    );

    const databasePid = await serverPid(dataDir);
    const asked = performance.now();
    first.signal("SIGINT");
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(databasePid).not.toBeNull();
    expect(await isRunning(databasePid ?? 0)).toBe(false);
    expect(await serverPid(dataDir)).toBeNull();

    const key = await readFile(join(dataDir, "master-key"), "utf8").catch(() => null);
    const again = await spawnProduct(variables);
    await again.ready();
    expect(await readFile(join(dataDir, "master-key"), "utf8").catch(() => null)).toBe(key);
    const organisations = await query(await ownerUrl(dataDir), "SELECT code FROM organizations ORDER BY code");
    expect(organisations).toEqual([{ code: "default" }, { code: "demo" }]);
    again.signal("SIGTERM");
    expect(await again.ended).toEqual({ code: 0, signal: null });
  }, 180_000);

  it("leaves no database behind when it is stopped before it is ready", async () => {
    const dataDir = await migratedFolder();
    const product = await spawnProduct({ DESKHAND_DATA_DIR: dataDir, PORT: "0" });
    const databasePid = await waitFor("the database's process", () => serverPid(dataDir), 60_000);
    product.signal("SIGINT");
    expect(await product.ended).toEqual({ code: 0, signal: null });
    await waitFor("the database to be gone", async () => !(await isRunning(databasePid)));
    expect(await serverPid(dataDir)).toBeNull();
  }, 60_000);

  it("is ready although its platform does not answer", async () => {
    const platform = await startUnresponsive();
    onTestFinished(() => platform.close());
    const product = await spawnProduct({
      DESKHAND_DATA_DIR: await migratedFolder(),
      PORT: "0",
      PUBLIC_URL: "https://desk.example.com",
      TELEGRAM_BOT_TOKEN: "700100200:AAHtesttesttesttesttest",
      TELEGRAM_WEBHOOK_SECRET: "webhook-secret",
      TELEGRAM_API_ROOT: platform.url,
    });
    const [, url = ""] = /(http:\S+)/.exec(await product.ready()) ?? [];
    expect((await fetch(`${url}readyz`)).status).toBe(200);
    await waitFor("the product to ask the platform", () => platform.requests() > 0);
    product.signal("SIGTERM");
    expect(await product.ended).toEqual({ code: 0, signal: null });
  }, 60_000);
});

describe("the product on a data directory in which nothing can be made", () => {
  it.runIf(process.platform === "linux")(
    "starts, and warns once that nothing could be kept on disk",
    async () => {
      const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
      onTestFinished(() => database.drop());
      const variables = { DATABASE_URL: database.url, DESKHAND_DATA_DIR: "/proc/nope", PORT: "0", LOG_LEVEL: "warn" };
      const product = await spawnProduct(variables);
      await product.ready();
      expect(product.stderr().match(/"spool\.unwritable"/g)).toHaveLength(1);
      product.signal("SIGTERM");
      expect(await product.ended).toEqual({ code: 0, signal: null });
    },
    60_000,
  );
});

describe("the product in which something fails that nobody handles", () => {
  it("says so in one line of its log and nothing else, and stops with its database", async () => {
    const dataDir = await migratedFolder();
    const folder = await mkdtemp(join(tmpdir(), "deskhand-cwd-"));
    const failing = join(folder, "failing.mjs");
    await writeFile(failing, `process.on("SIGUSR2", () => void Promise.reject(new Error("by nobody")));\n`);
    const product = await spawnProduct({
      DESKHAND_DATA_DIR: dataDir,
      PORT: "0",
      NODE_OPTIONS: `--import=${pathToFileURL(failing)}`,
    });
    await product.ready();
    product.signal("SIGUSR2");
    expect(await product.ended).toEqual({ code: 1, signal: null });
    const lines = product.stderr().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: "process.unexpected", kind: "unhandledRejection" }),
    ]);
    expect(await serverPid(dataDir)).toBeNull();
  }, 60_000);
});

describe("the product refuses to start", () => {
  it("on a port that is taken, which one line names", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    const port = await waitFor("the other server", () => {
      const address = other.address();
      return typeof address === "object" ? address?.port : null;
    });
    const dataDir = await migratedFolder();
    const product = await spawnProduct({ DESKHAND_DATA_DIR: dataDir, PORT: String(port) });
    expect(await product.ended).toEqual({ code: 1, signal: null });
    expect(product.stderr()).toBe(
      `Port ${port} on 127.0.0.1 is taken. Set PORT to a free one, for example: PORT=${port + 1} npm start\n`,
    );
    expect(await serverPid(dataDir)).toBeNull();
  }, 60_000);

  it("on a database that the server does not have, in one line that names the variable", async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const url = new URL(database.url);
    url.pathname = "/nope";
    const product = await spawnProduct({ DATABASE_URL: url.href, PORT: "0" });
    expect(await product.ended).toEqual({ code: 1, signal: null });
    expect(product.stderr()).toBe(
      'The database refused: database "nope" does not exist. Check DATABASE_URL, and DATABASE_APP_URL where it is set.\n',
    );
  }, 60_000);

  it("with a variable that is not valid, read from .env, before anything else begins", async () => {
    const folder = await mkdtemp(join(tmpdir(), "deskhand-cwd-"));
    await writeFile(join(folder, ".env"), "DESKHAND_DATA_DIR=data\nPORT=eighty\n");
    const product = await spawnProduct({}, folder);
    expect(await product.ended).toEqual({ code: 1, signal: null });
    expect(product.stderr()).toBe(
      "The configuration is not valid:\n  PORT must be a whole number from 0 to 65535, such as 3000\n",
    );
    expect(await readFile(join(folder, "data"), "utf8").catch((error) => error.code)).toBe("ENOENT");
  }, 60_000);
});
