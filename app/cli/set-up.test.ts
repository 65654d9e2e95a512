import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.json(["org", "add", "acme", "--name", "ACME 公司"]);
});
afterAll(() => cli.close());

const acme = ["--org", "acme"];
const hashOf = (secret: string) => createHash("sha256").update(secret).digest();

async function lastAudit(org: string): Promise<{ actor: string; action: string; changes: Record<string, unknown> }> {
  const { id } = await cli.db.system("organizations").where({ code: org }).first("id");
  return cli.db.system("audit_logs").where({ org_id: id }).orderBy("seq", "desc").first("actor", "action", "changes");
}

it("lists organisations as a table for people and as a document for programs", async () => {
  expect(await cli.json(["org", "list"])).toMatchObject([
    { code: "acme", name: "ACME 公司", users: 0, channels: 0 },
    { code: "default" },
  ]);
  const { stdout } = await cli.run(["org", "list"]);
  expect(stdout).toMatch(/│ acme +│ ACME 公司 +│ free +│ 0 +│ 0 +│ \d{4}-\d\d-\d\d \d\d:\d\d UTC │/);
});

it.each([
  ["acme", 'There is an organisation "acme" already\n'],
  ["Ä", "code must be 1 to 40 of a-z, 0-9 and -, such as acme-hk\n"],
])("refuses an organisation with the code %s", async (code, stderr) => {
  expect(await cli.run(["org", "add", code, "--name", "x"])).toEqual({ code: 1, stdout: "", stderr });
});

it("makes teams, once each", async () => {
  await cli.json(["team", "add", "一组", ...acme]);
  expect(await lastAudit("acme")).toEqual({ actor: "cli", action: "team.add", changes: { name: "一组" } });
  expect(await cli.json(["team", "list", ...acme])).toMatchObject([{ name: "一组", leader: null, members: 0 }]);
  expect(await cli.json(["team", "list"])).toEqual([]);
  expect((await cli.run(["team", "add", "一组", ...acme])).stderr).toBe('There is a team "一组" already\n');
});

it("adds staff with code and user name, and prints a link code of which only the hash is stored", async () => {
  const args = ["user", "add", "Li.Na@Example.com", "--name", "李娜", "--role", "agent", "--team", "一组", ...acme];
  const added = (await cli.json(args)) as { id: string; linkCode: string; linkCodeExpiresAt: string };
  expect(added).toMatchObject({
    email: "li.na@example.com",
    employeeCode: "EMP_001",
    username: "li.na",
    role: "agent",
    team: "一组",
  });
  expect(added.linkCode).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
  const minutes = (Date.parse(added.linkCodeExpiresAt) - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(13);
  expect(minutes).toBeLessThanOrEqual(15);
  expect(await cli.db.system("link_codes").where({ user_id: added.id }).select("code_hash", "used_at")).toEqual([
    { code_hash: hashOf(added.linkCode), used_at: null },
  ]);
  expect(await cli.json(["user", "list", ...acme])).toMatchObject([
    { email: "li.na@example.com", teams: ["一组"], linked: [] },
  ]);
  expect(await lastAudit("acme")).toMatchObject({ actor: "cli", action: "user.link_code" });
});

it("gives the second of two equal user names a number, and tells people how to use the code", async () => {
  const { stdout } = await cli.run([
    "user",
    "add",
    "li.na@other.example",
    "--name",
    "Li",
    "--role",
    "manager",
    ...acme,
  ]);
  expect(stdout).toMatch(/employee code +EMP_002/);
  expect(stdout).toMatch(/user name +li\.na2/);
  expect(stdout).toMatch(/They send the bot {2}\/link [2-9A-HJ-NP-Z]{8} {2}before/);
});

it.each([
  [["li.na@example.com", "--name", "x", "--role", "agent"], "There is a user li.na@example.com already\n"],
  [["li.na", "--name", "x", "--role", "agent"], "email must be an address such as li.na@example.com\n"],
  [["a@example.com", "--name", "x", "--role", "agent", "--team", "二组"], 'There is no team "二组". There are: 一组\n'],
  [
    ["a@example.com", "--name", "x", "--role", "boss"],
    "option '--role <role>' argument 'boss' is invalid. Allowed choices are super_admin, admin, manager, team_lead, agent, sales, trainer, compliance, readonly.\n",
  ],
])("refuses user add %j and takes no employee code for it", async (args, stderr) => {
  expect(await cli.run(["user", "add", ...args, ...acme])).toEqual({ code: 1, stdout: "", stderr });
  expect(await cli.db.system("code_counters").where({ name: "employee" }).select("value")).toEqual([{ value: "2" }]);
});

it("says which languages somebody speaks with customers, and refuses others", async () => {
  const set = ["user", "set", "li.na@example.com", "--languages"];
  expect(await cli.json([...set, "zh, en", ...acme])).toMatchObject({ languages: ["zh", "en"] });
  expect(await cli.json(["user", "list", ...acme])).toMatchObject([{ languages: ["zh", "en"] }, { languages: [] }]);
  expect(await lastAudit("acme")).toMatchObject({ actor: "cli", action: "user.languages" });
  expect(await cli.run([...set, "zh,fr", ...acme])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("languages"),
  });
});

it("ends the link codes that were not used when a new one is made", async () => {
  const first = (await cli.json(["user", "code", "LI.NA@example.com", ...acme])) as { linkCode: string };
  const second = (await cli.json(["user", "code", "li.na@example.com", ...acme])) as { linkCode: string };
  const valid = await cli.db.system("link_codes").whereRaw("expires_at > now()").pluck("code_hash");
  expect(valid).toContainEqual(hashOf(second.linkCode));
  expect(valid).not.toContainEqual(hashOf(first.linkCode));
});

it("makes no link code for somebody who is suspended or unknown", async () => {
  await cli.db.system("users").where({ email: "li.na@other.example" }).update({ status: "suspended" });
  const suspended = await cli.run(["user", "code", "li.na@other.example", ...acme]);
  expect(suspended.stderr).toBe("li.na@other.example is suspended: nothing can be linked\n");
  const unknown = await cli.run(["user", "code", "no@example.com", ...acme]);
  expect(unknown.stderr).toBe("There is no user with the e-mail address no@example.com\n");
});

it("prints a key once and stores its hash", async () => {
  const added = (await cli.json(["key", "add", "back office", "--permissions", "*", ...acme])) as { key: string };
  expect(added).toMatchObject({ name: "back office", permissions: ["*"] });
  expect(added.key).toMatch(/^dh_[A-Za-z0-9_-]{43}$/);
  const [stored] = await cli.db.system("api_keys").select("key_hash", "prefix");
  expect(stored).toEqual({ key_hash: hashOf(added.key), prefix: added.key.slice(0, 10) });
  const { stdout } = await cli.run(["key", "list", ...acme]);
  expect(stdout).toContain(`${added.key.slice(0, 10)}…`);
  expect(stdout).not.toContain(added.key.slice(0, 11));
  expect(JSON.stringify(await lastAudit("acme"))).not.toContain(added.key.slice(0, 11));
});

it("makes a test key in the demo organisation, and in no other", async () => {
  expect(await cli.run(["key", "add", "trying", "--test", "--permissions", "*", ...acme])).toMatchObject({
    code: 1,
    stderr: 'A test key reaches the organisation "demo" alone: leave --org out\n',
  });
  await cli.json(["org", "add", "demo", "--name", "Demo"]);
  const added = (await cli.json(["key", "add", "trying", "--test", "--permissions", "*"])) as { key: string };
  expect(added.key).toMatch(/^dh_test_[A-Za-z0-9_-]{43}$/);
  expect(await cli.json(["key", "list", "--org", "demo"])).toMatchObject([{ name: "trying", isTest: true }]);
});

it("revokes a key for good, however often", async () => {
  const first = (await cli.json(["key", "revoke", "back office", ...acme])) as { revokedAt: string };
  expect(await lastAudit("acme")).toMatchObject({ actor: "cli", action: "key.revoke" });
  expect(await cli.json(["key", "revoke", "back office", ...acme])).toMatchObject({ revokedAt: first.revokedAt });
  expect(await cli.json(["key", "list", ...acme])).toMatchObject([{ name: "back office", revokedAt: first.revokedAt }]);
});

it.each([
  [["add", "back office", "--permissions", "*"], 'There is a key "back office" already\n'],
  [
    ["add", "x", "--permissions", "knowledge.ask,everything"],
    /^permissions "everything" is no permission; there are \*, .*knowledge\.ask/,
  ],
  [["revoke", "nobody's"], `There is no key "nobody's"\n`],
])("refuses key %j", async (args, stderr) => {
  expect(await cli.run(["key", ...args, ...acme])).toEqual({
    code: 1,
    stdout: "",
    stderr: typeof stderr === "string" ? stderr : expect.stringMatching(stderr),
  });
});

it("gives users who are added at the same moment codes of their own", async () => {
  const emails = Array.from({ length: 2 }, (_, index) => `race${index}@example.com`);
  await Promise.all(
    emails.map((email) => cli.json(["user", "add", email, "--name", "Race", "--role", "agent", ...acme])),
  );
  const codes = await cli.db.system("users").where({ name: "Race" }).orderBy("employee_code").pluck("employee_code");
  expect(codes).toEqual(["EMP_003", "EMP_004"]);
});
