import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { Course, Progress } from "../../domain/training/course.ts";
import { begin, type CourseState } from "../../domain/training/course-state.ts";
import { keepProgress, openProgress } from "../../domain/training/keep-progress.ts";
import { readTrainingSettings } from "../../domain/training/training-settings.ts";
import { keptType } from "../../infra/files/kept-type.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { sendPrivately } from "../desk/send-privately.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";
import { type CourseStep, nextStep, type StepSetting } from "./course-step.ts";

/** Begins a course, or goes on where the asker was. */
export async function goOn(context: CommandContext, course: Course): Promise<CommandAnswer> {
  const { scope, deps, staff } = context;
  const at = deps.clock.now();
  const progress = await openProgress(scope, course, staff.userId, at);
  const begun = await keepProgress(scope, course, progress, begin(progress, at), at);
  return hand(context, nextStep(course, begun, await readStepSetting(context)), course);
}

/** The course in use and the place in it that a button of the asker's is about, locked. @throws RuleError */
export async function openOwn(
  context: CommandContext,
  progressId: string,
): Promise<{ course: Course; progress: Progress }> {
  const { scope, staff, deps } = context;
  const { trx, orgId } = scope;
  const found = /^[0-9a-f-]{36}$/.test(progressId)
    ? await Progress.query(trx).findOne({ orgId, id: progressId })
    : undefined;
  if (found && found.userId !== staff.userId) {
    return refuse("course_of_another", {
      en: "This is a colleague's course. /course shows yours.",
      zh: "这是其他同事的课程。发送 /课程 查看您的课程。",
    });
  }
  const course = found && (await Course.query(trx).findOne({ orgId, id: found.courseId }).whereNull("retiredAt"));
  if (!course) return gone();
  return { course, progress: await openProgress(scope, course, staff.userId, deps.clock.now()) };
}

/** Keeps a step, and shows what comes next; `null` is a press that fits no more. */
export async function takeStep(
  context: CommandContext,
  { course, progress }: { course: Course; progress: Progress },
  state: CourseState | null,
  show: (kept: Progress, setting: StepSetting) => CourseStep = (kept, setting) => nextStep(course, kept, setting),
): Promise<CommandAnswer> {
  if (!state) {
    return refuse("course_step", {
      en: `This button does not fit any more. /course ${course.number} goes on where you are.`,
      zh: `此按钮已失效。发送 /课程 ${course.number} 继续学习。`,
    });
  }
  const kept = await keepProgress(context.scope, course, progress, state, context.deps.clock.now());
  return hand(context, show(kept, await readStepSetting(context)), course);
}

/** What a step is shown by: the asker's language and clock, and the organisation's pause between tests. */
export async function readStepSetting({ scope, deps, staff, language }: CommandContext): Promise<StepSetting> {
  const { retryMs } = readTrainingSettings(await loadSettings(scope));
  const zone = await readingZone(scope, { userId: staff.userId });
  return { language, zone, now: deps.clock.now(), retryMs };
}

// A course is one's own affair: asked for among others, it goes on in private.
async function hand(context: CommandContext, step: CourseStep, course: Course): Promise<CommandAnswer> {
  const { scope, deps, channel, staff, language, receipt, chat } = context;
  const to = { userId: staff.userId, channelId: channel.id, command: "course", receipt };
  const { picture, content, buttons } = step;
  if (picture) {
    const mimeType = (await keptType(scope, picture)) ?? "image/png";
    const name = `course-${course.number}.${mimeType.split("/")[1]}`;
    const files = [{ sha256: picture, name, mimeType, kind: "image" as const }];
    await sendPrivately(scope, deps.channels, { ...to, content: [paragraph(bold(course.title))], files });
  }
  if (chat.kind !== "group") return { say: content, buttons };
  await sendPrivately(scope, deps.channels, { ...to, content, buttons });
  return plainText({ en: "The course goes on in your private chat.", zh: "课程将在您的私聊中继续。" }[language]);
}

function gone(): never {
  return refuse("no_course", {
    en: "This course is not in use any more. /course shows those that are.",
    zh: "此课程已停用。发送 /课程 查看现有课程。",
  });
}
