import { DateTime } from "luxon";
import type { Language } from "../../domain/language/language.ts";
import type { Course, Progress } from "../../domain/training/course.ts";
import { inLanguage } from "../../domain/training/course-content.ts";
import { courseLevels, courseStatuses, courseTypes } from "../../domain/training/course-words.ts";
import type { PersonProgress } from "../../domain/training/read-progress.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type Block, bold, paragraph } from "../ports/rich-text.ts";
import { certificateLine } from "./course-step.ts";

/** As many as a card takes everywhere. */
const MAX_BUTTONS = 5;

interface Reader {
  language: Language;
  zone: string;
  now: Date;
}

/** The courses one under the other with where the reader is, and a button for those that are not ended. */
export function courseList(
  courses: readonly Course[],
  mine: ReadonlyMap<string, Progress>,
  reader: Reader,
): { content: Block[]; buttons: Button[][] } {
  const { language } = reader;
  const open = courses.filter((course) => mine.get(course.id)?.status !== "completed");
  const content = courses.flatMap((course) => {
    const title = `${course.number}. ${inLanguage(course.content.title, language)}`;
    const about = [
      courseTypes.label(course.courseType, language),
      course.level && courseLevels.label(course.level, language),
      course.isRequired && { en: "required", zh: "必修" }[language],
    ];
    const { description } = course.content;
    const lines = [
      ...(description ? [inLanguage(description, language)] : []),
      [...about, stateOf(mine.get(course.id), reader)].filter(Boolean).join(" · "),
    ];
    return [paragraph(bold(title), `\n${lines.join("\n")}`)];
  });
  const label = { en: "Open", zh: "打开" }[language];
  const buttons = open
    .slice(0, MAX_BUTTONS)
    .map((course) => [{ id: `course_open:${course.id}`, label: `${label} ${course.number}` }]);
  return { content, buttons };
}

/** Others' courses: a line for each, under the name of the person. */
export function peopleList(rows: readonly PersonProgress[], reader: Reader): Block[] {
  const { language } = reader;
  const names = [...new Map(rows.map(({ userId, name }) => [userId, name]))];
  return names.flatMap(([userId, name]) => [
    paragraph(bold(name)),
    {
      type: "list" as const,
      ordered: false,
      items: rows
        .filter((row) => row.userId === userId)
        .map((row) => [
          {
            type: "text" as const,
            text: `${row.number}. ${inLanguage(row.title, language)} · ${stateOf(row, reader)}`,
          },
        ]),
    },
  ]);
}

type Stand = Pick<
  Progress,
  "status" | "progressPercentage" | "score" | "startedAt" | "completedAt" | "certificateNumber" | "dueAt"
>;

/** `in progress, 40 % · since 2026-11-20 · due 2026-11-30`, or the certificate. */
function stateOf(stand: Stand | undefined, { language, zone, now }: Reader): string {
  if (!stand) return courseStatuses.label("not_started", language);
  if (stand.status === "completed") return certificateLine(stand, language, zone);
  const { status, progressPercentage, score, startedAt, dueAt } = stand;
  const day = (at: Date) => DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd");
  const label = courseStatuses.label(status, language);
  const percent = status === "not_started" ? label : `${label} ${progressPercentage} %`;
  const since = startedAt && { en: `since ${day(startedAt)}`, zh: `${day(startedAt)} 开始` }[language];
  const result = score !== null && { en: `last test ${Number(score)} %`, zh: `上次测验 ${Number(score)}%` }[language];
  const isLate = dueAt !== null && dueAt < now;
  const due =
    dueAt &&
    (isLate
      ? { en: `⚠ overdue since ${day(dueAt)}`, zh: `⚠ 已逾期（${day(dueAt)}）` }
      : { en: `due ${day(dueAt)}`, zh: `${day(dueAt)} 前完成` })[language];
  return [percent, since, result, due].filter(Boolean).join(" · ");
}
