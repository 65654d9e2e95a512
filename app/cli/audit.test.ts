import type { Knex } from "knex";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { organizationsToSeal, sealAudit } from "../../domain/control/seal-audit.ts";
import { type AuditState, verifyAudit } from "../../domain/control/verify-audit.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { atOneMoment, inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { waitFor } from "../../tests/support/wait-for.ts";

let cli: DeskhandCli;
let owner: Knex;
let orgId: string;

beforeAll(async () => {
  cli = await openDeskhandCli();
  owner = connectOwner(cli.databaseUrl);
});
afterAll(async () => {
  await owner.destroy();
  await cli.close();
});
beforeEach(async () => {
  orgId = newId();
  await owner("organizations").insert({ id: orgId, code: orgId, name: "A broker" });
});

const act = (trx: Knex, action: string, changes?: Record<string, unknown>) =>
  writeAudit(trx, {
    orgId,
    by: { actor: "bot" },
    action,
    resourceType: "thing",
    resourceId: newId(),
    ...(changes ? { changes } : {}),
  });
const write = (action: string, changes?: Record<string, unknown>) =>
  inOrganization(cli.db, orgId, ({ trx }) => act(trx, action, changes));
const seal = () => inOrganization(cli.db, orgId, sealAudit);
const verify = (noted: { seq: number; chainHash: string } | null = null): Promise<AuditState> =>
  atOneMoment(cli.db, orgId, (scope) => verifyAudit(scope, { noted }));
const found = async () => (await verify()).findings.map(({ kind, seq }) => [kind, seq]);
const sealed = async (): Promise<string[]> =>
  owner("audit_seals as s")
    .join("audit_logs as a", "a.id", "s.audit_log_id")
    .where({ "s.org_id": orgId })
    .orderBy("s.seq")
    .pluck("a.action");

/** What somebody with all rights over the database can do: nothing holds them back. */
async function tamper(sql: string, ...bindings: (string | number)[]): Promise<void> {
  await owner.transaction(async (trx) => {
    await trx.raw("SET LOCAL session_replication_role = replica");
    await trx.raw(sql, bindings);
  });
}

async function fiveSealed(): Promise<string[]> {
  for (let n = 1; n <= 5; n++) await write(`act.${n}`, { z: 1.1, a: { 名: "值", n } });
  // Other tests' transactions run in the same server: what began before one of them has not settled yet.
  await waitFor("the rows to be settled", async () => {
    const { rows } = await owner.raw(
      "SELECT pg_snapshot_xmin(pg_current_snapshot()) > max(transaction_id) AS is_settled FROM audit_logs WHERE org_id = ?",
      [orgId],
    );
    return rows[0]?.is_settled;
  });
  await seal();
  return owner("audit_seals").where({ org_id: orgId }).orderBy("seq").pluck("audit_log_id");
}

it.each([
  "UPDATE audit_logs SET action = 'nothing'",
  "DELETE FROM audit_logs",
  "TRUNCATE audit_logs",
  "UPDATE audit_seals SET row_hash = chain_hash",
  "DELETE FROM audit_seals",
  "TRUNCATE audit_seals CASCADE",
])("lets neither role of the application do: %s", async (sql) => {
  await fiveSealed();
  await expect(inOrganization(cli.db, orgId, ({ trx }) => trx.raw(sql))).rejects.toThrow(/permission denied/);
  await expect(cli.db.system.raw(sql)).rejects.toThrow(/permission denied/);
});

it("seals every row once, in order, and finds nothing where nothing was done", async () => {
  await fiveSealed();
  await write("act.6");
  expect((await verify()).tail.rows).toBe(1);
  expect(await organizationsToSeal(cli.db.system)).toContain(orgId);
  await Promise.all([seal(), seal(), seal()]);
  expect(await organizationsToSeal(cli.db.system)).not.toContain(orgId);
  expect(await sealed()).toEqual(["act.1", "act.2", "act.3", "act.4", "act.5", "act.6"]);
  expect(await verify()).toMatchObject({ checked: 6, findings: [], tail: { rows: 0 }, head: { seq: 6 } });
});

it("seals a row whose transaction began before others and ended after they were sealed", async () => {
  const long = await cli.db.system.transaction();
  await act(long, "long");
  await write("short");
  await seal();
  expect(await sealed()).toEqual(["short"]);
  await write("later");
  await seal();
  await long.commit();
  await seal();
  expect(await sealed()).toEqual(["short", "later", "long"]);
  await seal();
  expect(await verify()).toMatchObject({ checked: 3, findings: [], tail: { rows: 0 } });
});

it("seals more than one batch, and everything that is written by many at once meanwhile", async () => {
  await owner.raw(
    `INSERT INTO audit_logs (id, org_id, actor, action) SELECT gen_random_uuid(), ?, 'bot', 'many' FROM generate_series(1, 2300)`,
    [orgId],
  );
  const writing = Promise.all(Array.from({ length: 20 }, (_, n) => write(`beside.${n}`)));
  const runs = [await seal(), await seal(), await seal(), await seal()];
  await writing;
  while ((await seal()).rows > 0);
  expect(runs.slice(0, 2).map(({ rows, isDone }) => ({ rows, isDone }))).toEqual([
    { rows: 1000, isDone: false },
    { rows: 1000, isDone: false },
  ]);
  expect(await verify()).toMatchObject({ checked: 2320, findings: [], tail: { rows: 0 } });
});

it("finds the transactions of a database that was restored into another server, which counts them anew", async () => {
  await fiveSealed();
  await tamper("UPDATE audit_seals SET settled_before = '18446744073709551000' WHERE org_id = ?", orgId);
  await write("after the restore");
  expect(await organizationsToSeal(cli.db.system)).toContain(orgId);
  await seal();
  expect(await verify()).toMatchObject({ checked: 6, findings: [], tail: { rows: 0 } });
});

it("finds a row that was changed, in any of its columns", async () => {
  const [, second = "", third = "", fourth = ""] = await fiveSealed();
  await tamper("UPDATE audit_logs SET changes = changes || '{\"n\": 9}' WHERE id = ?", second);
  await tamper("UPDATE audit_logs SET created_at = created_at + interval '1 microsecond' WHERE id = ?", third);
  await tamper("UPDATE audit_logs SET came_from = 'elsewhere' WHERE id = ?", fourth);
  expect(await found()).toEqual([
    ["row_changed", 2],
    ["row_changed", 3],
    ["row_changed", 4],
  ]);
});

it("finds a row that was removed", async () => {
  const [, , third = ""] = await fiveSealed();
  await tamper("DELETE FROM audit_logs WHERE id = ?", third);
  expect(await found()).toEqual([["row_missing", 3]]);
});

it("finds a row that was put in with an old date, with a seal or without, and one of a transaction that was settled", async () => {
  await fiveSealed();
  const plant =
    "INSERT INTO audit_logs (id, org_id, actor, action, created_at) VALUES (?, ?, 'bot', 'planted', now() - interval '2 days')";
  await tamper(plant, newId(), orgId);
  expect(await found()).toEqual([["row_inserted", null]]);
  await seal();
  expect(await found()).toEqual([["row_inserted", 6]]);
  const old = "INSERT INTO audit_logs (id, org_id, actor, action, transaction_id) VALUES (?, ?, 'bot', 'planted', '3')";
  await tamper(old, newId(), orgId);
  await seal();
  expect(await found()).toEqual([
    ["row_inserted", 6],
    ["row_inserted", null],
  ]);
});

it("finds a seal that is gone from the middle, and goes on after it", async () => {
  await fiveSealed();
  await tamper("DELETE FROM audit_seals WHERE org_id = ? AND seq IN (2, 3)", orgId);
  expect(await found()).toEqual([
    ["seal_missing", 4],
    ["row_inserted", null],
    ["row_inserted", null],
  ]);
});

it("finds the first seals gone", async () => {
  await fiveSealed();
  await tamper("DELETE FROM audit_seals WHERE org_id = ? AND seq = 1", orgId);
  expect(await found()).toContainEqual(["seal_missing", 2]);
});

it("finds two seals that were swapped", async () => {
  await fiveSealed();
  await tamper(
    "UPDATE audit_seals SET seq = CASE seq WHEN 2 THEN 3000 ELSE 2000 END WHERE org_id = ? AND seq IN (2, 3)",
    orgId,
  );
  await tamper(
    "UPDATE audit_seals SET seq = CASE seq WHEN 3000 THEN 3 ELSE 2 END WHERE org_id = ? AND seq > 1000",
    orgId,
  );
  expect(await found()).toEqual([
    ["seal_changed", 2],
    ["seal_changed", 3],
    ["seal_changed", 4],
  ]);
});

it("finds a row whose seal was made to fit, by the seals after it", async () => {
  const [, second = ""] = await fiveSealed();
  await tamper("UPDATE audit_seals SET row_hash = sha256('x') WHERE audit_log_id = ?", second);
  expect(await found()).toEqual([
    ["seal_changed", 2],
    ["row_changed", 2],
  ]);
});

it("finds an end that was cut off, sealed anew or not, against the head that was noted", async () => {
  await fiveSealed();
  const noted = (await verify()).head;
  expect(noted?.seq).toBe(5);
  await write("act.6");
  await seal();
  expect((await verify(noted)).findings).toEqual([]);
  await tamper(
    "DELETE FROM audit_logs WHERE id IN (SELECT audit_log_id FROM audit_seals WHERE org_id = ? AND seq >= 5)",
    orgId,
  );
  await tamper("DELETE FROM audit_seals WHERE org_id = ? AND seq >= 5", orgId);
  expect(await found()).toEqual([]);
  expect((await verify(noted)).findings.map(({ kind }) => kind)).toEqual(["head"]);
  await write("act.7");
  await seal();
  expect((await verify(noted)).findings).toMatchObject([{ kind: "head", seq: 5 }]);
});

it("prints the head and what is not sealed, and ends with exit code 1 when something is found", async () => {
  const [, second = ""] = await fiveSealed();
  await write("act.6");
  const org = ["--org", orgId];
  const first = await cli.run(["audit", "verify", ...org]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toMatch(/seals checked +5\n.*head +5:[0-9a-f]{64}\n.*without a seal +1, the oldest of 20/);
  const head = /5:[0-9a-f]{64}/.exec(first.stdout)?.[0] ?? "";
  expect(await cli.json(["audit", "seal", ...org])).toMatchObject({ sealed: 1, head: { seq: 6 } });
  expect(await cli.json(["audit", "verify", "--head", head, ...org])).toMatchObject({ findings: [], checked: 6 });
  await tamper("UPDATE audit_logs SET action = 'x' WHERE id = ?", second);
  const after = await cli.run(["audit", "verify", "--head", head, "--json", ...org]);
  expect(after).toMatchObject({ code: 1, stderr: "The audit log is not as it was written: 1 found\n" });
  expect(JSON.parse(after.stdout)).toMatchObject({ findings: [{ kind: "row_changed", seq: 2, auditLogId: second }] });
  expect(await cli.run(["audit", "verify", "--head", "5", ...org])).toMatchObject({ code: 1, stdout: "" });
});

it("keeps under which account of which machine a command of the command line was given", async () => {
  await cli.json(["team", "add", "一组", "--org", orgId]);
  const row = await owner("audit_logs").where({ org_id: orgId }).first("actor", "came_from");
  expect(row).toEqual({ actor: "cli", came_from: expect.stringMatching(/^[^@\s]+@\S+$/) });
});
