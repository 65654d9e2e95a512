import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;

beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());

const count = async (where: Record<string, unknown> = {}) =>
  Number((await cli.db.system("leads").where(where).count("* as count"))[0]?.["count"]);

it("shows with --dry-run what a file would bring, and changes nothing", async () => {
  const file = await cli.file("dry.csv", "姓名,手机,来源\n王丽,138 0013 8000,春季展会\n李雷,not a number,春季展会\n");
  const shown = await cli.json(["lead", "import", file, "--dry-run"]);
  expect(shown).toMatchObject({
    dryRun: true,
    read: 2,
    created: 1,
    failed: 1,
    errors: [{ line: 3, message: expect.stringContaining("no phone number") }],
    errorFile: null,
    preview: [{ contact_name: "王丽", contact_phone: "+8613800138000", source_detail: "春季展会" }],
  });
  expect((await cli.run(["lead", "import", file, "--dry-run"])).stdout).toContain("+8613800138000");
  expect(await count()).toBe(0);
});

it("imports rows with Chinese or English headers, and the same rows only once", async () => {
  const chinese = "姓名,手机,微信,公司,城市,备注\n王丽,13800138000,wangli_88,Acme,深圳,vip\n";
  const file = await cli.file("zh.csv", chinese);
  expect(await cli.json(["lead", "import", file])).toMatchObject({ created: 1, known: 0, ignoredColumns: ["备注"] });
  expect(await cli.json(["lead", "import", file])).toMatchObject({ created: 0, known: 1 });
  const english =
    "external_ref;contact_name;contact_email;utm_source\nCRM-1;Ann;Ann@Example.com;fair\nCRM-1;Ann again;ann@example.com;fair\n";
  const other = await cli.file("en.csv", english);
  expect(await cli.json(["lead", "import", other])).toMatchObject({ created: 1, repeated: 1 });
  expect(await cli.db.system("leads").where({ external_ref: "CRM-1" }).first()).toMatchObject({
    contact_name: "Ann",
    contact_email: "ann@example.com",
    utm_source: "fair",
    customer_id: null,
    status: "new",
  });
  expect(await cli.db.system("lead_activities").where({ type: "imported" })).toHaveLength(2);
  expect(await cli.db.system("audit_logs").where({ action: "lead.import", actor: "cli" })).toHaveLength(3);
});

it("keeps rows with errors in a file that can be mended and imported", async () => {
  const file = await cli.file("bad.csv", 'contact_name,contact_phone\n"Li, Lei",12\nHan,+85291234567\nNobody,\n');
  expect(await cli.json(["lead", "import", file])).toMatchObject({
    created: 1,
    failed: 2,
    errorFile: `${file}.errors.csv`,
  });
  const kept = await readFile(`${file}.errors.csv`, "utf8");
  expect(kept).toContain('"Li, Lei",12,2,"contact_phone is no phone number');
  expect(kept).toContain('Nobody,,4,"no way to reach them');
  const mended = await cli.file(
    "mended.csv",
    kept.replace(",12,", ",+8613700137000,").replace(/\r\nNobody.*\r\n/, "\r\n"),
  );
  expect(await cli.json(["lead", "import", mended])).toMatchObject({ created: 1, failed: 0 });
  expect(await count({ contact_name: "Li, Lei" })).toBe(1);
});

it("says what is wrong with a file that is none of leads, and imports nothing of one that is all wrong", async () => {
  const strange = await cli.run(["lead", "import", await cli.file("strange.csv", "a,b\n1,2\n")]);
  expect(strange).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("None of the columns is one of a lead: a, b"),
  });
  const twice = await cli.run(["lead", "import", await cli.file("twice.csv", "手机,phone\n1,2\n")]);
  expect(twice.stderr).toContain("Two columns mean contact_phone");
  const wrong = await cli.run(["lead", "import", await cli.file("wrong.csv", "手机\n12\n")]);
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("None of the 1 rows") });
});

it("imports ten thousand rows in many transactions", async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => `Lead ${index},lead${index}@example.com`);
  const file = await cli.file("many.csv", `contact_name,contact_email\n${rows.join("\n")}\n`);
  expect(await cli.json(["lead", "import", file])).toMatchObject({ read: 10_000, created: 10_000, failed: 0 });
  const { rows: transactions } = await cli.db.system.raw(
    "SELECT count(DISTINCT xmin::text)::int AS count FROM leads WHERE contact_name LIKE 'Lead %'",
  );
  expect(transactions).toEqual([{ count: 20 }]);
});
