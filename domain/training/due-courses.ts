import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Said } from "./course-content.ts";

/** True from nine to six in the organisation's zone: nobody is reminded at night. */
export async function isDaytime({ trx, orgId }: OrgScope, now: Date): Promise<boolean> {
  const { rows } = await trx.raw(
    "SELECT extract(hour FROM ?::timestamptz AT TIME ZONE organization_zone(?)) BETWEEN 9 AND 17 AS day",
    [now, orgId],
  );
  return rows[0].day;
}

/** Gives every required course to everybody active who does not have it: it is due its duration after they got it. */
export async function giveRequired(scope: OrgScope, now: Date): Promise<void> {
  const { trx, orgId } = scope;
  const { rows }: { rows: { user_id: string; course_id: string; version: number; days: number | null }[] } =
    await trx.raw(
      `SELECT u.id AS user_id, c.id AS course_id, c.version, c.duration_days AS days
       FROM training_courses c CROSS JOIN users u LEFT JOIN training_progress p ON p.course_id = c.id AND p.user_id = u.id
       WHERE c.org_id = :orgId AND c.is_required AND c.retired_at IS NULL AND u.org_id = :orgId AND u.status = 'active'
         AND (p.id IS NULL OR p.assigned_at IS NULL AND p.status <> 'completed')
       ORDER BY u.id, c.id`,
      { orgId },
    );
  for (const { user_id: userId, course_id: courseId, version, days } of rows) {
    await trx.raw(
      `INSERT INTO training_progress AS p (id, org_id, user_id, course_id, course_version, assigned_at, due_at, created_at, updated_at)
       VALUES (:id, :orgId, :userId, :courseId, :version, :now, :now::timestamptz + make_interval(days => :days::int), :now, :now)
       ON CONFLICT (user_id, course_id) DO UPDATE SET assigned_at = excluded.assigned_at, due_at = excluded.due_at
       WHERE p.assigned_at IS NULL AND p.status <> 'completed'`,
      // knex's type leaves out null, its code does not
      { id: newId(), orgId, userId, courseId, version, now, days: days as number },
    );
  }
}

export interface DueCourse {
  progressId: string;
  userId: string;
  courseId: string;
  title: Said;
  dueAt: Date | null;
  /** Its day in the organisation's zone, `2026-11-30`. */
  dueDay: string | null;
  /** They were not told of it before. */
  isNew: boolean;
}

/** Who is to be told today of what is theirs: new, due within these days, or overdue and not told for a week. */
export async function listToRemind({ trx, orgId }: OrgScope, now: Date, remindDays: number): Promise<DueCourse[]> {
  const { rows } = await trx.raw(
    `WITH today AS (
       SELECT zone, (:now::timestamptz AT TIME ZONE zone)::date AS day FROM organization_zone(:orgId) zone
     )
     SELECT p.id AS "progressId", p.user_id AS "userId", p.course_id AS "courseId", c.content -> 'title' AS title,
       p.due_at AS "dueAt", (p.due_at AT TIME ZONE t.zone)::date::text AS "dueDay", p.reminded_on IS NULL AS "isNew"
     FROM training_progress p JOIN training_courses c ON c.id = p.course_id JOIN users u ON u.id = p.user_id
     CROSS JOIN today t
     WHERE p.org_id = :orgId AND p.assigned_at IS NOT NULL AND p.status <> 'completed' AND c.retired_at IS NULL
       AND u.status = 'active' AND (p.reminded_on IS NULL
         OR (p.due_at >= :now AND p.due_at < :now::timestamptz + make_interval(days => :days::int) AND p.reminded_on < t.day)
         OR (p.due_at < :now AND p.reminded_on < t.day - CASE WHEN p.reminded_on <= (p.due_at AT TIME ZONE t.zone)::date THEN 0 ELSE 6 END))
     ORDER BY p.user_id, c.display_order, c.number LIMIT 2000`,
    { orgId, now, days: remindDays },
  );
  return rows;
}

/** False when they were told today already. */
export async function noteReminded({ trx, orgId }: OrgScope, progressId: string, now: Date): Promise<boolean> {
  const { rows } = await trx.raw(
    `UPDATE training_progress p SET reminded_on = t.day
     FROM (SELECT (:now::timestamptz AT TIME ZONE organization_zone(:orgId))::date AS day) t
     WHERE p.org_id = :orgId AND p.id = :progressId AND (p.reminded_on IS NULL OR p.reminded_on < t.day) RETURNING p.id`,
    { orgId, progressId, now },
  );
  return rows.length > 0;
}
