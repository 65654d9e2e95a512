import { DateTime } from "luxon";
import type { Language } from "../../domain/language/language.ts";
import type { Course, Progress } from "../../domain/training/course.ts";
import { type CourseContent, inLanguage } from "../../domain/training/course-content.ts";
import { shuffled, waitsUntil } from "../../domain/training/course-state.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, plainText, type RichText } from "../ports/rich-text.ts";

/** What somebody sees of a course next. */
export interface CourseStep {
  content: RichText;
  buttons: Button[][];
  /** The SHA-256 of a picture that comes first. */
  picture: string | null;
}

export interface StepSetting {
  language: Language;
  zone: string;
  now: Date;
  retryMs: number;
}

/** A lesson, with the way on. `place` is from 0. */
export function lessonStep(course: Course, progress: Progress, place: number, { language }: StepSetting): CourseStep {
  const { lessons } = course.content;
  const lesson = lessons[place];
  if (!lesson) throw new Error(`course ${course.id} has no lesson ${place}`);
  const count = { en: `Lesson ${place + 1} of ${lessons.length}`, zh: `第 ${place + 1}/${lessons.length} 课` }[
    language
  ];
  return {
    content: [
      paragraph(bold(`📘 ${count} · ${inLanguage(lesson.title, language)}`)),
      ...plainText(inLanguage(lesson.text, language)),
    ],
    buttons: [[{ id: `course_next:${progress.id}:${place + 1}`, label: nextLabel[language], style: "primary" }]],
    picture: lesson.picture?.slice("blob:".length) ?? null,
  };
}

const nextLabel: Record<Language, string> = { en: "Next", zh: "下一步" };

/** Where somebody stands now: the lesson or question that is next, the test's beginning, or what came of it. */
export function nextStep(course: Course, progress: Progress, setting: StepSetting): CourseStep {
  const { content } = course;
  if (progress.status === "completed") return completedStep(course, progress, setting);
  if (progress.lessonsRead < content.lessons.length) return lessonStep(course, progress, progress.lessonsRead, setting);
  if (progress.isInTest) return questionStep(content, progress, setting);
  return testStep(content, progress, setting);
}

function questionStep({ test }: CourseContent, progress: Progress, { language }: StepSetting): CourseStep {
  const place = progress.answers.length;
  const question = test?.questions[place];
  if (!test || !question) throw new Error(`progress ${progress.id} has no question ${place}`);
  const order = shuffled(question.options.length, `${progress.id}:${progress.attempt}:${place}`);
  const count = {
    en: `Question ${place + 1} of ${test.questions.length}`,
    zh: `第 ${place + 1}/${test.questions.length} 题`,
  };
  const lines = order.map((option, at) => {
    const said = question.options[option];
    return `${letter(at)}. ${said ? inLanguage(said, language) : ""}`;
  });
  return {
    content: [
      paragraph(bold(`📝 ${count[language]}`)),
      ...plainText(inLanguage(question.text, language)),
      ...lines.map((line) => paragraph(line)),
    ],
    buttons: [
      order.map((option, at) => ({
        id: `course_answer:${progress.id}:${progress.attempt}.${place}.${option}`,
        label: letter(at),
      })),
    ],
    picture: null,
  };
}

const letter = (at: number): string => String.fromCharCode(65 + at);

function testStep({ test }: CourseContent, progress: Progress, setting: StepSetting): CourseStep {
  const { language, zone, now, retryMs } = setting;
  const again = [{ id: `course_next:${progress.id}:0`, label: { en: "Read again", zh: "重新阅读" }[language] }];
  const failed = {
    en: `Not passed: ${scoreOf(progress)} %, and ${test?.passMark} % are needed.`,
    zh: `未通过：得分 ${scoreOf(progress)}%，需达到 ${test?.passMark}%。`,
  }[language];
  const before = progress.status === "failed" ? [paragraph(failed)] : [];
  const until = waitsUntil(progress, retryMs, now);
  if (until) {
    const time = DateTime.fromJSDate(until, { zone }).toFormat("yyyy-MM-dd HH:mm");
    const words = { en: `You can take the test again from ${time} on.`, zh: `${time} 起可以重新测验。` };
    return { content: [...before, paragraph(words[language])], buttons: [again], picture: null };
  }
  const words = {
    en: `The test: ${test?.questions.length} questions, passed with ${test?.passMark} %. One press is one answer.`,
    zh: `测验：共 ${test?.questions.length} 题，${test?.passMark}% 及格。点击选项即提交答案。`,
  };
  const begin: Button = {
    id: `course_test:${progress.id}`,
    label: { en: "Begin the test", zh: "开始测验" }[language],
    style: "primary",
  };
  return { content: [...before, paragraph(words[language])], buttons: [[begin, ...again]], picture: null };
}

function completedStep(course: Course, progress: Progress, { language, zone }: StepSetting): CourseStep {
  const again = [{ id: `course_next:${progress.id}:0`, label: { en: "Read again", zh: "重新阅读" }[language] }];
  const title = inLanguage(course.content.title, language);
  return {
    content: [
      paragraph(bold({ en: `🎓 Completed: ${title}`, zh: `🎓 已完成：${title}` }[language])),
      paragraph(certificateLine(progress, language, zone)),
    ],
    buttons: [again],
    picture: null,
  };
}

/** `Certificate CERT_00012 · 2026-11-26 · 100 %` */
export function certificateLine(
  progress: Pick<Progress, "certificateNumber" | "completedAt" | "score">,
  language: Language,
  zone: string,
): string {
  const code = `CERT_${String(progress.certificateNumber ?? "").padStart(5, "0")}`;
  const day = progress.completedAt ? DateTime.fromJSDate(progress.completedAt, { zone }).toFormat("yyyy-MM-dd") : "";
  const score = progress.score === null ? "" : `${scoreOf(progress)} %`;
  return [{ en: `Certificate ${code}`, zh: `证书 ${code}` }[language], day, score].filter(Boolean).join(" · ");
}

function scoreOf({ score }: Pick<Progress, "score">): string {
  return String(Number(score ?? 0));
}
