import { z } from "zod";
import { type Language, languages, otherLanguage } from "../language/language.ts";

const words = z.string().trim().min(1).max(8_000);

/** A text in one language or both. */
const Said = z.union([
  words.transform((text) => ({ en: text, zh: text })),
  z
    .strictObject({ en: words.exactOptional(), zh: words.exactOptional() })
    .refine((said) => said.en !== undefined || said.zh !== undefined, "needs en, zh or both"),
]);
export type Said = z.output<typeof Said>;

/** Answers that stand under a question as buttons: as many as a card takes everywhere. */
const MAX_OPTIONS = 6;

const Question = z
  .strictObject({
    text: Said,
    options: z.array(Said).min(2).max(MAX_OPTIONS),
    /** The places of the right ones, from 0; with several, each of them counts. */
    right: z.array(z.int().min(0)).min(1),
  })
  .refine(
    ({ options, right }) => right.every((place) => place < options.length),
    "right names an option that is not there",
  )
  .refine(
    ({ options, right }) => new Set(right).size < options.length,
    "every option is right: there is nothing to choose",
  );

const Lesson = z.strictObject({
  title: Said,
  text: Said,
  /** `blob:SHA256` of a picture. */
  picture: z
    .string()
    .regex(/^blob:[0-9a-f]{64}$/)
    .optional(),
});

/** What a course consists of (`training_courses.content`). */
export const CourseContent = z.strictObject({
  title: Said,
  description: Said.nullable().default(null),
  lessons: z.array(Lesson).min(1).max(50),
  /** Null: the course ends with its last lesson. */
  test: z
    .strictObject({
      /** In percent of the questions. */
      passMark: z.int().min(1).max(100),
      questions: z.array(Question).min(1).max(50),
    })
    .nullable()
    .default(null),
});
export type CourseContent = z.output<typeof CourseContent>;

/** A text in somebody's language, else in the other one. */
export function inLanguage(said: Said, language: Language): string {
  return said[language] ?? said[otherLanguage(language)] ?? "";
}

/** A text in all the languages that it has, as a column keeps it. */
export function inAllLanguages(said: Said): string {
  return [...new Set(languages.flatMap((language) => said[language] ?? []))].join(" / ");
}
