import type { Knex } from "knex";
import { ConfigError } from "../errors.ts";
import { errorCode } from "./error-code.ts";

export const applicationRoles = ["deskhand_app", "deskhand_system"] as const;

/** What an administrator runs when the owner of the schema may not make roles itself. */
export function rolesSql(owner: string): string {
  return [
    ...applicationRoles.map((role) => `CREATE ROLE ${role} NOLOGIN;`),
    `GRANT ${applicationRoles.join(", ")} TO "${owner.replaceAll('"', '""')}";`,
  ].join("\n");
}

/**
 * Makes the application's roles and lets the owner work as them. Roles belong to the whole server, so another database
 * may have made them already.
 * @throws ConfigError with the SQL to run when the owner may not.
 */
export async function ensureRoles(knex: Knex): Promise<void> {
  const { rows } = await knex.raw("SELECT current_user AS owner");
  const owner = String(rows[0].owner);
  try {
    for (const role of applicationRoles) await makeRole(knex, role);
    await letOwnerUseRoles(knex, owner);
  } catch (error) {
    if (!isInsufficientPrivilege(error)) throw error;
    throw new ConfigError(
      `The database user "${owner}" may not make the roles that Deskhand works as. Let an administrator run:\n${rolesSql(owner)}`,
    );
  }
}

async function makeRole(knex: Knex, role: string): Promise<void> {
  const { rows } = await knex.raw("SELECT FROM pg_roles WHERE rolname = ?", [role]);
  if (rows.length > 0) return;
  // Two databases of one server may migrate at the same moment.
  await knex.raw(
    `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
}

async function letOwnerUseRoles(knex: Knex, owner: string): Promise<void> {
  for (const role of applicationRoles) {
    const { rows } = await knex.raw(
      `SELECT r.rolsuper OR EXISTS (
         SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid AND g.rolname = ?
         AND coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)) AS may
       FROM pg_roles r WHERE r.rolname = current_user`,
      [role],
    );
    if (!rows[0].may) await knex.raw("GRANT ?? TO ??", [role, owner]);
  }
}

function isInsufficientPrivilege(error: unknown): boolean {
  return errorCode(error) === "42501";
}
