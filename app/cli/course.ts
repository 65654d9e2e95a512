import type { Command } from "commander";
import { Option } from "commander";
import { roles } from "../../domain/organisation/values.ts";
import type { AssignOptions } from "./course/assign-course.ts";
import type { RunCommand } from "./run-command.ts";
import { table } from "./table.ts";
import { byCli } from "./tool.ts";

export function addCourseCommands(program: Command, run: RunCommand): void {
  const course = program.command("course").description("courses of staff, with their tests");
  course
    .command("import")
    .description(
      "imports courses from a .json or .jsonl file (docs/training.md). A course is known by its title; other lessons or " +
        "another test are its next version. What is wrong is listed, the others are imported; the command fails when " +
        "none could be.",
    )
    .argument("<file>", "a .json or .jsonl file, UTF-8")
    .action((file: string) =>
      run(async (tool) => {
        const { importCourses } = await import("./course/import-courses.ts");
        return importCourses(tool, file);
      }),
    );
  course
    .command("list")
    .description("lists the courses in use")
    .action(() =>
      run(async (tool) => {
        const { listCourses } = await import("../../domain/training/find-courses.ts");
        const found = (await tool.inOrganization(listCourses)).map((one) => ({
          ...{ number: one.number, title: one.title, description: one.description, type: one.courseType },
          ...{ level: one.level, durationDays: one.durationDays, isRequired: one.isRequired, version: one.version },
          ...{ lessons: one.content.lessons.length, questions: one.content.test?.questions.length ?? 0 },
          ...{ createdAt: one.createdAt, updatedAt: one.updatedAt },
        }));
        const rows = found.map((one) => [
          ...[one.number, one.title, one.type, one.level, one.durationDays, one.isRequired ? "yes" : "no"],
          ...[one.version, one.lessons, one.questions],
        ]);
        const head = ["number", "title", "type", "level", "days", "required", "version", "lessons", "questions"];
        return { json: found, text: table(head, rows, "There are no courses.") };
      }),
    );
  course
    .command("retire")
    .description("takes a course out of use; what people have ended stays")
    .argument("<course>", "its number or title")
    .action((words: string) =>
      run(async (tool) => {
        const { requireCourse } = await import("./course/assign-course.ts");
        const { retireCourse } = await import("../../domain/training/save-course.ts");
        const { title, number } = await tool.inOrganization(async (scope) => {
          const found = await requireCourse(scope, words);
          await retireCourse(scope, byCli, found, tool.clock.now());
          return found;
        });
        return { json: { number, title, retired: true }, text: `${title} is out of use.` };
      }),
    );
  course
    .command("assign")
    .description("makes a course people's own, with a day by which it is due; they are told and reminded in private")
    .argument("<course>", "its number or title")
    .option("--to <email...>", "these people")
    .option("--team <name>", "everybody in a team")
    .addOption(new Option("--role <role>", "everybody with a role").choices(roles))
    .option("--all", "everybody")
    .option("--days <number>", "due in so many days (default: the course's duration)")
    .action((words: string, options: AssignOptions) =>
      run(async (tool) => {
        const { assign } = await import("./course/assign-course.ts");
        return assign(tool, words, options);
      }),
    );
}
