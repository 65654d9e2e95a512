import { writeAudit } from "../../../domain/control/audit-log.ts";
import { findTeam } from "../../../domain/organisation/list-teams.ts";
import { findUserByEmail } from "../../../domain/organisation/list-users.ts";
import { User } from "../../../domain/organisation/user.ts";
import type { Role } from "../../../domain/organisation/values.ts";
import { membersOf } from "../../../domain/performance/whose-figures.ts";
import type { Course } from "../../../domain/training/course.ts";
import { findCourse } from "../../../domain/training/find-courses.ts";
import { assignCourse } from "../../../domain/training/keep-progress.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError, NotFoundError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";

export interface AssignOptions {
  to?: string[];
  team?: string;
  role?: Role;
  all?: boolean;
  days?: string;
}

const DAY_MS = 24 * 60 * 60_000;

/** The course that somebody named. @throws NotFoundError */
export async function requireCourse(scope: OrgScope, words: string): Promise<Course> {
  const course = await findCourse(scope, words);
  if (!course) throw new NotFoundError(`There is no course ${words}: deskhand course list shows all`);
  return course;
}

/** Makes a course people's own, with a day by which it is due. They are told by the next reminders. */
export async function assign(tool: Tool, words: string, options: AssignOptions): Promise<Report> {
  const at = tool.clock.now();
  const { course, assigned, chosen } = await tool.inOrganization(async (scope) => {
    const course = await requireCourse(scope, words);
    const people = await choose(scope, options);
    const days = options.days === undefined ? course.durationDays : readDays(options.days);
    const dueAt = days === null ? null : new Date(at.getTime() + days * DAY_MS);
    const assigned: string[] = [];
    for (const { id, email } of people) {
      if (await assignCourse(scope, course, { userId: id, dueAt, at })) assigned.push(email);
    }
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by: byCli,
      action: "course.assign",
      resourceType: "course",
      resourceId: course.id,
      changes: { number: course.number, due_at: dueAt, people: assigned },
    });
    return { course, assigned, chosen: people.length };
  });
  const json = { number: course.number, title: course.title, chosen, assigned };
  return { json, text: `${course.title} is now the course of ${assigned.length} of ${chosen} people.` };
}

async function choose(scope: OrgScope, { to = [], team, role, all }: AssignOptions): Promise<User[]> {
  const ways = [to.length > 0, team !== undefined, role !== undefined, all === true].filter(Boolean);
  if (ways.length !== 1) throw new InputError("Say whose it is, in one way: --to, --team, --role or --all");
  const active = User.query(scope.trx).where({ orgId: scope.orgId, status: "active" }).orderBy("employeeCode");
  if (to.length > 0) return Promise.all(to.map((email) => findUserByEmail(scope, email)));
  if (team !== undefined) return active.whereIn("id", await membersOf(scope, await findTeam(scope, team)));
  return role === undefined ? active : active.where({ role });
}

function readDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 365) throw new InputError("--days is a number of days, 1 to 365");
  return days;
}
