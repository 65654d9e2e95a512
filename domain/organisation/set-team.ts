import { IANAZone } from "luxon";
import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { holidaysSchema, workingHoursSchema } from "../conversations/working-hours.ts";
import { findUserByEmail } from "./list-users.ts";
import { displayName, emailAddress, readInput } from "./read-input.ts";

/** A region as operators name it: `cn`, `eu`. */
export const regionName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, "must be 1 to 20 of a-z, 0-9 and -, beginning with a letter, such as cn");

const workingHours = z
  .unknown()
  .refine(
    (hours) => workingHoursSchema.safeParse(hours).success,
    'must be hours by weekday, such as {"mon": "09:00-18:00"}',
  );

const changesSchema = z
  .strictObject({
    timezone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), "must be a time zone such as Asia/Shanghai")
      .nullable(),
    workingHours: workingHours.nullable(),
    holidays: holidaysSchema.nullable(),
    region: regionName.nullable(),
    leader: emailAddress.nullable(),
    description: displayName.max(500, "has at most 500 characters").nullable(),
  })
  .partial();

/** What a team has of its own; null: as the organisation has it. */
export interface TeamProfile {
  timezone: string | null;
  workingHours: unknown;
  holidays: string[] | null;
  region: string | null;
  /** The e-mail address of the member of staff who leads it. */
  leader: string | null;
  description: string | null;
}

const columns = {
  timezone: "timezone",
  workingHours: "working_hours",
  holidays: "holidays",
  region: "region",
  leader: "leader_id",
  description: "description",
} as const;

/**
 * Changes what a team has of its own; null gives it back to the organisation's. Whoever calls tells the other processes
 * (a region closes channels). @throws InputError naming what does not fit.
 */
export async function setTeam(
  scope: OrgScope,
  by: AuditEntry["by"],
  teamId: string,
  input: Partial<TeamProfile>,
): Promise<void> {
  const { orgId, trx } = scope;
  const changes = readInput(changesSchema, input);
  const given = (Object.keys(columns) as (keyof typeof columns)[]).filter((key) => changes[key] !== undefined);
  if (given.length === 0) return;
  const where = { org_id: orgId, id: teamId };
  const before = await trx("teams")
    .where(where)
    .forNoKeyUpdate()
    .first(...Object.values(columns));
  if (!before) throw new NotFoundError("There is no such team");
  const leaderId = changes.leader ? (await findUserByEmail(scope, changes.leader)).id : null;
  const asColumn = (key: keyof typeof columns) => {
    if (key === "leader") return leaderId;
    const value = changes[key] ?? null;
    return value !== null && (key === "workingHours" || key === "holidays") ? JSON.stringify(value) : value;
  };
  await trx("teams")
    .where(where)
    .update(Object.fromEntries(given.map((key) => [columns[key], asColumn(key)])));
  await writeAudit(trx, {
    orgId,
    by,
    action: "team.set",
    resourceType: "team",
    resourceId: teamId,
    changes: Object.fromEntries(
      given.map((key) => [key, { before: before[columns[key]], after: changes[key] ?? null }]),
    ),
  });
}
