import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
let orgId: string;
const key = { DESKHAND_MASTER_KEY: Buffer.alloc(32, 5).toString("base64") };
const shown = (args: string[]) => cli.json(args, key);

beforeAll(async () => {
  cli = await openDeskhandCli();
  const settings = ["bot_token=700100200:AAHtesttesttesttesttest", "mode=polling"];
  await shown(["channel", "add", "telegram", "--name", "desk", "--set", ...settings]);
  for (const [name, role] of [
    ["ann", "agent"],
    ["mia", "manager"],
    ["zoe", "agent"],
  ] as const) {
    await shown(["user", "add", `${name}@firm.example`, "--name", name, "--role", role]);
  }
  const system = cli.db.system;
  orgId = (await system("organizations").where({ code: "default" }).first("id")).id;
  const channel = await system("channels").where({ platform: "telegram" }).first("id");
  for (const name of ["ann", "mia"]) {
    const user = await system("users")
      .where({ email: `${name}@firm.example` })
      .first("id");
    await system("user_identities").insert({
      id: newId(),
      org_id: orgId,
      channel_id: channel.id,
      platform: "telegram",
      external_user_id: name === "ann" ? "6001" : "6002",
      user_id: user.id,
      linked_by: "admin",
    });
  }
  await system("customers").insert({ id: newId(), org_id: orgId, customer_code: "CUST_00001", name: "Dora" });
});
afterAll(() => cli.close());

it("shows and changes what the member of staff may, and says so in the trail with the account of the machine", async () => {
  const changed = await shown(["as", "mia@firm.example", "/customer CUST_00001 set industry Shipping"]);
  expect(changed).toMatchObject({ refused: false });
  expect(await cli.db.system("customers").where({ customer_code: "CUST_00001" }).first("industry")).toEqual({
    industry: "Shipping",
  });
  expect(await shown(["as", "mia@firm.example", "/customer CUST_00001"])).toMatchObject({
    answer: expect.stringContaining("Dora"),
    buttons: expect.arrayContaining([{ id: expect.any(String), label: expect.any(String) }]),
  });
  const { id } = await cli.db.system("users").where({ email: "mia@firm.example" }).first("id");
  const [row] = await cli.db.system("audit_logs").where({ user_id: id }).orderBy("seq", "desc");
  expect(row.came_from).toMatch(/.+@.+ as mia@firm\.example$/);
});

it("presses a button that an answer showed", async () => {
  const { buttons } = (await shown(["as", "mia@firm.example", "/customer CUST_00001"])) as {
    buttons: { id: string }[];
  };
  const pressed = await shown(["as", "mia@firm.example", "--press", buttons[0]?.id ?? ""]);
  expect(pressed).toMatchObject({ answer: expect.stringContaining("Dora"), refused: false });
});

it("refuses what their role may not, and ends with 1", async () => {
  const { code, stdout, stderr } = await cli.run(["as", "ann@firm.example", "/setting set organization.name X"], key);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "It was refused, and nothing was changed.\n" });
  expect(stdout).toContain("agent");
});

it.each([
  [["as", "nobody@firm.example", "/mine"], "There is no user with the e-mail address nobody@firm.example\n"],
  [["as", "zoe@firm.example", "/mine"], /^No account of zoe@firm\.example is linked .*deskhand user code/],
  [["as", "ann@firm.example"], /^Name either a command/],
])("says what is wrong with %j", async (args, expected) => {
  const { code, stderr } = await cli.run(args, key);
  expect(code).toBe(1);
  expect(stderr).toMatch(expected);
});
