import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CourseContent } from "./course-content.ts";
import { answer, atTheStart, beginTest, type CourseState, readLessons, shuffled, waitsUntil } from "./course-state.ts";

const at = new Date("2026-11-26T08:00:00Z");
const question = (right: number[]) => ({ text: "?", options: ["a", "b", "c"], right });
const content = CourseContent.parse({
  title: "Basics",
  lessons: [
    { title: "One", text: "1" },
    { title: { en: "Two", zh: "二" }, text: "2" },
  ],
  test: { passMark: 60, questions: [question([0]), question([1]), question([1, 2])] },
});
const untested = CourseContent.parse({ title: "Basics", lessons: [{ title: "One", text: "1" }] });

const ready = (): CourseState => [1, 2].reduce<CourseState>((state, n) => read(state, n), { ...atTheStart });
const read = (state: CourseState, n: number) => readLessons(content, state, n, at) ?? fail();
const fail = (): never => {
  throw new Error("refused");
};
const taken = (state: CourseState, options: number[]) =>
  options.reduce<CourseState>(
    (now, option, place) => answer(content, now, { attempt: now.attempt, question: place, option }, at) ?? fail(),
    beginTest(content, state) ?? fail(),
  );

describe("a course", () => {
  it("is read lesson by lesson, and again without going back", () => {
    expect(readLessons(content, { ...atTheStart }, 2, at)).toBeNull();
    const one = read({ ...atTheStart }, 1);
    expect(one).toMatchObject({ status: "in_progress", startedAt: at, lessonsRead: 1, progressPercentage: 20 });
    expect(read(one, 0)).toEqual(one);
    expect(readLessons(content, ready(), 3, at)).toBeNull();
  });

  it("without a test ends with its last lesson", () => {
    const ended = readLessons(untested, { ...atTheStart }, 1, at);
    expect(ended).toMatchObject({ status: "completed", completedAt: at, progressPercentage: 100, score: null });
    expect(ended && beginTest(untested, ended)).toBeNull();
  });

  it("is passed from its pass mark on, where any of several right answers counts", () => {
    expect(taken(ready(), [0, 2, 2])).toMatchObject({ status: "completed", score: "66.67", isInTest: false });
    expect(taken(ready(), [0, 2, 0])).toMatchObject({ status: "failed", score: "33.33", failedAt: at });
  });

  it("is tested again after a pause, with the answers of the last time gone", () => {
    const failed = taken(ready(), [1, 2, 0]);
    expect(failed).toMatchObject({ score: "0.00", progressPercentage: 40 });
    expect(waitsUntil(failed, 3_600_000, at)).toEqual(new Date("2026-11-26T09:00:00Z"));
    expect(waitsUntil(failed, 3_600_000, new Date("2026-11-26T09:00:00Z"))).toBeNull();
    expect(beginTest(content, failed)).toMatchObject({ attempt: 2, answers: [], status: "in_progress" });
  });

  it("takes no answer out of turn, of another attempt or that was not offered", () => {
    const begun = beginTest(content, ready()) ?? fail();
    for (const given of [
      { attempt: 1, question: 1, option: 0 },
      { attempt: 2, question: 0, option: 0 },
      { attempt: 1, question: 0, option: 3 },
      { attempt: 1, question: 0, option: -1 },
    ]) {
      expect(answer(content, begun, given, at)).toBeNull();
    }
    expect(beginTest(content, begun)).toBeNull();
    expect(beginTest(content, { ...atTheStart })).toBeNull();
    expect(beginTest(content, taken(ready(), [0, 1, 1]))).toBeNull();
  });

  it("is never done by half: 100 % is a completed course, whatever is pressed", () => {
    const step = fc.record({ kind: fc.constantFrom("read", "test", "answer"), n: fc.nat(4), option: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state: CourseState = { ...atTheStart };
        for (const { kind, n, option } of steps) {
          const given = { attempt: state.attempt, question: n, option };
          const next =
            kind === "read"
              ? readLessons(content, state, n, at)
              : kind === "test"
                ? beginTest(content, state)
                : answer(content, state, given, at);
          const wasDone = state.status === "completed";
          state = next ?? state;
          expect(state.progressPercentage === 100).toBe(state.status === "completed");
          if (wasDone) expect(state.status).toBe("completed");
        }
      }),
    );
  });
});

describe("the order of the options", () => {
  it("has each of them once, is the same for the same seed, and differs between seeds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.string(), (options, seed) => {
        const order = shuffled(options, seed);
        expect([...order].sort()).toEqual(Array.from({ length: options }, (_, place) => place));
        expect(shuffled(options, seed)).toEqual(order);
      }),
    );
    const orders = new Set(Array.from({ length: 30 }, (_, seed) => shuffled(4, `${seed}`).join()));
    expect(orders.size).toBeGreaterThan(8);
  });
});

describe("the content of a course", () => {
  it.each([
    { right: [3] },
    { right: [] },
    { right: [0, 1, 2] },
    { options: ["a"] },
    { options: Array.from({ length: 7 }, String) },
    { text: {} },
  ])("refuses a question with %j", (change) => {
    const questions = [{ ...question([0]), ...change }];
    const parsed = CourseContent.safeParse({
      title: "x",
      lessons: [{ title: "x", text: "x" }],
      test: { passMark: 50, questions },
    });
    expect(parsed.success).toBe(false);
  });
});
