import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { loadRelease, type Release } from "./releases.ts";

/** A test's own database of a release. */
export async function restoreRelease(release: Release): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await loadRelease(database.url, release);
  return database;
}
