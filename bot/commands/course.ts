import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { findCourse, listCourses } from "../../domain/training/find-courses.ts";
import { progressOf, readProgress } from "../../domain/training/read-progress.ts";
import { refuse } from "../desk/refuse.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";
import { courseList, peopleList } from "../training/course-list.ts";
import { goOn } from "../training/take-step.ts";
import { whoseCourses } from "../training/whose-courses.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";

const MAX_ROWS = 100;

/** Courses of staff: one's own, one of them step by step, and how far one's people are. */
export const course: Command = {
  name: "course",
  words: ["课程", "培训", "課程", "培訓"],
  permission: "training.take",
  usage: "[NUMBER|NAME] | WHO|TEAM|all",
  description: {
    en: "Your courses and tests; for leads and trainers, those of their people",
    zh: "学习课程并参加测验；组长和培训师可查看成员进度",
  },
  run: async (context, args) => {
    const words = args.trim();
    if (words === "") return showOwn(context);
    const found = await findCourse(context.scope, words);
    if (found) return goOn(context, found);
    if (/^#?\d+$/.test(words)) {
      return refuse("no_course", {
        en: `There is no course ${words}. /course shows all.`,
        zh: `没有课程 ${words}。发送 /课程 查看全部。`,
      });
    }
    return showPeople(context, words);
  },
};

async function showOwn({ scope, deps, staff, language }: CommandContext): Promise<CommandAnswer> {
  const courses = await listCourses(scope);
  if (courses.length === 0) return plainText({ en: "There are no courses.", zh: "暂无课程。" }[language]);
  const mine = new Map((await progressOf(scope, staff.userId)).map((one) => [one.courseId, one]));
  const reader = { language, zone: await readingZone(scope, { userId: staff.userId }), now: deps.clock.now() };
  const { content, buttons } = courseList(courses, mine, reader);
  return { say: content, ...(buttons.length > 0 ? { buttons } : {}), to: "asker" };
}

async function showPeople(context: CommandContext, who: string): Promise<CommandAnswer> {
  const { scope, deps, staff, language } = context;
  const { name, userIds } = await whoseCourses(context, who);
  const rows = await readProgress(scope, userIds);
  if (rows.length === 0) {
    return plainText({ en: `${name} has no courses yet.`, zh: `${name} 尚无课程。` }[language]);
  }
  const reader = { language, zone: await readingZone(scope, { userId: staff.userId }), now: deps.clock.now() };
  const more = rows.length - MAX_ROWS;
  return {
    say: [
      paragraph(bold({ en: `Courses of ${name}`, zh: `${name} 的课程` }[language])),
      ...peopleList(rows.slice(0, MAX_ROWS), reader),
      ...(more > 0 ? [paragraph({ en: `and ${more} more`, zh: `另有 ${more} 条` }[language])] : []),
    ],
    to: "asker",
  };
}
