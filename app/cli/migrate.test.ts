import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli({ template: "template0" });
});
afterAll(() => cli.close());

interface Status {
  applied: string[];
  pending: string[];
}

it("says what is pending on an empty database, and leaves it empty", async () => {
  const before = (await cli.json(["migrate", "--status"])) as Status;
  expect(before.applied).toEqual([]);
  expect(before.pending[0]).toBe("0001_organisation.sql");
  const doctor = await cli.run(["doctor"]);
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(/TO DO {2}database, schema: \d+ migrations are pending: run deskhand migrate/);
  expect(await cli.json(["migrate", "--status"])).toEqual(before);
});

it("applies what is pending, once, with the organisation default", async () => {
  const { applied } = (await cli.json(["migrate"])) as Status;
  expect(applied).toContain("0001_organisation.sql");
  expect(await cli.json(["migrate"])).toEqual({ applied: [] });
  expect(await cli.json(["migrate", "--status"])).toEqual({ applied, pending: [] });
  expect(await cli.db.system("organizations").pluck("code")).toEqual(["default"]);
  expect(await cli.db.system("audit_logs").select("actor", "action", "changes")).toEqual([
    { actor: "cli", action: "schema.migrate", changes: { applied } },
  ]);
});

it("lets commands work as an application's login that owns nothing, once the owner has migrated", async () => {
  // Roles belong to the whole server.
  const name = `login_${newId().replaceAll("-", "")}`;
  const owner = new Client({ connectionString: cli.databaseUrl });
  await owner.connect();
  await owner.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' IN ROLE deskhand_app, deskhand_system`);
  const url = new URL(cli.databaseUrl);
  url.username = name;
  url.password = "secret";
  const environment = { DATABASE_APP_URL: url.href };
  expect(await cli.json(["key", "add", "by login", "--permissions", "*"], environment)).toMatchObject({
    name: "by login",
  });
  const { checks } = (await cli.json(["doctor"], environment)) as { checks: unknown[] };
  expect(checks).toContainEqual(expect.objectContaining({ check: "application login", ok: true }));
  await owner.query(`DROP ROLE ${name}`);
  await owner.end();
});
