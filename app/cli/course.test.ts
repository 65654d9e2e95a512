import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.json(["user", "add", "ann@example.com", "--name", "Ann", "--role", "agent"]);
  await cli.json(["user", "add", "mia@example.com", "--name", "Mia", "--role", "manager"]);
  await writeFile(join(cli.folder, "map.png"), Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
});
afterAll(() => cli.close());

const course = {
  title: { en: "Basics", zh: "基础" },
  type: "start_7_days",
  level: "新人",
  duration_days: 7,
  is_required: true,
  lessons: [{ title: "One", text: "Text", picture: "map.png" }],
  test: { passMark: 80, questions: [{ text: "?", options: ["a", "b"], right: [1] }] },
};

it("imports courses, whose changed content is the next version, and lists what is wrong with others", async () => {
  const others = [
    { ...course, title: "Wrong", type: "forever" },
    { ...course, title: "Gone", lessons: [{ title: "One", text: "Text", picture: "gone.png" }] },
    {
      ...course,
      title: "Sure",
      test: { passMark: 80, questions: [{ text: "?", options: ["a", "b"], right: [0, 1] }] },
    },
    { ...course, title: "More", until: "2027" },
  ];
  const file = await cli.file("courses.json", JSON.stringify([course, ...others]));
  expect(await cli.json(["course", "import", file])).toMatchObject({
    ...{ read: 5, created: 1, updated: 0, unchanged: 0, failed: 4 },
    errors: [
      { at: 2, message: "type: must be of start_7_days, growth_30_days, core_90_days" },
      { at: 3, message: "There is no file gone.png" },
      { at: 4, message: "test.questions.0: every option is right: there is nothing to choose" },
      { at: 5, message: 'the course: Unrecognized key: "until"' },
    ],
  });
  const one = await cli.file("one.jsonl", JSON.stringify(course));
  expect(await cli.json(["course", "import", one])).toMatchObject({ unchanged: 1 });
  await cli.file("one.jsonl", JSON.stringify({ ...course, duration_days: 14 }));
  expect(await cli.json(["course", "import", one])).toMatchObject({ updated: 1 });
  await cli.file("one.jsonl", JSON.stringify({ ...course, lessons: [{ title: "One", text: "Another" }] }));
  expect(await cli.json(["course", "import", one])).toMatchObject({ updated: 1 });
  expect(await cli.json(["course", "list"])).toMatchObject([
    {
      number: "1",
      title: "基础 / Basics",
      level: "newcomer",
      durationDays: 7,
      isRequired: true,
      version: 2,
      lessons: 1,
    },
  ]);
});

it("assigns a course to people, a role or everybody, in one way at a time", async () => {
  const assign = ["course", "assign", "basics"];
  expect(await cli.json([...assign, "--to", "ann@example.com", "--days", "3"])).toEqual({
    ...{ number: "1", title: "基础 / Basics", chosen: 1, assigned: ["ann@example.com"] },
  });
  const [row] = await cli.db.system("training_progress").select("status", "due_at", "assigned_at");
  expect(row.status).toBe("not_started");
  expect(row.due_at.getTime() - row.assigned_at.getTime()).toBe(3 * 24 * 3_600_000);
  expect(await cli.json([...assign, "--role", "manager"])).toMatchObject({ assigned: ["mia@example.com"] });
  expect(await cli.run(["course", "assign", "1"])).toMatchObject({
    code: 1,
    stderr: "Say whose it is, in one way: --to, --team, --role or --all\n",
  });
  expect(await cli.run([...assign, "--all", "--days", "0"])).toMatchObject({
    code: 1,
    stderr: "--days is a number of days, 1 to 365\n",
  });
});

it("retires a course, which is not found any more", async () => {
  expect(await cli.json(["course", "retire", "1"])).toMatchObject({ retired: true });
  expect(await cli.json(["course", "list"])).toEqual([]);
  expect(await cli.run(["course", "retire", "1"])).toMatchObject({
    code: 1,
    stderr: "There is no course 1: deskhand course list shows all\n",
  });
});
