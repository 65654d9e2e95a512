import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import { inAllLanguages } from "../../domain/training/course-content.ts";
import {
  type DueCourse,
  giveRequired,
  isDaytime,
  listToRemind,
  noteReminded,
} from "../../domain/training/due-courses.ts";
import { readTrainingSettings } from "../../domain/training/training-settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { tellPerson } from "../desk/tell-person.ts";

interface Deps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

/**
 * Gives required courses to whoever does not have them, and tells people once of a course that is theirs, each day before
 * it is due, and each week after: by day in the organisation's zone, and once a day however often it runs. One
 * organisation that fails stops no other. Returns how many were told.
 * @throws AggregateError with what failed, when all have been tried.
 */
export async function remindTraining(deps: Deps): Promise<number> {
  const orgIds: string[] = await deps.db.system("organizations").orderBy("id").pluck("id");
  let told = 0;
  await tryEach(orgIds, async (orgId) => {
    const count = await inOrganization(deps.db, orgId, (scope) => remindIn(scope, deps));
    told += count;
    return count > 0;
  });
  return told;
}

async function remindIn(scope: OrgScope, { channels, clock }: Deps): Promise<number> {
  const now = clock.now();
  if (!(await isDaytime(scope, now))) return 0;
  await giveRequired(scope, now);
  const { remindDays } = readTrainingSettings(await loadSettings(scope));
  const due = await listToRemind(scope, now, remindDays);
  for (const one of due) await tell(scope, channels, one, now);
  return due.length;
}

async function tell(scope: OrgScope, channels: ChannelDirectory, due: DueCourse, now: Date): Promise<void> {
  // Noted first, by one process only: the transaction takes it back with the words.
  if (!(await noteReminded(scope, due.progressId, now))) return;
  const user = await User.query(scope.trx).findOne({ orgId: scope.orgId, id: due.userId }).throwIfNotFound();
  const label = { en: "Open", zh: "打开" }[user.language ?? "en"];
  await tellPerson(scope, channels, {
    user,
    words: wordsOf(due, now),
    about: { type: "course_due", resourceType: "course", resourceId: due.courseId },
    buttons: [[{ id: `course_open:${due.courseId}`, label }]],
  });
}

function wordsOf({ title, dueAt, dueDay, isNew }: DueCourse, now: Date): Record<Language, string> {
  const name = inAllLanguages(title);
  if (dueAt === null) return { en: `📘 A course for you: ${name}.`, zh: `📘 您有一门课程：${name}。` };
  if (dueAt < now) {
    return {
      en: `📘 ${name} was due on ${dueDay} and is not completed.`,
      zh: `📘 ${name} 应于 ${dueDay} 前完成，现已逾期。`,
    };
  }
  return isNew
    ? { en: `📘 A course for you: ${name}, due ${dueDay}.`, zh: `📘 您有一门课程：${name}，请于 ${dueDay} 前完成。` }
    : { en: `📘 ${name} is due ${dueDay}.`, zh: `📘 请于 ${dueDay} 前完成 ${name}。` };
}
