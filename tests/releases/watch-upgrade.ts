import { setTimeout } from "node:timers/promises";
import type { Knex } from "knex";
import { Client } from "pg";
import { connectionOptions, connectOwner } from "../../infra/db/connect.ts";
import { migrate } from "../../infra/db/migrate.ts";
import { newId } from "../../infra/ids.ts";

/** A lock under which nobody may write, or not even read. */
export interface Hold {
  table: string;
  mode: string;
  /** How long the transaction that has it went on, as far as it was seen. */
  ms: number;
}

export interface Watched {
  /** The longest of each table and mode, the longest first. */
  holds: Hold[];
  /** The longest that a read or a write of those who worked meanwhile took. */
  slowestMs: Record<string, number>;
  migrateMs: number;
}

/** What `fillLarge` fills. */
export const largeTables = [
  ...[
    "messages",
    "message_insights",
    "customers",
    "leads",
    "conversations",
    "customer_activities",
    "conversation_events",
  ],
  ...["answers", "audit_logs", "outbox_events", "deliveries"],
];

const LOOK_MS = 5;
const STRONG = "('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')";

/** Migrates while others read and write, and looks all the time which locks keep them out of a table of `tables`. */
export async function watchUpgrade(url: string, tables: readonly string[]): Promise<Watched> {
  const owner = connectOwner(url);
  const holds = new Map<string, Hold>();
  const slowestMs: Record<string, number> = {};
  let isOver = false;
  const until = async (work: () => Promise<void>, pause: number) => {
    while (!isOver) {
      await work();
      await setTimeout(pause);
    }
  };
  const doAllTheTime = async (name: string, sql: string) => {
    // One connection each: nobody waits behind another one here.
    const worker = new Client(connectionOptions(url));
    await worker.connect();
    try {
      await until(async () => {
        const began = performance.now();
        await worker.query(sql.replaceAll(":id", `'${newId()}'::uuid`));
        slowestMs[name] = Math.max(slowestMs[name] ?? 0, performance.now() - began);
      }, LOOK_MS);
    } finally {
      await worker.end();
    }
  };
  const upgrade = async () => {
    const began = performance.now();
    await migrate(url).finally(() => {
      isOver = true;
    });
    return performance.now() - began;
  };
  const [migrated, ...others] = await Promise.allSettled([
    upgrade(),
    until(() => look(owner, tables, holds), LOOK_MS),
    ...Object.entries(work).map(([name, sql]) => doAllTheTime(name, sql)),
  ]);
  await owner.destroy();
  if (migrated.status === "rejected") throw migrated.reason;
  // Whoever was refused something during the upgrade: that is what must not be.
  for (const other of others) if (other.status === "rejected") throw other.reason;
  const longest = [...holds.values()].sort((left, right) => right.ms - left.ms);
  return { holds: longest, slowestMs, migrateMs: migrated.value };
}

async function look(owner: Knex, tables: readonly string[], holds: Map<string, Hold>): Promise<void> {
  const { rows } = await owner.raw(
    `SELECT coalesce(i.inhparent, c.oid)::regclass::text AS "table", l.mode,
       (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::integer AS ms
     FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_stat_activity a ON a.pid = l.pid
     LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
     WHERE l.granted AND l.locktype = 'relation' AND l.mode IN ${STRONG} AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND coalesce(i.inhparent, c.oid) IN (SELECT to_regclass(t) FROM unnest(?::text[]) t)`,
    [[...tables]],
  );
  for (const hold of rows as Hold[]) {
    const key = `${hold.table} ${hold.mode}`;
    if (hold.ms > (holds.get(key)?.ms ?? -1)) holds.set(key, hold);
  }
}

const org = "(SELECT id FROM organizations ORDER BY id LIMIT 1)";
/** What goes on while a desk is open. */
const work = {
  "reads customers":
    "SELECT name FROM customers WHERE org_id = (SELECT id FROM organizations LIMIT 1) AND customer_code = 'CUST_L7'",
  "reads messages": "SELECT content FROM messages ORDER BY sent_at DESC LIMIT 1",
  "changes a customer": "UPDATE customers SET updated_at = now() WHERE customer_code = 'CUST_L9'",
  "changes a lead":
    "UPDATE leads SET updated_at = now() WHERE contact_name = 'Lead 9' AND id = '00000003-0000-4000-8000-000000000009'",
  "writes a message": `INSERT INTO messages (id, org_id, conversation_id, direction, sender_type, content, sent_at)
    SELECT :id, org_id, id, 'inbound', 'customer', 'meanwhile', '2026-10-20T00:00:00Z' FROM conversations WHERE chat = 'c1' LIMIT 1`,
  "writes an event": `INSERT INTO outbox_events (id, org_id, type, resource_type, resource_id) VALUES (:id, ${org}, 'x', 'message', :id)`,
  "writes the audit log": `INSERT INTO audit_logs (id, org_id, action) VALUES (:id, ${org}, 'x')`,
};
