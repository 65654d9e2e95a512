import { type Checked, verify } from "../../bot/verify/verify.ts";
import type { Database } from "../../infra/db/connect.ts";

/** What `deskhand verify` finds of any organisation in a database, a line each: nothing, where all is as it must be. */
export async function findUnverified(db: Database, now = new Date()): Promise<string[]> {
  const orgIds: string[] = await db.system("organizations").orderBy("id").pluck("id");
  const found: string[] = [];
  for (const orgId of orgIds) found.push(...(await verify(db, orgId, { since: null, now })).flatMap(linesOf));
  return found;
}

function linesOf({ name, count, first }: Checked): string[] {
  return count === 0 ? [] : first.map(({ id, about }) => `${name}: ${id} ${about}`);
}
