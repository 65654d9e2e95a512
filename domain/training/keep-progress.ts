import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { writeAudit } from "../control/audit-log.ts";
import { takeNumber } from "../organisation/codes.ts";
import { type Course, Progress } from "./course.ts";
import { atTheStart, type CourseState } from "./course-state.ts";

/**
 * Somebody's place in a course, locked, made where there is none. Of a course that was changed since, what was not ended
 * begins anew; a certificate stays.
 */
export async function openProgress(scope: OrgScope, course: Course, userId: string, at: Date): Promise<Progress> {
  const { orgId, trx } = scope;
  await Progress.query(trx)
    .insert({ orgId, userId, courseId: course.id, courseVersion: course.version, createdAt: at, updatedAt: at })
    .onConflict(["user_id", "course_id"])
    .ignore();
  const found = await Progress.query(trx).findOne({ orgId, userId, courseId: course.id }).forUpdate().throwIfNotFound();
  if (found.courseVersion === course.version || found.status === "completed") return found;
  // The attempts are counted on: what was shown of the old test cannot answer the new one.
  const anew = { ...atTheStart, answers: [], attempt: found.attempt + 1, failedAt: found.failedAt };
  return Progress.query(trx).patchAndFetchById(found.id, { ...anew, courseVersion: course.version, updatedAt: at });
}

/** Keeps where somebody is now; the end of a test, and of a course, stands in the audit log. */
export async function keepProgress(
  scope: OrgScope,
  course: Course,
  before: Progress,
  state: CourseState,
  at: Date,
): Promise<Progress> {
  const isPassed = state.status === "completed" && before.status !== "completed";
  const certificate = isPassed
    ? { certificateNumber: String(await takeNumber(scope.trx, scope.orgId, "certificate")) }
    : {};
  const { status, progressPercentage, score, lessonsRead, attempt, answers, isInTest } = state;
  const { startedAt, completedAt, failedAt } = state;
  const after = await Progress.query(scope.trx).patchAndFetchById(before.id, {
    ...{ status, progressPercentage, score, lessonsRead, attempt, answers, isInTest },
    ...{ startedAt, completedAt, failedAt, ...certificate, updatedAt: at },
  });
  const hasEnded = isPassed || (status === "failed" && before.isInTest);
  if (hasEnded) {
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by: { userId: before.userId },
      action: isPassed ? "course.complete" : "course.fail",
      resourceType: "course",
      resourceId: course.id,
      changes: {
        ...{ number: course.number, version: before.courseVersion, attempt, answers, score },
        ...certificate,
      },
    });
  }
  return after;
}

/** Makes a course somebody's until `dueAt`. False when it was theirs until then, or they have ended it. */
export async function assignCourse(
  { orgId, trx }: OrgScope,
  course: Course,
  { userId, dueAt, at }: { userId: string; dueAt: Date | null; at: Date },
): Promise<boolean> {
  const { rows } = await trx.raw(
    `INSERT INTO training_progress AS p (id, org_id, user_id, course_id, course_version, assigned_at, due_at, created_at, updated_at)
     VALUES (:id, :orgId, :userId, :courseId, :version, :at, :dueAt, :at, :at)
     ON CONFLICT (user_id, course_id) DO UPDATE SET assigned_at = excluded.assigned_at, due_at = excluded.due_at,
       reminded_on = NULL, updated_at = excluded.updated_at
     WHERE p.status <> 'completed' AND (p.assigned_at IS NULL OR p.due_at IS DISTINCT FROM excluded.due_at)
     RETURNING p.id`,
    // knex's type leaves out null, its code does not
    {
      ...{ id: newId(), orgId, userId, courseId: course.id, version: course.version, at },
      dueAt: dueAt as Date,
    },
  );
  return rows.length > 0;
}
