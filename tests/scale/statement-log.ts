import { open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { z } from "zod";

/** A statement that ran, with the plan it ran by and what each step of that really read. */
export interface RanStatement {
  text: string;
  milliseconds: number;
  plan: PlanNode;
}

export type PlanNode = z.infer<typeof Node> & { Plans?: PlanNode[] | undefined };
const Node = z.looseObject({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Actual Rows": z.number().default(0),
  "Actual Loops": z.number().default(0),
  "Rows Removed by Filter": z.number().default(0),
  "Rows Removed by Index Recheck": z.number().default(0),
  "Index Cond": z.string().optional(),
});
const Tree: z.ZodType<PlanNode> = Node.extend({ Plans: z.array(z.lazy(() => Tree)).optional() });
const Logged = z.object({ "Query Text": z.string(), Plan: Tree });

export interface StatementLog {
  /** Hands over each statement that ended since the last call: some jobs run more than fit into memory. */
  read(take: (ran: RanStatement) => void): Promise<void>;
}

/**
 * Lets the server write the plan of every statement on this database into its log (auto_explain), also of those inside
 * functions and triggers, as the product's own connections run them; gives what reads them from there.
 */
export async function watchStatements(ownerUrl: string): Promise<StatementLog> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query("SELECT current_database() AS name, current_setting('data_directory') AS folder");
  const settings = {
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_parameter_max_length": "0",
  };
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`ALTER DATABASE ${client.escapeIdentifier(rows[0].name)} SET ${name} = '${value}'`);
  }
  await client.end();
  const path = await logOf(rows[0].folder);
  let offset = (await stat(path)).size;
  return {
    read: async (take) => {
      for (;;) {
        const text = await readFrom(path, offset);
        // The last statement of a piece is cut off, or half written yet.
        const end = text.lastIndexOf(END);
        if (end < 0) return;
        const whole = text.slice(0, end + END.length);
        offset += Buffer.byteLength(whole);
        for (const ran of statementsIn(whole)) take(ran);
      }
    },
  };
}

/** Lines of an entry after its first begin with a tab: so ends a plan. */
const END = "\n\t}\n";

/** The log stands beside the cluster's folder. */
async function logOf(folder: string): Promise<string> {
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    const path = join(above, "postgres.log");
    if (await stat(path).catch(() => null)) return path;
  }
  throw new Error(`There is no log above ${folder}`);
}

const PIECE = 16 * 1024 * 1024;

async function readFrom(path: string, offset: number): Promise<string> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, offset);
    // Cut at a line, so that no character is taken apart.
    return buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf("\n") + 1).toString("utf8");
  } finally {
    await handle.close();
  }
}

function statementsIn(log: string): RanStatement[] {
  return log.split(/\n(?!\t)/).flatMap((entry) => {
    const [, duration, json] = /LOG: {2}duration: ([\d.]+) ms {2}plan:\n([\s\S]*)$/.exec(entry) ?? [];
    if (duration === undefined || json === undefined) return [];
    const { "Query Text": text, Plan } = Logged.parse(JSON.parse(json.replaceAll("\n\t", "\n")));
    return [{ text, milliseconds: Number(duration), plan: Plan }];
  });
}
