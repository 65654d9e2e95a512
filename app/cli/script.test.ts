import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  for (const [email, role] of [
    ["author@example.com", "manager"],
    ["approver@example.com", "compliance"],
    ["agent@example.com", "agent"],
  ]) {
    await cli.json(["user", "add", `${email}`, "--name", "x", "--role", `${role}`]);
  }
});
afterAll(() => cli.close());

const stored = () =>
  cli.db
    .system("scripts as s")
    .leftJoin("users as a", "a.id", "s.approved_by")
    .orderBy(["s.script_code", "s.version"])
    .select("s.script_code", "s.version", "s.status", "s.content_cn", "a.email as approver");

it("imports what it can, lists the rows it cannot, and lets new scripts wait for an approver", async () => {
  const rows = [
    { script_code: "OPEN-1", category: "开场", content_cn: "您好", level: "初级", tags: ["first"], usage_count: 5 },
    { category: "收尾", content_cn: "再见", follow_up: "a|b", created_by: "author@example.com" },
    { category: "开场" },
    { category: "开场", content_cn: "x", created_by: "EMP_099" },
  ];
  const file = await cli.file("scripts.jsonl", `${rows.map((row) => JSON.stringify(row)).join("\n")}\nnot json\n`);
  expect(await cli.json(["script", "import", file])).toEqual({
    file,
    read: 5,
    created: 2,
    updated: 0,
    approved: 0,
    unchanged: 0,
    status: "pending",
    failed: 3,
    errors: [
      { line: 3, message: "content_cn is missing" },
      { line: 4, message: "created_by: there is no user EMP_099 (an e-mail address or an employee code)" },
      { line: 5, message: "this line is not a JSON object" },
    ],
    warnings: [],
    ignoredColumns: ["usage_count"],
  });
  expect(await stored()).toEqual([
    { script_code: "OPEN-1", version: 1, status: "pending", content_cn: "您好", approver: null },
    { script_code: "SCR_001", version: 1, status: "pending", content_cn: "再见", approver: null },
  ]);
  const first = await cli.db.system("scripts").where({ script_code: "OPEN-1" }).first("level", "tags", "usage_count");
  expect(first).toEqual({ level: "beginner", tags: ["first"], usage_count: 0 });
  expect(await cli.json(["script", "import", file])).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  const audits = await cli.db.system("audit_logs").where({ action: "script.import" }).orderBy("seq").pluck("changes");
  expect(audits).toEqual([
    { script_code: "OPEN-1", version: 1, status: "pending" },
    { script_code: "SCR_001", version: 1, status: "pending" },
  ]);
});

it("approves what waits, but nobody approves their own words", async () => {
  const approve = (email: string) => ["script", "import", "scripts.jsonl", "--approved-by", email];
  const own = (await cli.json(approve("author@example.com"))) as { errors: { line: number; message: string }[] };
  expect(own).toMatchObject({ approved: 1 });
  expect(own.errors[0]).toEqual({ line: 2, message: "nobody approves their own words: another person must" });
  expect(await cli.json(approve("Approver@example.com"))).toMatchObject({ approved: 1, unchanged: 1 });
  expect(await stored()).toMatchObject([
    { script_code: "OPEN-1", status: "approved", approver: "author@example.com" },
    { script_code: "SCR_001", status: "approved", approver: "approver@example.com" },
  ]);
});

it("keeps the approved version in force until a newer one is approved", async () => {
  const file = await cli.file("next.csv", 'script_code;category;content_cn;is_active\nOPEN-1;开场;"您好，\n请问";是\n');
  expect(await cli.json(["script", "import", file])).toMatchObject({ created: 0, updated: 1 });
  const versions = async () =>
    (await stored()).filter((row) => row.script_code === "OPEN-1").map(({ version, status }) => ({ version, status }));
  expect(await versions()).toEqual([
    { version: 1, status: "approved" },
    { version: 2, status: "pending" },
  ]);
  await cli.json(["script", "import", file, "--approved-by", "approver@example.com"]);
  expect(await versions()).toEqual([
    { version: 1, status: "retired" },
    { version: 2, status: "approved" },
  ]);
});

it.each([
  [["agent@example.com"], "agent@example.com (agent, active) may not approve scripts\n"],
  [["nobody@example.com"], "There is no user with the e-mail address nobody@example.com\n"],
])("takes no approval of %s", async ([email = ""], stderr) => {
  expect(await cli.run(["script", "import", "scripts.jsonl", "--approved-by", email])).toEqual({
    code: 1,
    stdout: "",
    stderr,
  });
});

it.each([
  ["scripts.xlsx", "", "Scripts are imported from .jsonl and .csv files; save scripts.xlsx as CSV in UTF-8 first\n"],
  ["gbk.csv", null, "There is no file gbk.csv\n"],
])("says what is wrong with %s", async (name, content, stderr) => {
  if (content !== null) await cli.file(name, content);
  expect(await cli.run(["script", "import", name])).toEqual({ code: 1, stdout: "", stderr });
});

it("fails, with its list, when no row could be imported", async () => {
  await cli.file("bad.jsonl", '{"category":"x"}\n');
  const { stdout, stderr, code } = await cli.run(["script", "import", "bad.jsonl", "--json"]);
  expect({ stderr, code }).toEqual({ stderr: "None of the 1 rows of bad.jsonl could be imported\n", code: 1 });
  expect(JSON.parse(stdout)).toMatchObject({ failed: 1 });
});

it("warns of a script that the gate would hold, and refuses to have it approved", async () => {
  const row = { script_code: "BAD-1", category: "开场", content_cn: "您好", content_en: "It is risk free!" };
  const fine = { script_code: "FINE-1", category: "开场", content_cn: "收益不保证，投资有风险" };
  const file = await cli.file("claims.jsonl", [row, fine].map((one) => JSON.stringify(one)).join("\n"));
  expect(await cli.json(["script", "import", file])).toMatchObject({
    created: 2,
    warnings: [{ line: 1, message: "cannot be approved as it is: risk free" }],
  });
  expect(await cli.json(["script", "import", file, "--approved-by", "approver@example.com"])).toMatchObject({
    approved: 1,
    errors: [{ line: 1, message: "it would be held on its way to a customer: risk free" }],
  });
  const status = await cli.db.system("scripts").where({ script_code: "BAD-1" }).pluck("status");
  expect(status).toEqual(["pending"]);
});
