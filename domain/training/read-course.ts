import { z } from "zod";
import { InputError } from "../../infra/errors.ts";
import { CourseContent } from "./course-content.ts";
import { courseLevels, courseTypes } from "./course-words.ts";
import type { CourseToSave } from "./save-course.ts";

const word = <T extends string>(list: { codes: readonly T[]; read(text: string): T | null }) =>
  z.preprocess(
    (value) => (typeof value === "string" ? (list.read(value) ?? value) : value),
    z.enum(list.codes as readonly [T, ...T[]], `must be of ${list.codes.join(", ")}`),
  );

const Head = z.strictObject({
  type: word(courseTypes),
  level: word(courseLevels).nullable().default(null),
  duration_days: z.int().min(1).max(365).nullable().default(null),
  is_required: z.boolean().default(false),
  display_order: z.int().min(0).max(100_000).nullable().default(null),
});

/** A picture of a lesson is a path in a file, and a kept file from then on. */
export type KeepPicture = (path: string) => Promise<string>;

/**
 * Reads a course as files bring it: what it is (`type`, `level`, `duration_days`, `is_required`, `display_order`)
 * beside what it consists of (`title`, `description`, `lessons`, `test`). @throws InputError naming each place that is
 * wrong.
 */
export async function readCourse(record: unknown, keepPicture: KeepPicture): Promise<CourseToSave> {
  const fields = parse(z.looseObject({}), record);
  const head = parse(
    Head,
    Object.fromEntries(Object.entries(fields).filter(([name]) => !Object.hasOwn(CourseContent.shape, name))),
  );
  const parts = Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(CourseContent.shape, name)));
  const content = parse(CourseContent, { ...parts, lessons: await withPictures(parts["lessons"], keepPicture) });
  return {
    courseType: head.type,
    level: head.level,
    durationDays: head.duration_days,
    isRequired: head.is_required,
    displayOrder: head.display_order,
    content,
  };
}

async function withPictures(lessons: unknown, keepPicture: KeepPicture): Promise<unknown> {
  if (!Array.isArray(lessons)) return lessons;
  const read: unknown[] = [];
  for (const lesson of lessons) {
    const path: unknown = lesson?.picture;
    read.push(typeof path === "string" ? { ...lesson, picture: await keepPicture(path) } : lesson);
  }
  return read;
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "the course"}: ${issue.message}`);
  throw new InputError(problems.slice(0, 10).join("; "));
}
