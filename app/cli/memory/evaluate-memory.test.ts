import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());

const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
const noDatabase = { DATABASE_URL: "nonsense" };

it("measures recall of past turns on a file of dialogues, without a database", async () => {
  const said = (id: string, conv: string, session: number, text: string) => ({
    id,
    conv,
    session,
    speaker: "Ann",
    text,
  });
  const turns = [
    said("a1", "a", 1, "I moved to Lisbon"),
    said("a2", "a", 2, "The weather is fine"),
    said("b1", "b", 1, "I moved to Oslo"),
  ];
  const queries = [
    { conv: "a", query: "Where did she move to?", gold: ["a1"], category: "where" },
    { conv: "a", query: "Who won in Oslo?", gold: ["b1"], category: "missed" },
    { conv: "a", query: "What was never said?", gold: [] },
  ];
  await cli.file("turns.jsonl", lines(turns));
  await cli.file("queries.jsonl", lines(queries));
  const args = ["eval", "memory", "--turns", "turns.jsonl", "--queries", "queries.jsonl"];
  const { stdout, code } = await cli.run([...args, "--json"], noDatabase);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    questions: 2,
    turns: { at5: 0.5, at10: 0.5 },
    sessions: { at5: 0.5, at10: 0.5 },
    sessionsOfTurns: { at5: 0.5, at10: 0.5 },
    byCategory: { missed: 0, where: 1 },
  });
  expect((await cli.run(args, noDatabase)).stdout).toMatch(/by turn +recall@5 0\.500 {2}recall@10 0\.500/);
});

it("says which line of a file is not as expected", async () => {
  await cli.file("broken.jsonl", '{"id": 1}\n');
  await cli.file("good.jsonl", lines([{ conv: "a", query: "x", gold: ["1"] }]));
  expect(await cli.run(["eval", "memory", "--turns", "broken.jsonl", "--queries", "good.jsonl"])).toEqual({
    code: 1,
    stdout: "",
    stderr: 'Line 1 is not {"id", "conv", "session", "date"?, "speaker", "text", "caption"?}.\n',
  });
});
