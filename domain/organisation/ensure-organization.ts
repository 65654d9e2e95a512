import type { Knex } from "knex";
import { NotFoundError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";

/** The id of the organisation with this code, which is made when it is not there. Runs as the system role. */
export async function ensureOrganization(system: Knex, code: string, name: string): Promise<string> {
  await system.raw("INSERT INTO organizations (id, code, name) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING", [
    newId(),
    code,
    name,
  ]);
  return findOrganization(system, code);
}

/** @throws NotFoundError naming the organisations there are. */
export async function findOrganization(system: Knex, code: string): Promise<string> {
  const row: { id: string } | undefined = await system("organizations").where({ code }).first("id");
  if (row) return row.id;
  const known: { code: string }[] = await system("organizations").select("code").orderBy("code");
  throw new NotFoundError(
    `There is no organisation "${code}". There are: ${known.map((org) => org.code).join(", ") || "none"}`,
  );
}
