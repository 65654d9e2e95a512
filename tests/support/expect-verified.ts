import { expect } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { findUnverified } from "./find-unverified.ts";

/** Everything that always holds does. `database`: an open one, or where it is. */
export async function expectVerified(database: Database | string): Promise<void> {
  const db = typeof database === "string" ? connectDatabase(database, { app: 1, system: 2 }) : database;
  try {
    expect(await findUnverified(db)).toEqual([]);
  } finally {
    if (typeof database === "string") await db.close();
  }
}
