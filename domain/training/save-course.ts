import { isDeepStrictEqual } from "node:util";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { takeNumber } from "../organisation/codes.ts";
import { Course } from "./course.ts";
import { type CourseContent, inAllLanguages } from "./course-content.ts";

/** A course as a file brings it. */
export interface CourseToSave extends Pick<Course, "courseType" | "level" | "durationDays" | "isRequired"> {
  content: CourseContent;
  /** Null: as it is; a new one is the last. */
  displayOrder: number | null;
}

export type CourseChange = "created" | "updated" | "unchanged";

/** Whoever saves courses waits here for others who do, so that none is written twice. */
export async function lockCourses({ orgId, trx }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('courses of ' || ?, 0))", [orgId]);
}

/**
 * Writes a course, known by its title, after `lockCourses`. Other lessons or another test are its next version, which is
 * begun again by whoever had not ended the one before.
 */
export async function saveCourse(
  scope: OrgScope,
  by: AuditEntry["by"],
  course: CourseToSave,
  at: Date,
): Promise<{ change: CourseChange; course: Course }> {
  const { content, displayOrder } = course;
  const title = inAllLanguages(content.title);
  const found = await findCourseByTitle(scope, title);
  const isOther = !found || !isDeepStrictEqual(found.content, content);
  const { courseType, level, durationDays, isRequired } = course;
  const wanted = {
    ...{ title, courseType, level, durationDays, isRequired, content },
    description: content.description === null ? null : inAllLanguages(content.description),
    displayOrder: displayOrder ?? found?.displayOrder ?? (await nextOrder(scope)),
  };
  if (found && !isOther && saysTheSame(found, wanted)) return { change: "unchanged", course: found };
  const { trx, orgId } = scope;
  const written = found
    ? await Course.query(trx).patchAndFetchById(found.id, {
        ...wanted,
        version: found.version + (isOther ? 1 : 0),
        updatedAt: at,
      })
    : await Course.query(trx).insertAndFetch({
        orgId,
        number: String(await takeNumber(trx, orgId, "course")),
        createdAt: at,
        updatedAt: at,
        ...wanted,
      });
  await writeAudit(trx, {
    orgId,
    by,
    action: found ? "course.change" : "course.add",
    resourceType: "course",
    resourceId: written.id,
    changes: { number: written.number, version: written.version, after: wanted },
  });
  return { change: found ? "updated" : "created", course: written };
}

async function findCourseByTitle({ orgId, trx }: OrgScope, title: string): Promise<Course | undefined> {
  return Course.query(trx)
    .where({ orgId })
    .whereNull("retiredAt")
    .whereRaw("lower(title) = lower(?)", [title])
    .forUpdate()
    .first();
}

function saysTheSame(found: Course, wanted: Partial<Course>): boolean {
  const known = found as unknown as Record<string, unknown>; // read by the names of `wanted` alone
  return Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(known[name], value));
}

async function nextOrder({ orgId, trx }: OrgScope): Promise<number> {
  const row = await trx("training_courses").where({ org_id: orgId }).max("display_order").first();
  return Number(row?.["max"] ?? 0) + 1;
}

/** Takes a course out of use: nobody begins it, goes on with it or is reminded of it. False when it was. */
export async function retireCourse(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  course: Course,
  at: Date,
): Promise<boolean> {
  const ended = await Course.query(trx)
    .where({ orgId, id: course.id })
    .whereNull("retiredAt")
    .patch({ retiredAt: at, updatedAt: at });
  if (ended === 0) return false;
  const changes = { number: course.number, title: course.title };
  await writeAudit(trx, {
    orgId,
    by,
    action: "course.retire",
    resourceType: "course",
    resourceId: course.id,
    changes,
  });
  return true;
}
