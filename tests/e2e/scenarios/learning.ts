import { expect } from "vitest";
import { remindTraining } from "../../../bot/training/remind-training.ts";
import { assignCourse } from "../../../domain/training/keep-progress.ts";
import { readCourse } from "../../../domain/training/read-course.ts";
import { lockCourses, saveCourse } from "../../../domain/training/save-course.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import type { Colleague } from "../../support/surfaces/staffed-desk.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Courses of staff: read, tested, repeated, reminded of, and looked at by who answers for it. */
export const learning: readonly Scenario[] = [
  {
    name: "/course goes lesson by lesson to a test, which can be repeated after a pause and ends with a certificate",
    proves: ["course", "[course_open]", "[course_next]", "[course_test]", "[course_answer]"],
    run: async (stage) => {
      const { course } = await added(stage, `Basics ${stage.surface.platform}`);
      const mine = await stage.asks(stage.ann, "/course", course.title);
      expect(mine.text).toContain("not started");
      await stage.presses(stage.ann, `course_open:${course.id}`);
      await stage.hears(stage.ann, "Lesson 1 of 2", "What a broker does");
      const id = await progressId(stage, stage.ann, course.id);
      await stage.presses(stage.ann, `course_next:${id}:1`);
      await stage.hears(stage.ann, "Lesson 2 of 2", "Client money");
      await stage.presses(stage.ann, `course_next:${id}:2`);
      await stage.hears(stage.ann, "The test: 2 questions, passed with 100 %");
      await stage.presses(stage.ann, `course_test:${id}`);
      await stage.hears(stage.ann, "Question 1 of 2", "Whose money is it?");
      await stage.presses(stage.ann, `course_answer:${id}:1.0.1`);
      await stage.hears(stage.ann, "Question 2 of 2");
      await stage.presses(stage.ann, `course_answer:${id}:1.0.0`);
      await stage.hears(stage.ann, "This button does not fit any more");
      await stage.presses(stage.ann, `course_answer:${id}:1.1.0`);
      await stage.hears(stage.ann, "Not passed: 50 %, and 100 % are needed", "again from");
      expect(await standOf(stage, id)).toMatchObject({ status: "failed", score: "50.00", certificate_number: null });

      await stage.product.db
        .system("training_progress")
        .where({ id })
        .update({ failed_at: new Date(stage.product.clock.now().getTime() - 25 * 3_600_000) });
      await stage.asks(stage.ann, `/课程 ${course.number}`, "The test: 2 questions");
      await stage.presses(stage.ann, `course_test:${id}`);
      await stage.presses(stage.ann, `course_answer:${id}:2.0.0`);
      await stage.presses(stage.ann, `course_answer:${id}:2.1.0`);
      await stage.hears(stage.ann, `Completed: ${course.title}`, "Certificate CERT_", "100 %");
      expect(await standOf(stage, id)).toMatchObject({
        status: "completed",
        score: "100.00",
        progress_percentage: 100,
      });
      const trail = "SELECT action FROM audit_logs WHERE resource_id = ? AND action LIKE 'course.%' ORDER BY seq DESC";
      expect(await stage.row(trail, course.id)).toEqual({ action: "course.complete" });
    },
  },
  {
    name: "a changed course is begun again by who had not ended it",
    proves: ["course", "[course_next]"],
    run: async (stage) => {
      const title = `Changing ${stage.surface.platform}`;
      const { course } = await added(stage, title);
      await stage.asks(stage.ben, `/course ${title}`, "Lesson 1 of 2");
      const id = await progressId(stage, stage.ben, course.id);
      await stage.presses(stage.ben, `course_next:${id}:1`);
      await stage.hears(stage.ben, "Lesson 2 of 2");
      await added(stage, title, "What a broker may not do");
      await stage.presses(stage.ben, `course_next:${id}:2`);
      await stage.hears(stage.ben, "This button does not fit any more");
      await stage.asks(stage.ben, `/course ${title}`, "What a broker may not do");
    },
  },
  {
    name: "who has a course is told and reminded of it, and who leads or trains people sees how far they are",
    proves: ["course"],
    run: async (stage) => {
      const tess = await stage.hire("Tess", "trainer");
      const title = `Due ${stage.surface.platform}`;
      const { course } = await added(stage, title);
      const now = noonOf(stage);
      await inOrganization(stage.product.db, stage.orgId, (scope) =>
        assignCourse(scope, course, { userId: stage.ben.userId, dueAt: inDays(now, 2), at: now }),
      );
      await remindAt(stage, now);
      await stage.hears(stage.ben, `A course for you: ${title}, due`);
      await remindAt(stage, now);
      await remindAt(stage, inDays(now, 1));
      await stage.hears(stage.ben, `📘 ${title} is due`);
      await remindAt(stage, inDays(now, 3));
      await stage.hears(stage.ben, `📘 ${title} was due on`);
      const told = "SELECT count(*)::int AS count FROM notifications WHERE resource_id = ? AND user_id = ?";
      expect(await stage.row(told, course.id, stage.ben.userId)).toEqual({ count: 3 });

      await stage.asks(stage.ann, "/course Ben", "You see your own courses");
      await stage.asks(stage.ann, "/course Nobody-there", "Nobody active here is called");
      await stage.asks(stage.ann, "/course 999", "There is no course 999");
      const seen = await stage.asks(tess, "/培训 Ben", "Courses of Ben");
      expect(seen.text).toContain(`${title} · not started`);
      await stage.asks(stage.mia, "/course all", "Courses of Everybody");
    },
  },
];

async function added(stage: Stage, title: string, first = "What a broker does") {
  const question = (text: string) => ({ text, options: ["The client's", "Ours", "Nobody's"], right: [0] });
  const record = {
    ...{ type: "7天上手", level: "newcomer", duration_days: 7, title, description: { en: "The ground", zh: "基础" } },
    lessons: [
      { title: { en: first, zh: "经纪商做什么" }, text: { en: "It carries out orders.", zh: "执行客户指令。" } },
      { title: "Client money", text: "It is kept apart." },
    ],
    test: { passMark: 100, questions: [question("Whose money is it?"), question("Whose decision is it?")] },
  };
  const course = await readCourse(record, async (path) => path);
  return inOrganization(stage.product.db, stage.orgId, async (scope) => {
    await lockCourses(scope);
    return saveCourse(scope, { actor: "cli" }, course, stage.product.clock.now());
  });
}

async function progressId(stage: Stage, { userId }: Colleague, courseId: string): Promise<string> {
  const row = await stage.row("SELECT id FROM training_progress WHERE user_id = ? AND course_id = ?", userId, courseId);
  return String(row?.["id"]);
}

function standOf(stage: Stage, id: string) {
  return stage.row("SELECT * FROM training_progress WHERE id = ?", id);
}

/** By day in the organisation's zone, which is UTC. */
function noonOf({ product }: Stage): Date {
  const noon = product.clock.now();
  noon.setUTCHours(12, 0, 0, 0);
  return noon;
}

const inDays = (at: Date, days: number): Date => new Date(at.getTime() + days * 24 * 3_600_000);

async function remindAt({ product }: Stage, at: Date): Promise<void> {
  await remindTraining({ ...product, clock: { now: () => at } });
}
