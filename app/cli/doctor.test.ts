import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import type { Finding } from "./doctor/finding.ts";

const token = "700100200:AAHtesttesttesttesttest";
let cli: DeskhandCli;
let telegram: TelegramEmulator;
let model: { url: string; close(): void };
/** An address where nothing listens. */
let nowhere: string;
beforeAll(async () => {
  cli = await openDeskhandCli();
  telegram = await startTelegramEmulator({ token });
  model = await startModelService();
  const gone = await startModelService();
  nowhere = new URL(gone.url).host;
  gone.close();
});
afterAll(async () => {
  model.close();
  await telegram.close();
  await cli.close();
});

/** An OpenAI-compatible service that takes the key `right` and embeds in two dimensions. */
async function startModelService() {
  const server = createServer((request, response) => {
    const isAllowed = request.headers.authorization === "Bearer right";
    response.writeHead(isAllowed ? 200 : 401, { "content-type": "application/json" });
    const embeddings = { data: [{ index: 0, embedding: [1, 0] }] };
    const models = { data: [{ id: "desk-model" }] };
    response.end(JSON.stringify(request.url === "/v1/embeddings" ? embeddings : models));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close: () => void server.close() };
}

async function doctor(environment: Record<string, string> = {}, args: string[] = []) {
  const { stdout, stderr, code } = await cli.run(["doctor", "--json", ...args], environment);
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Finding[] };
  return { ok, checks, stdout, stderr, code, todo: checks.filter((check) => !check.ok) };
}

async function asOwner(sql: string): Promise<void> {
  const owner = new Client({ connectionString: cli.databaseUrl });
  await owner.connect();
  await owner.query(sql);
  await owner.end();
}

it("finds nothing to do on a migrated database without channels", async () => {
  const { ok, checks, stderr, code } = await doctor();
  expect({ ok, stderr, code }).toEqual({ ok: true, stderr: "", code: 0 });
  expect(checks.map(({ part, check }) => `${part}: ${check}`)).toEqual([
    "environment: variables",
    "machine: disk",
    "machine: spool",
    "database: server",
    "machine: clock",
    "database: schema",
    "database: roles",
    "database: rights",
    "secrets: master key",
    "queue: jobs",
    "channels: settings",
  ]);
});

it("says what waits in the spool, what is aside there, and that nothing could be kept there", async () => {
  const spool = join(cli.folder, "data", "spool");
  const found = async () => (await doctor()).checks.find(({ check }) => check === "spool");
  await mkdir(spool, { recursive: true });
  const id = "01977a10-0000-7000-8000-00000000c4a2";
  await writeFile(join(spool, `${id}.0-0-0.spool`), "12345");
  expect(await found()).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^1 files \(5 bytes\) in .* wait for/),
  });
  await writeFile(join(spool, `${id}.0-0-0.aside`), "123");
  expect(await found()).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^1 files \(3 bytes\) .* could not be/),
  });
  await rm(spool, { recursive: true });
  await writeFile(spool, "in the way");
  expect(await found()).toMatchObject({ ok: false, message: expect.stringContaining("is no folder") });
  await rm(spool);
  expect(await found()).toMatchObject({ ok: true });
});

it.runIf(process.platform === "linux")(
  "says that a spool cannot be made where the rights alone would allow it",
  async () => {
    const { checks } = await doctor({ DESKHAND_DATA_DIR: "/proc/nope" });
    expect(checks.find(({ check }) => check === "spool")).toMatchObject({
      ok: false,
      message: expect.stringContaining("nothing can be made in /proc"),
    });
  },
);

it("reports a wrong variable as a finding", async () => {
  const { checks, stderr, code } = await doctor({ PORT: "x" });
  expect(checks).toEqual([
    {
      part: "environment",
      check: "variables",
      ok: false,
      message: "The configuration is not valid: PORT must be a whole number from 0 to 65535, such as 3000",
    },
  ]);
  expect({ stderr, code }).toEqual({ stderr: "1 of 1 checks found something to do\n", code: 1 });
});

it("reports a database that is away, and goes on with what needs none", async () => {
  const { todo, checks } = await doctor({ DATABASE_URL: `postgres://nobody:pass-word@${nowhere}/none` });
  expect(todo).toMatchObject([{ part: "database", check: "server" }]);
  expect(checks.map(({ part }) => part)).toEqual(["environment", "machine", "machine", "database"]);
  expect(JSON.stringify(checks)).not.toContain("pass-word");
});

it("asks the platform about the channel that the environment declares, before it was ever started", async () => {
  const { ok, checks } = await doctor({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot });
  expect(checks.filter(({ part }) => part === 'telegram "env" (default)')).toEqual([
    expect.objectContaining({ check: "status", ok: true, message: expect.stringContaining("at the next start") }),
    expect.objectContaining({ check: "token", ok: true, message: "the bot is @deskhand_bot" }),
    expect.objectContaining({ check: "updates", ok: true }),
  ]);
  expect(ok).toBe(true);
});

it("says what to do about a token that the platform refuses, without telling it", async () => {
  const refused = "700100200:AAHwrongwrongwrongwrong";
  const args = ["channel", "add", "telegram", "--name", "shop"];
  await cli.json([...args, "--set", `bot_token=${refused}`, `api_root=${telegram.apiRoot}`]);
  const { todo, stdout, code } = await doctor();
  expect(code).toBe(1);
  expect(todo).toMatchObject([{ part: 'telegram "shop" (default)', check: "token" }]);
  expect(stdout).not.toContain(refused);
});

it("shows people one line a check, checks one organisation when asked to, and leaves paused channels alone", async () => {
  const text = await cli.run(["doctor"]);
  expect(text.stdout).toMatch(/^TO DO {2}telegram "shop" \(default\), token: /m);
  expect((await doctor({}, ["--org", "elsewhere"])).checks.filter(({ part }) => part.startsWith("telegram"))).toEqual(
    [],
  );
  await cli.json(["channel", "pause", "shop"]);
  expect((await doctor()).ok).toBe(true);
});

it("has nothing to say against a demo's channels, which get their settings when the playground starts", async () => {
  await asOwner(
    `INSERT INTO channels (id, org_id, platform, name, status, status_reason) SELECT gen_random_uuid(), id, 'telegram',
       'playground', 'error', 'the playground has not been started' FROM organizations WHERE code = 'default'`,
  );
  const { checks, todo } = await doctor();
  expect(todo).toEqual([]);
  const message = "none yet: the playground has not been started";
  expect(checks).toContainEqual({ part: 'telegram "playground" (default)', check: "settings", ok: true, message });
  await asOwner("DELETE FROM channels WHERE name = 'playground'");
});

it("names the channels whose secrets no key opens, and tells that an older key is still needed", async () => {
  const { id } = await cli.db.system("channels").where({ name: "shop" }).first("id");
  const lost = await doctor({ DESKHAND_MASTER_KEY: randomBytes(32).toString("base64") });
  expect(lost.todo).toMatchObject([{ part: "secrets", message: expect.stringContaining(`(channels ${id})`) }]);
  const kept = (await readFile(join(cli.folder, "data", "master-key"), "utf8")).trim();
  const both = await doctor({ DESKHAND_MASTER_KEY: `${randomBytes(32).toString("base64")},${kept}` });
  expect(both.checks).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining("1 under an older key") }),
  );
});

it("sees rights that the application must not have, and row-level security that is off", async () => {
  await asOwner("GRANT DELETE ON audit_logs TO deskhand_app; ALTER TABLE tags DISABLE ROW LEVEL SECURITY");
  // `channel list` would put them in order: doctor alone changes nothing.
  const { todo } = await doctor();
  expect(todo).toMatchObject([
    {
      part: "database",
      check: "rights",
      message:
        "row-level security is off on tags; the application may erase audit_logs: run deskhand migrate, which puts the rights in order",
    },
  ]);
  await cli.json(["migrate"]);
  expect((await doctor()).ok).toBe(true);
});

it("names the jobs that were given up, and the command", async () => {
  for (const key of ["one", "two"]) await enqueueJob(cli.db.system, { task: "download", payload: {}, key });
  await enqueueJob(cli.db.system, { task: "verify", payload: {}, key: "waiting" });
  await cli.db.system.raw(
    "UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key IN ('one', 'two')",
  );
  const { todo } = await doctor();
  const message = "some were given up (2 download): see why with deskhand jobs list, then deskhand jobs retry or drop";
  expect(todo).toEqual([{ part: "queue", check: "jobs", ok: false, message }]);
  await cli.json(["jobs", "retry", "--all"]);
  expect((await doctor()).ok).toBe(true);
});

it("finds services that do not answer", async () => {
  const { todo } = await doctor({
    REDIS_URL: `redis://:pass-word@${nowhere}`,
    QDRANT_URL: `http://${nowhere}`,
    LLM_BASE_URL: `http://${nowhere}/v1`,
    LLM_MODEL: "desk-model",
    EMBEDDING_BASE_URL: `http://${nowhere}/v1`,
    EMBEDDING_MODEL: "desk-embedder",
  });
  expect(todo.map(({ part, message }) => `${part}: ${message}`)).toEqual([
    `redis: connect ECONNREFUSED ${nowhere}: check REDIS_URL, and that it runs`,
    "qdrant: not reachable (ECONNREFUSED): check QDRANT_URL, and that it runs",
    "language model: not reachable (ECONNREFUSED): check LLM_BASE_URL",
    "embedding: The embedding service failed (not reachable).",
  ]);
});

it("tells a refused key from a service that is away, and checks the dimensions of vectors", async () => {
  const services = {
    LLM_BASE_URL: model.url,
    LLM_MODEL: "desk-model",
    EMBEDDING_BASE_URL: model.url,
    EMBEDDING_MODEL: "e",
  };
  const refused = await doctor({
    ...services,
    LLM_API_KEY: "wrong",
    EMBEDDING_API_KEY: "right",
    EMBEDDING_DIMENSIONS: "3",
  });
  expect(refused.todo).toMatchObject([
    { part: "language model", message: "the key is refused: check LLM_API_KEY" },
    { part: "embedding", message: expect.stringContaining("returned 2 dimensions where 3 were expected") },
  ]);
  const right = await doctor({ ...services, LLM_API_KEY: "right", EMBEDDING_API_KEY: "right" });
  expect(right.checks.slice(-2)).toMatchObject([
    { part: "language model", ok: true, message: "answers and has desk-model" },
    { part: "embedding", ok: true, message: "answers with 2 dimensions" },
  ]);
  const both = await doctor({ ...services, EMBEDDING_API_KEY: "right", EMBEDDING_PREVIOUS_MODEL: "older" });
  expect(both.checks.at(-1)).toMatchObject({ part: "previous embedding", ok: true });
});

it("looks at who reads the environment's desk, a channel's alerts and a team's place", async () => {
  const stranger = telegram.addPerson({ id: 5_000_000_009, firstName: "Eve" }).id;
  const staff = telegram.addPerson({ id: 5_000_000_010, firstName: "Ann" }).id;
  const desk = telegram.addGroup({ title: "Desk", isForum: true, members: [staff], username: "open_desk" }).id;
  const gold = telegram.addGroup({ title: "Gold", isForum: true, members: [staff, stranger] }).id;
  const declared = { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot };
  expect((await doctor({ ...declared, TELEGRAM_DESK_CHAT_ID: String(desk) })).todo).toMatchObject([
    { part: 'telegram "env" (default)', check: "desk place, readers" },
  ]);
  const args = ["channel", "add", "telegram", "--name", "gold", "--set", `bot_token=${token}`];
  await cli.json([...args, `api_root=${telegram.apiRoot}`, `alert_chat_id=${staff}`]);
  await cli.json(["user", "add", "ann@example.com", "--name", "Ann", "--role", "agent"]);
  await asOwner(`INSERT INTO user_identities (id, org_id, channel_id, platform, external_user_id, user_id, linked_by)
    SELECT gen_random_uuid(), c.org_id, c.id, 'telegram', '${staff}', u.id, 'code' FROM channels c, users u
    WHERE c.name = 'gold' AND u.email = 'ann@example.com'`);
  await asOwner(`WITH t AS (INSERT INTO teams (id, org_id, name) SELECT gen_random_uuid(), org_id, 'Gold' FROM channels
      WHERE name = 'gold' RETURNING id)
    INSERT INTO team_places (id, org_id, team_id, kind, channel_id, chat_id, position)
    SELECT gen_random_uuid(), c.org_id, t.id, 'desk', c.id, '${gold}', 0 FROM channels c, t WHERE c.name = 'gold'`);
  const { checks } = await doctor();
  const found = checks.filter(({ part, check }) => part.includes("gold") && check.includes("place"));
  expect(found).toMatchObject([
    { check: "alert place, members", ok: true },
    { check: "desk place of Gold, readers", ok: true },
    { check: "desk place of Gold, members", ok: false, message: expect.stringContaining("1 of 3 members") },
  ]);
  await cli.json(["channel", "pause", "gold"]);
});
