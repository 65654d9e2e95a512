import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.run(["user", "add", "mei@example.com", "--name", "Mei", "--role", "trainer"]);
  await cli.run(["user", "add", "tom@example.com", "--name", "Tom", "--role", "agent"]);
  await cli.file("hours.md", "# Opening hours\n\nCustomer service is open from Monday to Friday, 9:00 to 18:00.\n");
});
afterAll(() => cli.close());

it("files documents under tags, says who brought them in from where, what a base is for and how it answers", async () => {
  await cli.json(["kb", "import", "hours.md", "--tag", "service", "2026", "--by", "mei@example.com"]);
  await cli.json(["kb", "describe", "default", "What customers may be told"]);
  const settings = { threshold: 0.7, language: "en" };
  expect(await cli.json(["kb", "set", "default", "threshold=0.7", "language=en"])).toEqual({ kb: "default", settings });
  const { stdout } = await cli.run(["kb", "list", "--tag", "service"]);
  expect(stdout).toMatch(/language=en threshold=0\.7 +│ What customers may be told/);
  expect(stdout).toMatch(/service, 2026 +│ +│ Mei/);
  const changes = await cli.db.system("audit_logs").where({ action: "knowledge.set" }).orderBy("seq").pluck("changes");
  expect(changes).toEqual([
    { kb: "default", description: "What customers may be told" },
    { kb: "default", settings },
  ]);
});

const WRITE =
  "Write threshold=0.7 (0.05 to 0.99) or language=zh (or en); threshold= alone, and it is as everywhere again.\n";
it.each([
  [["kb", "set", "default", "threshold=2"], WRITE],
  [["kb", "set", "default", "threshold=high"], WRITE],
  [["kb", "set", "default", "colour=red"], WRITE],
  [["kb", "describe", "default", "x".repeat(301)], "A description has at most 300 characters\n"],
  [
    ["kb", "set", "none", "threshold=0.7"],
    'There is no knowledge base "none". deskhand kb list shows those there are.\n',
  ],
  [
    ["kb", "import", "hours.md", "--by", "tom@example.com"],
    "tom@example.com (agent, active) may not write knowledge\n",
  ],
  [["kb", "import", "hours.md", "--tag", "y".repeat(41)], "--tag takes at most 20 tags of 1 to 40 characters\n"],
])("refuses %j with one line on standard error", async (args, stderr) => {
  expect(await cli.run(args)).toEqual({ code: 1, stdout: "", stderr });
});
