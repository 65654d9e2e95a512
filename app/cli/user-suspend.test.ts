import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;

beforeAll(async () => {
  cli = await openDeskhandCli();
  for (const [name, role] of [
    ["Ann", "agent"],
    ["Mia", "manager"],
  ] as const)
    await cli.json(["user", "add", `${name.toLowerCase()}@example.com`, "--name", name, "--role", role]);
});
afterAll(() => cli.close());

const statusOf = async (email: string) => (await cli.db.system("users").where({ email }).first("status")).status;
const actions = (): Promise<string[]> =>
  cli.db
    .system("audit_logs")
    .where({ actor: "cli" })
    .whereIn("action", ["user.suspend", "user.resume"])
    .orderBy("seq")
    .pluck("action");

it("suspends, says so when it was done already, and resumes with a new link code", async () => {
  const args = ["user", "suspend", "ann@example.com", "--reason", "left the company"];
  expect(await cli.json(args)).toMatchObject({ email: "ann@example.com", status: "suspended", isNew: true });
  expect(await statusOf("ann@example.com")).toBe("suspended");
  const valid = await cli.db
    .system("link_codes as l")
    .join("users as u", "u.id", "l.user_id")
    .where({
      "u.email": "ann@example.com",
      "l.used_at": null,
    })
    .whereRaw("l.expires_at > now()");
  expect(valid).toEqual([]);
  const again = await cli.run(["user", "suspend", "ann@example.com"]);
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(again.stdout).toContain("Ann is suspended already; what was left is handed over.");
  expect(await cli.json(["user", "resume", "ann@example.com"])).toMatchObject({
    email: "ann@example.com",
    linkCode: expect.stringMatching(/^[2-9A-HJ-NP-Z]{8}$/),
  });
  expect(await statusOf("ann@example.com")).toBe("active");
  // Each call is on record, the one that changed nothing as well.
  expect(await actions()).toEqual(["user.suspend", "user.suspend", "user.resume"]);
});

it("refuses the last manager without --force, and somebody it does not know", async () => {
  const refused = await cli.run(["user", "suspend", "mia@example.com"]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain("last active manager or administrator");
  expect(await statusOf("mia@example.com")).toBe("active");
  await cli.json(["user", "suspend", "mia@example.com", "--force"]);
  expect(await statusOf("mia@example.com")).toBe("suspended");
  expect((await cli.run(["user", "suspend", "no@example.com"])).stderr).toBe(
    "There is no user with the e-mail address no@example.com\n",
  );
});
