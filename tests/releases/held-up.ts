/**
 * What of a migration would hold up everybody who works on a large table: a rewrite, or a look at each row, under its
 * lock.
 */
export interface Migration {
  file: string;
  sql: string;
}

interface Statement {
  sql: string;
  /** Of a step of its own: what it locks is free again when it ends. */
  isStep: boolean;
  /** In a block that commits after each batch of rows. */
  isBatched: boolean;
}

/** @returns What it would do, with the table's name; none where it holds nobody up. Pure. */
export function heldUpBy({ sql }: Migration, isLarge: (table: string) => boolean): string[] {
  const statements = statementsOf(sql);
  return statements.flatMap((statement, place) =>
    [...ofIndex(statement), ...ofTable(statement, statements.slice(0, place)), ...ofRows(statement)].flatMap(
      ({ table, what }) => (isLarge(table) ? [`${what}: ${table}`] : []),
    ),
  );
}

/** Statements without comments; those of a DO block one by one, and no bodies of functions. */
function statementsOf(sql: string): Statement[] {
  const [first = "", ...steps] = sql.split(/^-- step$/m);
  return [...split(first, false), ...steps.flatMap((step) => split(step, true))];
}

function split(text: string, isStep: boolean): Statement[] {
  const bare = text.replace(/--.*$/gm, "");
  const blocks = [...bare.matchAll(/\bDO \$\$([\s\S]*?)\$\$/g)].map(([, body = ""]) => body);
  const plain = bare.replace(/\$\$[\s\S]*?\$\$/g, "");
  const parts = (sql: string, isBatched: boolean) =>
    sql.split(";").map((part) => ({ sql: part.trim(), isStep, isBatched }));
  return [
    ...parts(plain, false),
    ...blocks.flatMap((body) => parts(body, isStep && /\bLIMIT \d+/.test(body) && /\bCOMMIT;/.test(body))),
  ].filter(({ sql }) => sql !== "");
}

interface Found {
  table: string;
  what: string;
}

function ofIndex({ sql, isStep }: Statement): Found[] {
  const [, beside, again, table = ""] =
    /\bCREATE (?:UNIQUE )?INDEX( CONCURRENTLY)?( IF NOT EXISTS)? \w+\s+ON (?:ONLY )?(\w+)/.exec(sql) ?? [];
  if (table === "") return [];
  if (!beside || !isStep) return [{ table, what: "builds an index while writers wait" }];
  // A step is run again after a kill.
  return again ? [] : [{ table, what: "builds an index that may be there" }];
}

/** Defaults that are worked out once, and not for each row. */
const ONCE = new Set(["now", "current_setting", "nullif", "coalesce", "make_interval", "statement_timestamp"]);

function ofTable({ sql, isStep }: Statement, before: readonly Statement[]): Found[] {
  const [, table = "", actions = ""] = /\bALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\w+)\s+([\s\S]*)$/i.exec(sql) ?? [];
  return actionsOf(actions).flatMap((action) => {
    const what = ofAction(action, { table, isStep, before });
    return what === null ? [] : [{ table, what }];
  });
}

function ofAction(
  action: string,
  { table, isStep, before }: { table: string; isStep: boolean; before: readonly Statement[] },
): string | null {
  const isNew = /^ADD COLUMN\b/i.test(action);
  if (/^ALTER COLUMN \w+ (?:SET DATA )?TYPE\b/i.test(action)) return "changes a type";
  if (/^ALTER COLUMN \w+ SET NOT NULL/i.test(action)) return isProved(action, table, before) ? null : "looks for nulls";
  if (/^VALIDATE CONSTRAINT/i.test(action)) return isStep ? null : "proves a rule under the locks of the transaction";
  if (/^ADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY)\b/i.test(action))
    return /NOT VALID$/i.test(action) ? null : "proves a rule";
  if (/^ADD (?:CONSTRAINT \w+ )?(?:UNIQUE|PRIMARY KEY)\b/i.test(action))
    return /USING INDEX/i.test(action) ? null : "builds an index while nobody may read";
  if (!isNew) return null;
  if (/GENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY|\b(?:big)?serial\b/i.test(action)) return "numbers each row";
  if (/GENERATED ALWAYS AS \(/i.test(action)) return "computes a column";
  if (/\bCHECK \(/i.test(action)) return "proves a rule";
  const [, worker] = /\bDEFAULT (?!')(\w+)\(/i.exec(action) ?? [];
  return worker !== undefined && !ONCE.has(worker.toLowerCase()) ? "fills a column" : null;
}

/** A CHECK that was proved before says that there are none. */
function isProved(action: string, table: string, before: readonly Statement[]): boolean {
  const [, column = ""] = /^ALTER COLUMN (\w+)/i.exec(action) ?? [];
  const checks = before.flatMap(({ sql }) => {
    const rule = new RegExp(
      String.raw`ALTER TABLE ${table}\s+ADD CONSTRAINT (\w+) CHECK \(${column} IS NOT NULL\) NOT VALID`,
    ).exec(sql);
    return rule?.[1] ?? [];
  });
  return checks.some((check) =>
    before.some(({ sql }) => new RegExp(String.raw`ALTER TABLE ${table}\s+VALIDATE CONSTRAINT ${check}\b`).test(sql)),
  );
}

/** The actions of an ALTER TABLE: what commas part that stand in no brackets. */
function actionsOf(text: string): string[] {
  const actions = [""];
  let depth = 0;
  for (const sign of text) {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (sign === "," && depth === 0) actions.push("");
    else actions.push(`${actions.pop()}${sign}`);
  }
  return actions.map((action) => action.replace(/\s+/g, " ").trim()).filter(Boolean);
}

function ofRows({ sql, isBatched }: Statement): Found[] {
  const [, changed] =
    /\b(?:UPDATE|DELETE FROM)\s+(?:ONLY )?(\w+)\b(?!\s*\()/.exec(
      sql.replace(/BEFORE [\s\S]*$|ON CONFLICT[\s\S]*$/, ""),
    ) ?? [];
  const [, locked] = /\b(?:LOCK TABLE|CLUSTER|REINDEX TABLE|VACUUM FULL|TRUNCATE(?: TABLE)?)\s+(\w+)/.exec(sql) ?? [];
  return [
    ...(changed !== undefined && !isBatched ? [{ table: changed, what: "changes its rows in one transaction" }] : []),
    ...(locked !== undefined ? [{ table: locked, what: "locks it whole" }] : []),
  ];
}
