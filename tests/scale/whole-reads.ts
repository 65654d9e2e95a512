import type { Knex } from "knex";
import type { PlanNode, RanStatement } from "./statement-log.ts";

/** A statement that read a large table as a whole. */
export interface WholeRead {
  table: string;
  /** How much of it was looked at. */
  rows: number;
  of: number;
  how: "scan" | "most of it";
  statement: string;
}

/** Rows of each table, a partitioned one counted with all its months. */
export type TableSizes = ReadonlyMap<string, number>;

export async function tableSizes(owner: Knex): Promise<TableSizes> {
  const { rows } = await owner.raw(
    `SELECT coalesce(p.relname, c.relname) AS name, sum(greatest(c.reltuples, 0))::float8 AS rows
     FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1`,
  );
  return new Map(rows.map(({ name, rows: count }: { name: string; rows: number }) => [name, count]));
}

/** More than this part of a large table is as good as all of it: no customer, conversation or day has as much. */
const MOST = 0.2;

/**
 * The large tables that a statement read as a whole: by a scan of all rows, or by any path that really looked at a fifth of
 * them. Large is a table of more than `large` rows.
 */
export function wholeReads({ text, plan }: RanStatement, sizes: TableSizes, large: number): WholeRead[] {
  const seen = new Map<string, { rows: number; isScan: boolean }>();
  for (const node of nodesOf(plan)) {
    const relation = node["Relation Name"];
    if (relation === undefined || node["Node Type"] === "ModifyTable" || node["Actual Loops"] === 0) continue;
    const table = tableOf(relation);
    const before = seen.get(table) ?? { rows: 0, isScan: false };
    const looked = node["Actual Rows"] + node["Rows Removed by Filter"] + node["Rows Removed by Index Recheck"];
    const isScan = node["Node Type"] === "Seq Scan" && !isMonth(relation);
    seen.set(table, { rows: before.rows + looked * node["Actual Loops"], isScan: before.isScan || isScan });
  }
  return [...seen].flatMap(([table, { rows, isScan }]) => {
    const of = sizes.get(table) ?? 0;
    if (of <= large || !(isScan || rows > of * MOST)) return [];
    return [{ table, rows: Math.round(rows), of, how: isScan ? "scan" : "most of it", statement: text } as const];
  });
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* nodesOf(child);
}

/** A small month may well be read whole: what counts is how much of all months was. */
const MONTH = /^messages_(?:\d{4}_\d\d(?:_\d+)?|default)$/;
const isMonth = (relation: string) => MONTH.test(relation);
const tableOf = (relation: string) => (isMonth(relation) ? "messages" : relation);
