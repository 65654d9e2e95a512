import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());

const lines = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join("\n");
const row = (text: string, label: string, split?: string) => ({ text, label, split });
const cards = ["my card is lost", "I lost my card", "the card was stolen", "卡丢了", "银行卡被偷"];
const rates = ["what is the exchange rate", "rate of the euro", "which rate do I get", "汇率是多少", "今天的汇率"];
const rows = [
  ...cards.map((text) => row(text, "card_lost", "train")),
  ...rates.map((text) => row(text, "rate", "train")),
  row("I think my card got lost", "card_lost", "test"),
  row("现在汇率多少", "rate", "test"),
];

it("fits an organisation's own intents by example and measures them on the other rows", async () => {
  await cli.file("own.jsonl", lines(rows));
  expect(
    await cli.json(["eval", "classify", "--task", "intent", "--train", "own.jsonl", "--test", "own.jsonl"]),
  ).toMatchObject({
    task: "intent",
    model: "fitted for this run",
    trainedOn: 10,
    texts: 2,
    accuracy: 1,
    macroF1: 1,
    f1: { card_lost: 1, rate: 1 },
    positive: "card_lost",
    auroc: 1,
  });
});

it("measures the shipped classifier and says how it reads the labels", async () => {
  await cli.file("distress.jsonl", lines([row("我不想活了", "high"), row("好的，谢谢", "low")]));
  const args = ["eval", "classify", "--task", "risk", "--test", "distress.jsonl"];
  expect(await cli.json(args)).toMatchObject({
    model: "shipped",
    mapping: { high: "distress", low: "none of these" },
    positive: "high",
    auroc: 1,
  });
  const { stdout } = await cli.run(args);
  expect(stdout).toMatch(/high is read as +distress\n[\s\S]*AUROC high +1\.000\n/);
});

it("leaves few doubles of a file's own split out of what is learnt", async () => {
  const many = Array.from({ length: 150 }, (_, at) => row(`rate of currency ${at}`, "rate", "test"));
  await cli.file("doubles.jsonl", lines([...rows, ...many, row("rate of currency 7", "rate", "train")]));
  expect(
    await cli.json(["eval", "classify", "--task", "intent", "--train", "doubles.jsonl", "--test", "doubles.jsonl"]),
  ).toMatchObject({ trainedOn: 10, leftOut: 1 });
});

it.each([
  [
    "a text that is on both sides",
    [...rows, row("卡丢了", "card_lost", "test")],
    /^1 of the texts to train on is also among/,
  ],
  [
    "a row without a label",
    [...rows, { text: "hello" }],
    /^Line 13 of bad\.jsonl is not \{"text", "label", "split"\?\}\.$/,
  ],
  ["a row without text", [row(" ", "rate")], /^Line 1 of bad\.jsonl is not/],
  ["no rows to learn from", rows.slice(-2), /^There are no rows with "split": "train" in bad\.jsonl$/],
  ["one label alone", [...rows.slice(0, 5), ...rows.slice(-2)], /^The texts to train on all have one label/],
  ["nothing", [], /^There are no labelled texts in bad\.jsonl$/],
])("refuses %s in one line", async (_, list, message) => {
  await cli.file("bad.jsonl", lines(list));
  const ran = await cli.run(["eval", "classify", "--task", "intent", "--train", "bad.jsonl", "--test", "bad.jsonl"]);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr.trimEnd()).toMatch(message);
});

it("refuses a task and a positive label that there are not", async () => {
  await cli.file("two.jsonl", lines([row("a", "high"), row("b", "low")]));
  const args = ["eval", "classify", "--test", "two.jsonl"];
  expect(await cli.run([...args, "--task", "mood"])).toMatchObject({ code: 1 });
  expect(await cli.run([...args, "--task", "risk", "--positive", "medium"])).toEqual({
    code: 1,
    stdout: "",
    stderr: 'No text is labelled "medium". There are: high, low\n',
  });
});
