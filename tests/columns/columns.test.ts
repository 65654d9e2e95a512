import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../../app/cli/program.ts";
import { routes } from "../../app/http/api/routes.ts";
import { buttons } from "../../bot/commands/button-registry.ts";
import { commands } from "../../bot/commands/registry.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { packageRoot } from "../../infra/package-root.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { handedOn, notKept, readColumnUses, readSeedColumns } from "./column-uses.ts";
import { columnsPage } from "./columns-page.ts";
import { isLinked, readCode, writesInto } from "./writing-files.ts";

const uses = readColumnUses();
const seeds = readSeedColumns();
const targets = [...new Set(seeds.map(({ target }) => target))].filter((target) => target !== "-");

let database: TestDatabase;
let owner: ReturnType<typeof connectOwner>;
beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  owner = connectOwner(database.url);
});
afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

describe("every column of the two documents", () => {
  it("has a line of its own and a writer and a reader, or a reason", () => {
    expect([...uses.keys()].sort()).toEqual([...targets].sort());
    const empty = targets.filter((target) => !uses.get(target)?.writer || !uses.get(target)?.reader);
    expect(empty).toEqual([]);
    expect(seeds.filter(({ target }) => target === "-").map(({ name }) => name)).toEqual(Object.keys(notKept));
  });

  it("names commands, buttons, command lines, routes, jobs and events that there are", () => {
    const wrong = targets.flatMap((target) => {
      const { writer = "", reader = "" } = uses.get(target) ?? {};
      return [...writer.split("; "), ...reader.split("; ")]
        .filter((use) => !exists(use))
        .map((use) => `${target}: ${use}`);
    });
    expect(wrong).toEqual([]);
  });

  it("is named by the file that is said to write it", () => {
    const wrong = targets.filter((target) => {
      const { writtenIn = "", writer = "" } = uses.get(target) ?? {};
      if (writtenIn === "-") return !/^(default|generated|never: .{20,})$/.test(writer);
      const path = join(packageRoot, writtenIn);
      return !existsSync(path) || !mentions(readFileSync(path, "utf8"), target.split(".")[1] ?? "");
    });
    expect(wrong).toEqual([]);
  });

  it("is in rows that this file writes into the table, or hands to one that does", () => {
    const wrong = targets.filter((target) => {
      const [table = "", column = ""] = target.split(".");
      const { writtenIn = "-" } = uses.get(target) ?? {};
      if (writtenIn === "-") return false;
      const code = readCode(writtenIn);
      if (!mentions(code, column)) return true;
      if (writesInto(code, table)) return false;
      const chain = [writtenIn, ...(handedOn[writtenIn] ?? [])];
      const isBroken = chain.some((path, place) => place > 0 && !isLinked(chain[place - 1] ?? "", path));
      return isBroken || !writesInto(readCode(chain.at(-1) ?? ""), table);
    });
    expect(wrong).toEqual([]);
    const files = new Set([...uses.values()].map(({ writtenIn }) => writtenIn));
    expect(Object.keys(handedOn).filter((file) => !files.has(file))).toEqual([]);
  });

  it("is not taken for written by a file that reads the table, or writes another", () => {
    const reads = `trx("customers").where({ id }).first("stage"); trx("leads").update({ status });`;
    expect(writesInto(reads.split(";")[0] ?? "", "customers")).toBe(false);
    expect(writesInto("INSERT INTO customers_archive (id)", "customers")).toBe(false);
    expect(writesInto(`trx("customers").where({ id }).update({ stage })`, "customers")).toBe(true);
    expect(writesInto("Customer.query(trx).patch({ stage })", "customers")).toBe(true);
    expect(writesInto("Customer.query(trx).patch({ stage })", "leads")).toBe(false);
  });

  it("is the database's own where it says so", async () => {
    const { rows } = await owner.raw(
      `SELECT table_name || '.' || column_name AS name, is_generated = 'ALWAYS' AS generated, column_default IS NOT NULL AS has_default
       FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    const own = new Map<string, { generated: boolean; has_default: boolean }>(
      rows.map((row: { name: string; generated: boolean; has_default: boolean }) => [row.name, row]),
    );
    const wrong = targets.filter((target) => {
      const writer = uses.get(target)?.writer;
      if (writer === "generated") return !own.get(target)?.generated;
      return writer === "default" && !own.get(target)?.has_default;
    });
    expect(wrong).toEqual([]);
  });

  it("is shown in docs/columns.md (npm run columns writes it)", () => {
    expect(readFileSync(join(packageRoot, "docs", "columns.md"), "utf8")).toBe(columnsPage());
  });
});

const words = new Set(["message", "every command", "every change", "default", "generated"]);
const program = createProgram(async () => undefined);
const tasks = readFileSync(join(packageRoot, "app", "tasks.ts"), "utf8");
const events = readFileSync(join(packageRoot, "bot", "ports", "inbound-event.ts"), "utf8");

function exists(use: string): boolean {
  if (words.has(use) || /^never: .{3,}/.test(use)) return true;
  const [, button] = /^\[(\w+)\]$/.exec(use) ?? [];
  if (button !== undefined) return buttons.some(({ name }) => name === button);
  const [, kind, name = ""] = /^(job |event )?`([^`]+)`$/.exec(use) ?? [];
  if (kind === "job ") return new RegExp(`^ {4}${name}:`, "m").test(tasks);
  if (kind === "event ") return events.includes(`kind: "${name}"`);
  const [, command, act] = /^\/(\w+)(?: (\w+))?$/.exec(name) ?? [];
  if (command !== undefined) return isCommand(command, act);
  const [, method, path] = /^(GET|PUT|POST|PATCH) (\/\S+)$/.exec(name) ?? [];
  if (path !== undefined) return routes.some((route) => route.method === method?.toLowerCase() && route.path === path);
  const [, line] = /^deskhand (.+)$/.exec(name) ?? [];
  return line !== undefined && find(program, line.split(" "));
}

/** What follows a command's name is one of the words of its usage. */
function isCommand(name: string, act: string | undefined): boolean {
  const command = commands.find((one) => one.name === name);
  if (!command) return false;
  return act === undefined || new RegExp(`(^|\\W)${act}(\\W|$)`).test(command.usage ?? "");
}

function find(parent: Command, [first, ...rest]: string[]): boolean {
  const command = parent.commands.find((one) => one.name() === first);
  if (!command) return false;
  return rest.length === 0 ? command.commands.length === 0 : find(command, rest);
}

function mentions(source: string, column: string): boolean {
  const camel = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return new RegExp(`\\b(${column}|${camel})\\b`).test(source);
}
