import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { queueBacklog, type TaskBacklog } from "../../domain/control/backlog.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { startWorker } from "../../infra/queue/worker.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { waitFor } from "../../tests/support/wait-for.ts";

let cli: DeskhandCli;
let defaultId: string;
let otherId: string;
let channelId: string;

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.run(["org", "add", "other", "--name", "Other"]);
  defaultId = await findOrganization(cli.db.system, "default");
  otherId = await findOrganization(cli.db.system, "other");
  channelId = newId();
  await cli.db.system("channels").insert({
    id: channelId,
    org_id: otherId,
    platform: "telegram",
    name: "main",
    config: "{}",
  });
  await giveUp("download", "download:1", { channelId, words: "my passport is E12345" }, "2026-03-01T08:00:00Z");
  await giveUp("tell_managers", "tell:1", { orgId: otherId }, "2026-03-02T08:00:00Z");
  await giveUp("verify", "verify", {}, "2026-03-03T08:00:00Z");
  await giveUp("verify", "verify:2", {}, "2026-03-04T08:00:00Z");
  await enqueueJob(cli.db.system, { task: "verify", payload: {}, key: "waiting", inMs: 3_600_000 });
});
afterAll(() => cli.close());

const STATEMENT = `INSERT INTO files (${"one, ".repeat(60)}two)`;
const ERROR = `${STATEMENT} - invalid input syntax for type uuid: "Zhang San"`;

/** A job whose last attempt failed at `at`, as the queue leaves it: due again after its pause, and never picked up. */
async function giveUp(task: string, key: string, payload: Record<string, unknown>, at: string): Promise<void> {
  await enqueueJob(cli.db.system, { task, payload, key });
  await cli.db.system.raw(
    `UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = ?,
       run_at = ?::timestamptz + exp(least(max_attempts, 10)) * interval '1 second' WHERE key = ?`,
    [ERROR, at, key],
  );
}

type Listed = { id: number; key: string };
const listed = async (...options: string[]) => (await cli.json(["jobs", "list", ...options])) as Listed[];
const keysOf = (jobs: Listed[]) => jobs.map(({ key }) => key);
const idOf = async (key: string) => String((await jobOf(key)).id);
const jobOf = async (key: string) =>
  (await cli.db.system.raw("SELECT *, run_at <= now() AS is_due FROM graphile_worker.jobs WHERE key = ?", [key]))
    .rows[0];
const trail = (action: string) => cli.db.system("audit_logs").where({ action }).orderBy("seq");

it("lists what was given up in all organisations, the first first, with why and without what somebody wrote", async () => {
  expect(await listed()).toMatchObject([
    { task: "download", organization: "other", givenUpAt: "2026-03-01T08:00:00.000Z", attempts: 25, key: "download:1" },
    { task: "tell_managers", organization: "other", key: "tell:1" },
    { task: "verify", organization: null, key: "verify" },
    { task: "verify", organization: null, key: "verify:2" },
  ]);
  expect(keysOf(await listed("--task", "verify"))).toEqual(["verify", "verify:2"]);
  expect(keysOf(await listed("--org", "other"))).toEqual(["download:1", "tell:1"]);
  const asText = await cli.run(["jobs", "list", "--task", "download"]);
  expect(asText.stdout).toContain("2026-03-01 08:00 UTC");
  expect(asText.stdout).toContain('invalid input syntax for type uuid: "…"');
  expect(asText.stdout).not.toContain("INSERT INTO");
  for (const { stdout } of [asText, await cli.run(["jobs", "list", "--json"])])
    expect(stdout).not.toMatch(/Zhang|passport/);
});

it("keeps since when, where the same work was added anew, which takes the key", async () => {
  await enqueueJob(cli.db.system, { task: "verify", payload: {}, key: "verify:2" });
  expect(await listed("--task", "verify")).toMatchObject([
    { key: "verify" },
    { key: null, givenUpAt: "2026-03-04T08:00:00.000Z" },
  ]);
  await cli.db.system.raw("DELETE FROM graphile_worker._private_jobs WHERE key = 'verify:2'");
  await cli.db.system.raw(
    "UPDATE graphile_worker._private_jobs SET key = 'verify:2' WHERE key IS NULL AND attempts >= max_attempts",
  );
});

it.each([
  [["retry"], /name ids of deskhand jobs list, or --all/],
  [["retry", "7", "--all"], /name ids of deskhand jobs list, or --all/],
  [["retry", "7", "--task", "verify"], /name ids of deskhand jobs list, or --all/],
  [["retry", "1e3"], /"1e3" is no number of deskhand jobs list/],
  [["retry", "99999999999999999999"], /is no number of deskhand jobs list/],
  [["drop", "first", "--reason", "none"], /"first" is no number of deskhand jobs list/],
  [["drop", "7", "--reason", " "], /--reason must say why/],
  [["drop", "7"], /required option '--reason <words>'/],
  [["drop", "999999", "--reason", "gone"], /No job was given up as 999999: deskhand jobs list/],
  [["list", "--task", "verfy"], /There is no task "verfy"\. Given up are jobs of: download, tell_managers, verify/],
  [["retry", "--all", "--task", "verfy"], /There is no task "verfy"/],
  [["list", "--org", "nobody"], /There is no organisation "nobody"/],
])("refuses %j with one line", async (args, line) => {
  const ran = await cli.run(["jobs", ...args]);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toMatch(line);
});

it("does nothing where one of the jobs named was not given up, or is another organisation's", async () => {
  const [one, waiting] = [await idOf("verify"), await idOf("waiting")];
  for (const args of [
    ["retry", one, waiting],
    ["drop", one, waiting, "--reason", "both"],
  ]) {
    const { code, stderr } = await cli.run(["jobs", ...args]);
    expect([code, stderr]).toEqual([1, `No job was given up as ${waiting}: deskhand jobs list shows which were\n`]);
  }
  expect(await cli.run(["jobs", "retry", one, "--org", "other"])).toMatchObject({ code: 1 });
  expect(await listed()).toHaveLength(4);
  expect([...(await trail("job.retry")), ...(await trail("job.drop"))]).toEqual([]);
});

it("drops one with a reason, which stays in the trail of the job's organisation, and not twice", async () => {
  const id = await idOf("download:1");
  expect(await cli.json(["jobs", "drop", id, "--reason", "the file is gone"])).toEqual({
    dropped: [Number(id)],
    reason: "the file is gone",
  });
  expect(await jobOf("download:1")).toBeUndefined();
  const [entry, ...more] = await trail("job.drop");
  expect(more).toEqual([]);
  expect(entry).toMatchObject({
    org_id: otherId,
    actor: "cli",
    came_from: expect.stringContaining("@"),
    changes: { job: Number(id), task: "download", key: "download:1", attempts: 25, reason: "the file is gone" },
  });
  expect(JSON.stringify(entry)).not.toMatch(/Zhang|passport/);
  expect(await cli.run(["jobs", "drop", id, "--reason", "again"])).toMatchObject({ code: 1 });
});

it("puts back what is named with fresh attempts and due at once, and with --all the rest", async () => {
  const id = await idOf("verify");
  expect(await cli.json(["jobs", "retry", id])).toEqual({ retried: [Number(id)] });
  expect(await jobOf("verify")).toMatchObject({ attempts: 0, max_attempts: 25, is_due: true, locked_at: null });
  expect(keysOf(await listed())).toEqual(["tell:1", "verify:2"]);
  const second = Number(await idOf("verify:2"));
  expect(await cli.json(["jobs", "retry", "--all", "--task", "verify"])).toEqual({ retried: [second] });
  await cli.json(["jobs", "retry", "--all"]);
  expect(await listed()).toEqual([]);
  expect(await cli.json(["jobs", "retry", "--all"])).toEqual({ retried: [] });
  expect((await queueBacklog(cli.db.system)).filter(({ failed }) => failed > 0)).toEqual([]);
  // What is nobody's stands in the trail of the installation itself.
  expect((await trail("job.retry")).map((entry) => [entry.org_id, entry.changes.key])).toEqual([
    [defaultId, "verify"],
    [defaultId, "verify:2"],
    [otherId, "tell:1"],
  ]);
});

it("puts back more than a list shows, and lists say where there is more", async () => {
  await cli.db.system.raw(
    `SELECT enqueue_job('download', '{}', NULL, 'many:' || number, NULL, NULL, 'replace') FROM generate_series(1, 1001) AS number`,
  );
  await cli.db.system.raw(
    "UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key LIKE 'many:%' AND last_error IS NULL",
  );
  const { stdout, stderr, code } = await cli.run(["jobs", "list", "--json"]);
  expect(JSON.parse(stdout)).toHaveLength(1_000);
  expect([code, stderr]).toEqual([0, "These are the first 1000. There are more: narrow with --task\n"]);
  const { retried } = (await cli.json(["jobs", "retry", "--all", "--task", "download"])) as { retried: number[] };
  expect(retried).toHaveLength(1_001);
  expect(await listed()).toEqual([]);
});

it("is what a worker gave up, when it did, and one that is put back is worked", async () => {
  let isMended = false;
  let worked = 0;
  const flaky = async () => {
    if (!isMended) throw new Error("card 4111111111111111 was refused");
    worked += 1;
  };
  const options = { db: cli.db, log: silentLog, concurrency: 3, isAlone: false };
  const worker = await startWorker({ ...options, tasks: { flaky } });
  onTestFinished(() => worker.stop());
  const before = Date.now();
  await enqueueJob(cli.db.system, { task: "flaky", payload: {}, key: "flaky", maxAttempts: 1 });
  const isGivenUp = ({ task, failed }: TaskBacklog) => task === "flaky" && failed === 1;
  await waitFor("the job to be given up", async () => (await queueBacklog(cli.db.system)).some(isGivenUp));
  const [job] = (await listed()) as (Listed & { givenUpAt: string; error: string })[];
  expect(job).toMatchObject({ attempts: 1, error: expect.stringMatching(/^card 4111 .* was refused$/) });
  expect(job?.error).not.toContain("1111111111");
  expect(Date.parse(job?.givenUpAt ?? "")).toBeGreaterThan(before - 2_000);
  expect(Date.parse(job?.givenUpAt ?? "")).toBeLessThanOrEqual(Date.now() + 2_000);
  isMended = true;
  await cli.json(["jobs", "retry", String(job?.id)]);
  await waitFor("it to be worked", () => worked === 1);
  await waitFor("it to be gone", async () => (await jobOf("flaky")) === undefined);
});
