import type { Knex } from "knex";
import type { Clock } from "../../../infra/clock.ts";
import { connectOwner } from "../../../infra/db/connect.ts";
import { migrationStatus } from "../../../infra/db/migrate.ts";
import { applicationRoles, rolesSql } from "../../../infra/db/roles.ts";
import { describeFailure } from "../describe-failure.ts";
import { type Finding, findings, fine, wrong } from "./finding.ts";

const part = "database";
const OLDEST_VERSION = 15;
/** Slack refuses a request five minutes off; well before that, times of messages stop making sense. */
const MAX_CLOCK_DIFFERENCE_MS = 2_000;

/** The server, the schema and the rights. `isUsable`: the checks that need its rows can go on. */
export async function checkDatabase(
  ownerUrl: string,
  appUrl: string | undefined,
  clock: Clock,
): Promise<{ isUsable: boolean; found: Finding[] }> {
  const owner = connectOwner(ownerUrl);
  try {
    const server = await findings(part, "server", () => checkServer(owner, clock));
    if (server.some(({ check, ok }) => check === "server" && !ok)) return { isUsable: false, found: server };
    const schema = await findings(part, "schema", () => checkSchema(ownerUrl));
    const isUsable = schema.every(({ ok }) => ok);
    const roles = await findings(part, "roles", () => checkRoles(owner));
    if (!isUsable || roles.some(({ ok }) => !ok)) return { isUsable: false, found: [...server, ...schema, ...roles] };
    const rights = await findings(part, "rights", () => checkRights(owner));
    const login = appUrl === undefined ? [] : await findings(part, "application login", () => checkLogin(appUrl));
    return { isUsable: login.every(({ ok }) => ok), found: [...server, ...schema, ...roles, ...rights, ...login] };
  } finally {
    await owner.destroy();
  }
}

async function checkServer(owner: Knex, clock: Clock): Promise<Finding[]> {
  const { rows } = await owner.raw(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major",
  );
  const { version, major } = rows[0] as { version: string; major: number };
  const isNew = major >= OLDEST_VERSION;
  return [
    isNew
      ? fine(part, "server", `PostgreSQL ${version}`)
      : wrong(part, "server", `PostgreSQL ${version} is too old: upgrade to ${OLDEST_VERSION} or newer`),
    await checkClock(owner, clock),
  ];
}

async function checkClock(owner: Knex, clock: Clock): Promise<Finding> {
  const before = clock.now().getTime();
  const { rows } = await owner.raw("SELECT clock_timestamp() AS now");
  const after = clock.now().getTime();
  const differenceMs = Math.round((rows[0] as { now: Date }).now.getTime() - (before + after) / 2);
  const said = `${Math.abs(differenceMs)} ms ${differenceMs < 0 ? "behind" : "ahead of"} this machine's clock`;
  // Half of the round trip is what we cannot know.
  if (Math.abs(differenceMs) <= MAX_CLOCK_DIFFERENCE_MS + (after - before) / 2) return fine("machine", "clock", said);
  return wrong("machine", "clock", `the database is ${said}: set both by NTP`);
}

async function checkSchema(ownerUrl: string): Promise<Finding[]> {
  const { applied, pending } = await migrationStatus(ownerUrl);
  if (pending.length === 0) return [fine(part, "schema", `${applied.length} migrations, none pending`)];
  return [wrong(part, "schema", `${pending.length} migrations are pending: run deskhand migrate`)];
}

async function checkRoles(owner: Knex): Promise<Finding[]> {
  const { rows } = await owner.raw(
    `SELECT current_user AS owner, ARRAY(SELECT rolname::text FROM pg_roles WHERE rolname = ANY(?)) AS there,
       ARRAY(SELECT rolname::text FROM pg_roles WHERE rolname = ANY(?) AND (rolsuper OR rolbypassrls)) AS strong`,
    [[...applicationRoles], [...applicationRoles]],
  );
  const { owner: user, there, strong } = rows[0] as { owner: string; there: string[]; strong: string[] };
  if (there.length < applicationRoles.length) {
    return [
      wrong(
        part,
        "roles",
        `roles are missing: run deskhand migrate, or let an administrator run ${rolesSql(user).replaceAll("\n", " ")}`,
      ),
    ];
  }
  if (strong.length > 0) {
    const sql = strong.map((role) => `ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS;`).join(" ");
    return [
      wrong(part, "roles", `row-level security does not bind ${strong.join(", ")}: let an administrator run ${sql}`),
    ];
  }
  return [fine(part, "roles", `works as ${applicationRoles.join(" and ")}`)];
}

/** What must be kept cannot be changed by the application, and each of its tables shows one organisation's rows. */
async function checkRights(owner: Knex): Promise<Finding[]> {
  const { rows } = await owner.raw(
    `WITH ours AS (SELECT c.oid, c.relname::text AS name, c.relrowsecurity, c.relowner FROM pg_class c
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition)
     SELECT
       ARRAY(SELECT name FROM ours JOIN pg_roles r ON r.oid = relowner WHERE r.rolname = ANY(:roles)) AS owned,
       ARRAY(SELECT name FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND a.attname = 'org_id'
             WHERE NOT relrowsecurity) AS open,
       ARRAY(SELECT DISTINCT name FROM ours, unnest(:roles::text[]) AS role
             WHERE name = ANY(:kept) AND has_table_privilege(role, ours.oid, 'DELETE, TRUNCATE')) AS erasable`,
    {
      roles: [...applicationRoles],
      kept: ["audit_logs", "audit_seals", "messages", "message_versions", "inbound_receipts", "deliveries", "consents"],
    },
  );
  const { owned, open, erasable } = rows[0] as Record<"owned" | "open" | "erasable", string[]>;
  const problems = [
    ...(owned.length > 0 ? [`the application owns ${owned.join(", ")}`] : []),
    ...(open.length > 0 ? [`row-level security is off on ${open.join(", ")}`] : []),
    ...(erasable.length > 0 ? [`the application may erase ${erasable.join(", ")}`] : []),
  ];
  if (problems.length === 0)
    return [fine(part, "rights", "the application owns nothing and erases nothing that is kept")];
  return [wrong(part, "rights", `${problems.join("; ")}: run deskhand migrate, which puts the rights in order`)];
}

async function checkLogin(appUrl: string): Promise<Finding[]> {
  const login = connectOwner(appUrl);
  try {
    for (const role of applicationRoles) await login.raw("SET ROLE ??", [role]);
    return [fine(part, "application login", "DATABASE_APP_URL may work as both roles")];
  } catch (error) {
    const grant = `GRANT ${applicationRoles.join(", ")} TO the login`;
    return [wrong(part, "application login", `${describeFailure(error)} Let an administrator run: ${grant}`)];
  } finally {
    await login.destroy();
  }
}
