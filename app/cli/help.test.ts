import type { Command } from "commander";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { createProgram } from "./program.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());

const program = createProgram(async () => undefined);
const leaves = (command: Command): Command[] =>
  command.commands.length > 0 ? command.commands.flatMap(leaves) : [command];
const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}`.trim() : "";

it("has the commands of the contract", () => {
  expect(leaves(program).map(pathOf)).toEqual([
    "migrate",
    "seed demo",
    "org add",
    "org set",
    "org list",
    "tag set",
    "tag list",
    "tag rule add",
    "tag rule remove",
    "tag rule list",
    "team add",
    "team set",
    "team list",
    "team member add",
    "team member remove",
    "team rule add",
    "team rule list",
    "team rule remove",
    "team shift add",
    "team shift list",
    "team shift remove",
    "user add",
    "user set",
    "user code",
    "user suspend",
    "user resume",
    "user list",
    "as",
    "channel add",
    "channel list",
    "channel set",
    "channel pause",
    "channel resume",
    "channel group add",
    "channel group remove",
    "channel group list",
    "field add",
    "field list",
    "field retire",
    "key add",
    "key list",
    "key revoke",
    "script import",
    "material add",
    "material import",
    "material list",
    "material retire",
    "course import",
    "course list",
    "course retire",
    "course assign",
    "deposit import",
    "withdrawal import",
    "recommendation import",
    "rate set",
    "rate import",
    "rate list",
    "funnel rebuild",
    "lead import",
    "campaign add",
    "campaign list",
    "campaign show",
    "campaign preview",
    "campaign schedule",
    "campaign pause",
    "campaign resume",
    "campaign cancel",
    "kb import",
    "kb list",
    "kb describe",
    "kb set",
    "kb versions",
    "kb answers",
    "kb status",
    "kb reindex",
    "kb remove",
    "ask",
    "answer show",
    "answer replay",
    "answer impact",
    "kpi compute",
    "bot",
    "conduct dry-run",
    "audit verify",
    "audit seal",
    "record export",
    "record verify",
    "messages months",
    "messages archive",
    "messages attach",
    "verify",
    "parked list",
    "parked show",
    "parked retry",
    "parked drop",
    "jobs list",
    "jobs retry",
    "jobs drop",
    "gaps",
    "eval retrieval",
    "eval classify",
    "eval memory",
    "eval set import",
    "eval set list",
    "eval set clear",
    "secrets rotate",
    "doctor",
    "slack manifest",
    "setting list",
    "setting get",
    "setting set",
    "setting reset",
    "webhook add",
    "webhook rotate",
    "webhook list",
    "webhook deliveries",
    "webhook test",
    "webhook pause",
    "webhook resume",
    "webhook remove",
    "webhook replay",
    "workflow add",
    "workflow list",
    "workflow show",
    "workflow activate",
    "workflow deactivate",
    "workflow run",
    "workflow executions",
    "workflow stop",
  ]);
});

it.each(leaves(program).map((command) => [pathOf(command), command] as const))(
  "explains %s, its arguments and its options, and that it takes --org and --json",
  (_, command) => {
    expect(command.description()).not.toBe("");
    expect([...command.registeredArguments, ...command.options].filter(({ description }) => !description)).toEqual([]);
    expect(command.helpInformation()).toMatch(/--org <code>[\s\S]*--json/);
  },
);

it("shows help without a database and without a valid environment", async () => {
  const ran = await cli.run(["user", "add", "--help"], { DATABASE_URL: "nonsense" });
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(ran.stdout).toMatch(/^Usage: deskhand user add \[options\] <email>/);
});

it.each([
  [["usr"], "unknown command 'usr' (Did you mean user?)\n"],
  [["user", "code"], "missing required argument 'email'\n"],
  [["org", "list", "--nonsense"], "unknown option '--nonsense'\n"],
  [["user", "list", "--org", "nobody"], 'There is no organisation "nobody". There are: default\n'],
])("answers %j with one line on standard error", async (args, line) => {
  expect(await cli.run([...args, "--json"])).toEqual({ code: 1, stdout: "", stderr: line });
});

it("names every wrong variable in one line", async () => {
  expect(await cli.run(["org", "list"], { PORT: "x", TELEGRAM_MODE: "z" })).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "The configuration is not valid: PORT must be a whole number from 0 to 65535, such as 3000; " +
      "TELEGRAM_MODE must be webhook or polling\n",
  });
});

it("says in one line that the database cannot be reached, and where it failed with LOG_LEVEL=debug", async () => {
  const away = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
  const line = "The database at 127.0.0.1:1 cannot be reached (ECONNREFUSED). Check DATABASE_URL, and that it runs.\n";
  expect(await cli.run(["org", "list"], away)).toEqual({ code: 1, stdout: "", stderr: line });
  const { stderr } = await cli.run(["org", "list"], { ...away, LOG_LEVEL: "debug" });
  expect(stderr).toMatch(/\n {4}at /);
});
