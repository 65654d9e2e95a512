import { DeskhandModel } from "../../infra/db/model.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { CourseContent } from "./course-content.ts";
import type { courseLevels, courseStatuses, courseTypes } from "./course-words.ts";

/** Lessons for staff, with the test that ends them. */
export class Course extends DeskhandModel {
  static override tableName = "training_courses";
  static override jsonAttributes = ["content"];
  /** What people type: `/course 3`. */
  declare number: string;
  declare title: string;
  declare description: string | null;
  declare courseType: CodeOf<typeof courseTypes>;
  declare level: CodeOf<typeof courseLevels> | null;
  /** How long people have for it, from when it is theirs. */
  declare durationDays: number | null;
  declare content: CourseContent;
  /** Another one with each change of the content. */
  declare version: number;
  declare isRequired: boolean;
  declare displayOrder: number;
  declare retiredAt: Date | null;
  declare createdAt: Date;
  declare updatedAt: Date;
}

/** How far one person is with one course. */
export class Progress extends DeskhandModel {
  static override tableName = "training_progress";
  static override jsonAttributes = ["answers"];
  declare userId: string;
  declare courseId: string;
  declare courseVersion: number;
  declare status: CodeOf<typeof courseStatuses>;
  declare progressPercentage: number;
  /** Of the last test, in percent; numeric columns come as text. */
  declare score: string | null;
  declare lessonsRead: number;
  declare attempt: number;
  /** The options chosen in the test under way, or the last one, in the order of the questions. */
  declare answers: number[];
  declare isInTest: boolean;
  declare startedAt: Date | null;
  declare completedAt: Date | null;
  declare failedAt: Date | null;
  declare certificateNumber: string | null;
  declare assignedAt: Date | null;
  declare dueAt: Date | null;
  declare createdAt: Date;
  declare updatedAt: Date;
}
