import { afterAll, beforeAll, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  const orgId = await findOrganization(cli.db.system, "default");
  const [user, customer] = [newId(), newId()];
  const row = { id: user, org_id: orgId, employee_code: "EMP_1", email: "ann@example.com", name: "Ann" };
  await cli.db.system("users").insert(row);
  await cli.db.system("customers").insert({
    id: customer,
    org_id: orgId,
    customer_code: "CUST_1",
    name: "Wang",
    owner_id: user,
    created_at: "2026-03-02T10:00:00Z",
  });
});
afterAll(() => cli.close());

it("works out the days that are asked for, and finds nothing to write the second time", async () => {
  const days = ["kpi", "compute", "--from", "2026-03-01", "--to", "2026-03-03"];
  expect(await cli.json(days)).toEqual({ from: "2026-03-01", to: "2026-03-03", days: 3, written: 1 });
  expect(await cli.json(days)).toMatchObject({ written: 0 });
  const rows = await cli.db.system("employee_kpis").select("tofu_contacts", cli.db.system.raw("date::text AS day"));
  expect(rows).toEqual([{ day: "2026-03-02", tofu_contacts: 1 }]);
});

it("does the last seven days unless it is told otherwise", async () => {
  const { stdout } = await cli.run(["kpi", "compute"]);
  expect(stdout).toMatch(/^7 days from \S+ to \S+: 0 rows of staff written or changed\.\n$/);
});

it.each([
  [["--from", "2026-02-30"], /It is a day, such as 2026-03-01\./],
  [["--to", "2999-01-01"], /2999-01-01 has not begun; today is/],
  [["--from", "2026-03-02", "--to", "2026-03-01"], /--from 2026-03-02 is after --to 2026-03-01/],
  [["--from", "2001-01-01", "--to", "2020-01-01"], /more than 3660 days/],
])("refuses %j with one line", async (options, line) => {
  const ran = await cli.run(["kpi", "compute", ...options]);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toMatch(line);
});
