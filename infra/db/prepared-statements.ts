import { createHash } from "node:crypto";
import { isOutdatedPlan } from "./passing-trouble.ts";

/** A connection of `pg`, as far as it matters here. */
export interface Connection {
  query(...given: unknown[]): unknown;
  connection?: { stream: { cork(): void; uncork(): void } };
}

interface Statement {
  text: string;
  values: unknown[];
  name?: string;
}

export interface StatementNames {
  /** The name that a statement is prepared under, or undefined while it may be one that comes once. */
  nameOf(sql: string): string | undefined;
  /** Every statement is prepared anew from now on, as after a table changed under it. */
  renew(): void;
}

/** A statement that came so often comes again. */
const PREPARED_FROM = 3;
/** A plan takes memory at each connection: what is built for lists of all lengths must not take it all. */
const MAX_PREPARED = 400;
const MAX_COUNTED = 4_000;
/** A condition that only some values ask for: a plan that is kept must fit all of them, and uses the index of none. */
const OPTIONAL_CONDITION = /(\$\d+(::[\w\s[\]]+)?|\bCAST\(\$\d+ AS [\w\s[\]]+\)) IS (NOT )?NULL OR\b/i;
/** The first few in an order: a plan that does not know how few sorts them all. */
const PAGE = /\border by\b[^;]*\blimit \$\d+/is;

/** Which statements of a process are prepared. One for all connections of a pool. */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  const seen = new Map<string, number>();
  let generation = 0;
  return {
    nameOf: (sql) => {
      const name = names.get(sql);
      if (name !== undefined || names.size >= MAX_PREPARED) return name;
      if (!comesOften(seen, sql) || OPTIONAL_CONDITION.test(sql) || PAGE.test(sql)) return undefined;
      const digest = createHash("sha256").update(sql).digest("base64url").slice(0, 22);
      const made = `s${generation}_${digest}`;
      names.set(sql, made);
      return made;
    },
    renew: () => {
      generation += 1;
      names.clear();
    },
  };
}

function comesOften(seen: Map<string, number>, sql: string): boolean {
  const times = (seen.get(sql) ?? 0) + 1;
  if (seen.size >= MAX_COUNTED) seen.clear();
  seen.set(sql, times);
  return times >= PREPARED_FROM;
}

/**
 * Makes a connection prepare what it is asked often: PostgreSQL then reads and plans a statement once a connection. A turn
 * asks some dozens, whose planning took longer than their execution (`npm run bench -- steps`).
 */
export function prepareStatements(connection: Connection, names: StatementNames): void {
  const query = writtenTogether(connection);
  connection.query = (...[first, ...rest]) => {
    if (!isStatement(first) || first.name !== undefined || first.values.length === 0) return query(first, ...rest);
    const name = names.nameOf(first.text);
    if (name === undefined) return query(first, ...rest);
    const last = rest.at(-1);
    const answered = typeof last === "function" ? (last as (error: unknown, result: unknown) => void) : undefined;
    if (!answered) return query({ ...first, name }, ...rest);
    return query({ ...first, name }, ...rest.slice(0, -1), (error: unknown, result: unknown) => {
      if (isOutdatedPlan(error)) names.renew();
      answered(error, result);
    });
  };
}

/** What is asked in one go of the event loop leaves in one write. */
function writtenTogether(connection: Connection): Connection["query"] {
  const query = connection.query.bind(connection);
  const stream = connection.connection?.stream;
  if (!stream) return query;
  let isCorked = false;
  return (...given) => {
    if (!isCorked) {
      isCorked = true;
      stream.cork();
      process.nextTick(() => {
        isCorked = false;
        stream.uncork();
      });
    }
    return query(...given);
  };
}

function isStatement(given: unknown): given is Statement {
  return (
    typeof given === "object" && given !== null && "text" in given && "values" in given && Array.isArray(given.values)
  );
}
