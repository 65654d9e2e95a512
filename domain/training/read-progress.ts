import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Progress } from "./course.ts";

/** Somebody's places in all courses. */
export async function progressOf({ orgId, trx }: OrgScope, userId: string): Promise<Progress[]> {
  return Progress.query(trx).where({ orgId, userId });
}

/** How far one person is with one course that is theirs. */
export interface PersonProgress {
  userId: string;
  name: string;
  courseId: string;
  number: string;
  title: { en?: string; zh?: string };
  status: Progress["status"];
  progressPercentage: number;
  score: string | null;
  dueAt: Date | null;
  startedAt: Date | null;
  completedAt: Date | null;
  certificateNumber: string | null;
}

/** What these people have begun, were given, or have ended, of courses in use; by name, then by course. */
export async function readProgress({ orgId, trx }: OrgScope, userIds: readonly string[]): Promise<PersonProgress[]> {
  const { rows } = await trx.raw(
    `SELECT u.id AS "userId", u.name, c.id AS "courseId", c.number, c.content -> 'title' AS title, p.status,
       p.progress_percentage AS "progressPercentage", p.score, p.due_at AS "dueAt", p.started_at AS "startedAt",
       p.completed_at AS "completedAt", p.certificate_number AS "certificateNumber"
     FROM training_progress p JOIN users u ON u.id = p.user_id JOIN training_courses c ON c.id = p.course_id
     WHERE p.org_id = ? AND p.user_id = ANY(?::uuid[]) AND c.retired_at IS NULL
     ORDER BY u.name, u.id, c.display_order, c.number`,
    [orgId, [...userIds]],
  );
  return rows;
}
