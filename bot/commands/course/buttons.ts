import { Course } from "../../../domain/training/course.ts";
import { answer, beginTest, readLessons, waitsUntil } from "../../../domain/training/course-state.ts";
import { refuse } from "../../desk/refuse.ts";
import { lessonStep, nextStep } from "../../training/course-step.ts";
import { goOn, openOwn, readStepSetting, takeStep } from "../../training/take-step.ts";
import type { ButtonAction } from "../command.ts";

/** Under a course in a list or a reminder: begins it, or goes on. */
export const courseOpen: ButtonAction = {
  name: "course_open",
  permission: "training.take",
  run: async (context, id) => {
    const { trx, orgId } = context.scope;
    const course = /^[0-9a-f-]{36}$/.test(id)
      ? await Course.query(trx).findOne({ orgId, id }).whereNull("retiredAt")
      : undefined;
    if (course) return goOn(context, course);
    return refuse("no_course", {
      en: "This course is not in use any more. /course shows those that are.",
      zh: "此课程已停用。发送 /课程 查看现有课程。",
    });
  },
};

/** Under a lesson: it is read, and here is the next. The argument is `PROGRESS:LESSONS_READ`; 0 shows the first again. */
export const courseNext: ButtonAction = {
  name: "course_next",
  permission: "training.take",
  run: async (context, argument) => {
    const [id = "", digits = ""] = argument.split(":");
    const own = await openOwn(context, id);
    const count = /^\d{1,2}$/.test(digits) ? Number(digits) : -1;
    const state = readLessons(own.course.content, own.progress, count, context.deps.clock.now());
    return takeStep(context, own, state, (kept, setting) =>
      count < own.course.content.lessons.length
        ? lessonStep(own.course, kept, count, setting)
        : nextStep(own.course, kept, setting),
    );
  },
};

/** Begins the test, once the pause after the last one is over. */
export const courseTest: ButtonAction = {
  name: "course_test",
  permission: "training.take",
  run: async (context, id) => {
    const own = await openOwn(context, id);
    const { retryMs, now } = await readStepSetting(context);
    // What is shown instead says from when on it can be repeated.
    const waits = own.progress.status !== "completed" && waitsUntil(own.progress, retryMs, now) !== null;
    return takeStep(context, own, waits ? own.progress : beginTest(own.course.content, own.progress));
  },
};

/** One answer of a test. The argument is `PROGRESS:ATTEMPT.QUESTION.OPTION`. */
export const courseAnswer: ButtonAction = {
  name: "course_answer",
  permission: "training.take",
  run: async (context, argument) => {
    const [id = "", given = ""] = argument.split(":");
    const own = await openOwn(context, id);
    const [attempt = -1, question = -1, option = -1] = /^\d{1,5}\.\d{1,2}\.\d$/.test(given)
      ? given.split(".").map(Number)
      : [];
    const chosen = { attempt, question, option };
    return takeStep(context, own, answer(own.course.content, own.progress, chosen, context.deps.clock.now()));
  },
};
