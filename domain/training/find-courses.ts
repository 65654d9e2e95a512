import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Course } from "./course.ts";

/** The courses in use, in the order in which they are shown. */
export async function listCourses({ orgId, trx }: OrgScope): Promise<Course[]> {
  return Course.query(trx).where({ orgId }).whereNull("retiredAt").orderBy("displayOrder").orderBy("number");
}

/**
 * The course in use that somebody means: by its number, its title in any language, or the beginning of one where only one
 * begins so. Null when there is none, or several.
 */
export async function findCourse(scope: OrgScope, words: string): Promise<Course | null> {
  const wanted = words.trim().replace(/^#/, "").toLowerCase();
  if (wanted === "") return null;
  const courses = await listCourses(scope);
  const titles = ({ title, content }: Course) =>
    [title, content.title.en ?? "", content.title.zh ?? ""].map((text) => text.toLowerCase());
  const exact = courses.find((course) => course.number === wanted || titles(course).includes(wanted));
  if (exact) return exact;
  const begun = courses.filter((course) => titles(course).some((title) => title.startsWith(wanted)));
  return begun.length === 1 && begun[0] ? begun[0] : null;
}
