import { afterAll, beforeAll, expect, it } from "vitest";
import { readRules } from "../../bot/converse/organisation-rules.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
let orgId: string;
beforeAll(async () => {
  cli = await openDeskhandCli();
  orgId = await findOrganization(cli.db.system, "default");
});
afterAll(() => cli.close());

const rules = () => inOrganization(cli.db, orgId, async (scope) => readRules(await loadSettings(scope)));
const trail = () =>
  cli.db.system("audit_logs").where({ action: "setting.change" }).orderBy("seq").select("actor", "changes");

it("changes a setting so that another process goes by it, once, and takes it back", async () => {
  expect((await rules()).contacts.hotline).toBeNull();
  const set = ["setting", "set", "conduct.hotline", "+852 2345 0000"];
  expect(await cli.json(set)).toEqual({ key: "conduct.hotline", before: null, after: "+852 2345 0000", changed: true });
  expect((await rules()).contacts.hotline).toBe("+852 2345 0000");
  expect(await cli.json(set)).toMatchObject({ changed: false });
});

it("takes a setting back to its default, with what it was in the trail", async () => {
  expect(await cli.json(["setting", "reset", "conduct.hotline"])).toMatchObject({ after: null, changed: true });
  expect((await rules()).contacts.hotline).toBeNull();
  expect(await trail()).toEqual([
    { actor: "cli", changes: { key: "conduct.hotline", before: null, after: "+852 2345 0000" } },
    { actor: "cli", changes: { key: "conduct.hotline", before: "+852 2345 0000", after: null } },
  ]);
});

it("lists a category with what holds, and says which value does not fit", async () => {
  await cli.run(["setting", "set", "sla.first_response_minutes", '{"urgent": 3}']);
  const listed = (await cli.json(["setting", "list", "--category", "sla"])) as { key: string; value: string | null }[];
  expect(listed).toHaveLength(5);
  expect(listed).toContainEqual(expect.objectContaining({ key: "sla.first_response_minutes", value: '{"urgent":3}' }));
  expect(listed).toContainEqual(expect.objectContaining({ key: "sla.holidays", value: null, default: "–" }));
});

it("tells managers when the bot's mode is set", async () => {
  await cli.run(["setting", "set", "answers.mode", "suggest"]);
  const { rows } = await cli.db.system.raw(
    "SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'tell_managers'",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].payload.title.en).toBe("cli set the bot to suggest: everywhere");
});

it.each([
  [["set", "sla.workinghours", "{}"], /There is no setting sla\.workinghours\. Did you mean sla\.working_hours\?/],
  [
    ["set", "files.link_minutes", "9999"],
    /does not fit files\.link_minutes\. It takes: whole minutes, 1 to 1440\. For example: 30/,
  ],
  [["set", "routing.default_team", "Nobody"], /There is no team “Nobody”/],
  [["set", "answers.mode.team.0195a0a0-0000-7000-8000-000000000000", "off"], /deskhand bot off NAME/],
  [["list", "--category", "slaa"], /There is no category "slaa"\. There are: organization, answers/],
])("refuses %j with one line that says what to do, and keeps nothing", async (args, line) => {
  const before = (await trail()).length;
  const ran = await cli.run(["setting", ...args]);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toMatch(line);
  expect((await trail()).length).toBe(before);
});
