import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError, NotFoundError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { readInput } from "./read-input.ts";

export const shiftKinds = ["duty", "absence"] as const;

const date = z.iso.date("must be a day such as 2026-12-24");
const minute = z.number().int().min(0).max(1440);

const shiftSchema = z
  .strictObject({
    kind: z.enum(shiftKinds),
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: minute.max(1439),
    to: minute.min(1),
    firstDate: date.nullable(),
    lastDate: date.nullable(),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], error: "must be another time than from" })
  .refine(({ firstDate, lastDate }) => firstDate === null || lastDate === null || firstDate <= lastDate, {
    path: ["lastDate"],
    error: "must not be before the first day",
  });

export type NewShift = z.input<typeof shiftSchema>;

export interface ListedShift extends z.output<typeof shiftSchema> {
  id: string;
  team: string;
  userId: string;
  person: string;
  email: string;
}

/** The shifts and absences of a team, or of all, by team and person. */
export async function listShifts({ trx, orgId }: OrgScope, teamId: string | null): Promise<ListedShift[]> {
  const { rows } = await trx.raw(
    `SELECT s.id, t.name AS team, u.id AS "userId", u.name AS person, u.email, s.kind, s.weekdays, s.from_minute AS from,
       s.to_minute AS to, to_char(s.first_date, 'YYYY-MM-DD') AS "firstDate", to_char(s.last_date, 'YYYY-MM-DD') AS "lastDate"
     FROM duty_shifts s JOIN teams t ON t.id = s.team_id JOIN users u ON u.id = s.user_id
     WHERE s.org_id = :orgId AND (:teamId::uuid IS NULL OR s.team_id = :teamId::uuid)
     ORDER BY t.name, u.name, s.kind DESC, s.first_date NULLS FIRST, s.id`,
    // knex's type leaves out null, its code does not
    { orgId, teamId } as unknown as Record<string, string>,
  );
  return rows;
}

/** Adds hours to a member's roster, or takes them away. Returns the id. @throws InputError */
export async function addShift(
  scope: OrgScope,
  by: AuditEntry["by"],
  { teamId, userId, ...input }: NewShift & { teamId: string; userId: string },
): Promise<string> {
  const { trx, orgId } = scope;
  const shift = readInput(shiftSchema, input);
  await refuseStranger(scope, teamId, userId);
  const id = newId();
  await trx("duty_shifts").insert({
    id,
    org_id: orgId,
    team_id: teamId,
    user_id: userId,
    kind: shift.kind,
    weekdays: [...new Set(shift.weekdays)].sort(),
    from_minute: shift.from,
    to_minute: shift.to,
    first_date: shift.firstDate,
    last_date: shift.lastDate,
  });
  const changes = { teamId, userId, ...shift };
  await writeAudit(trx, { orgId, by, action: "shift.add", resourceType: "duty_shift", resourceId: id, changes });
  return id;
}

/** @throws NotFoundError */
export async function removeShift({ trx, orgId }: OrgScope, by: AuditEntry["by"], id: string): Promise<void> {
  const [removed] = z.uuid().safeParse(id).success
    ? await trx("duty_shifts").where({ org_id: orgId, id }).delete().returning("*")
    : [];
  if (!removed) throw new NotFoundError(`There is no shift ${id}; team shift list shows those there are`);
  const { id: _id, created_at: _at, ...changes } = removed;
  await writeAudit(trx, { orgId, by, action: "shift.remove", resourceType: "duty_shift", resourceId: id, changes });
}

async function refuseStranger({ trx, orgId }: OrgScope, teamId: string, userId: string): Promise<void> {
  const member = await trx("user_teams").where({ org_id: orgId, team_id: teamId, user_id: userId }).first("user_id");
  if (!member) throw new InputError("They are not in this team; team member add puts them in");
}
