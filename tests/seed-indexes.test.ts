import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectOwner } from "../infra/db/connect.ts";
import { MIGRATED_TEMPLATE } from "./support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.ts";

interface Wanted {
  name: string;
  table: string;
  columns: string[];
  /** The part of the table that is meant; null: all of it. */
  where: string | null;
}

interface Ours {
  table: string;
  columns: string[];
  where: string | null;
}

let database: TestDatabase;
let ours: Ours[];

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const owner = connectOwner(database.url);
  ours = await readIndexes(owner);
  await owner.destroy();
});
afterAll(() => database.drop());

const wanted = readWanted();

describe("the indexes of the two seed documents", () => {
  it("are all there: 31 of the one and 52 of the other", () => {
    expect(wanted).toHaveLength(83);
  });

  it.each(wanted)("$name is served by one of ours", (index) => {
    expect(ours.filter((candidate) => serves(candidate, index))).not.toEqual([]);
  });

  it("are missed when nothing begins with their columns, or only for some rows", () => {
    const index = { name: "x", table: "customers", columns: ["owner_id"], where: null };
    expect(serves({ table: "customers", columns: ["org_id", "owner_id"], where: null }, index)).toBe(true);
    expect(serves({ table: "customers", columns: ["status", "owner_id"], where: null }, index)).toBe(false);
    expect(serves({ table: "customers", columns: ["owner_id"], where: "(status = 'active'::text)" }, index)).toBe(
      false,
    );
    expect(serves({ table: "deals", columns: ["owner_id"], where: null }, index)).toBe(false);
  });
});

// Every query is of one organisation, so org_id may stand in front. Rows where the column is null are not looked up by it.
function serves(index: Ours, { table, columns, where }: Wanted): boolean {
  if (index.table !== table) return false;
  const isScoped = index.columns[0] === "org_id" && columns[0] !== "org_id";
  const leading = index.columns.slice(isScoped ? 1 : 0);
  if (!columns.every((column, position) => leading[position] === column)) return false;
  return index.where === null || index.where === `(${columns[0]} IS NOT NULL)` || index.where === where;
}

function readWanted(): Wanted[] {
  const columnOf = new Map(
    readTable("seed-columns").map(([document, table, column, target]) => [
      `${document} ${table}.${column}`,
      target ?? "",
    ]),
  );
  return readTable("seed-indexes").map(([document = "", table = "", index, columns = "", where = "-", own = "-"]) => {
    const name = `${document} ${table} ${index}`;
    const given = /^(\w+)\((.+)\)$/.exec(own);
    if (given) return { name, table: given[1] ?? "", columns: (given[2] ?? "").split(", "), where: inSql(where) };
    const targets = columns.split(", ").map((column) => columnOf.get(`${document} ${table}.${column}`) ?? "");
    const tables = new Set(targets.map((target) => target.split(".")[0] ?? ""));
    if (tables.size !== 1) throw new Error(`${name} is on ${[...tables].join(" and ")}`);
    const own_ = targets.map((target) => target.split(".")[1] ?? "");
    return { name, table: [...tables][0] ?? "", columns: own_, where: inSql(where) };
  });
}

/** A condition as PostgreSQL writes it. */
function inSql(condition: string): string | null {
  return condition === "-" ? null : `(${condition.replace(/('\w+')/, "$1::text")})`;
}

function readTable(name: string): string[][] {
  const text = readFileSync(new URL(`./fixtures/schema/${name}.tsv`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
}

async function readIndexes(owner: ReturnType<typeof connectOwner>): Promise<Ours[]> {
  const { rows } = await owner.raw(
    `SELECT t.relname AS "table", pg_get_expr(i.indpred, i.indrelid) AS "where",
       ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (number, position)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number ORDER BY k.position) AS columns
     FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relnamespace = 'public'::regnamespace AND NOT t.relispartition AND 0 <> ALL (i.indkey::int[])`,
  );
  return rows;
}
