import type { Database } from "./connect.ts";

export interface PoolUse {
  pool: "app" | "system";
  inUse: number;
  idle: number;
  max: number;
  /** What waits for a connection. */
  waiting: number;
}

/** How busy this process's connections are. */
export function poolUse(db: Pick<Database, "app" | "system">): PoolUse[] {
  return (["app", "system"] as const).map((pool) => {
    const { numUsed, numFree, numPendingAcquires, max } = poolOf(db[pool]);
    return { pool, inUse: numUsed(), idle: numFree(), max, waiting: numPendingAcquires() };
  });
}

interface Tarn {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
  max: number;
}

function poolOf(knex: Database["app"]): Tarn {
  const { pool } = knex.client as { pool: Tarn }; // knex types its client as any
  return {
    numUsed: () => pool.numUsed(),
    numFree: () => pool.numFree(),
    numPendingAcquires: () => pool.numPendingAcquires(),
    max: pool.max,
  };
}
