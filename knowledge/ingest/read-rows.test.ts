import { describe, expect, it } from "vitest";
import { InputError } from "../../infra/errors.ts";
import { readCsv, readJsonLines } from "./read-rows.ts";

describe("JSON Lines", () => {
  it("are FAQs where there is a question and passages where there is a text", () => {
    const { rows, problems } = readJsonLines(
      '{"id":7,"question":" 出金要多久？ ","alts":["多久到账"],"answer":"三天","category":"资金","label":"x"}\n\n{"id":"p1","title":"Fees","text":"5 USD."}\r\n',
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { kind: "faq", line: 1, id: "7", question: "出金要多久？", alts: ["多久到账"], answer: "三天", category: "资金" },
      { kind: "passage", line: 3, id: "p1", title: "Fees", text: "5 USD.", category: null },
    ]);
  });

  it("may lack everything but the question", () => {
    expect(readJsonLines('{"question":"Why?"}').rows).toEqual([
      { kind: "faq", line: 1, id: null, question: "Why?", alts: [], answer: null, category: null },
    ]);
  });

  it.each([
    ["no JSON", "{", "This line is not JSON."],
    ["no object", '"text"', "the row: "],
    ["an empty question", '{"question":"  "}', "question: "],
    ["a list for an answer", '{"question":"Why?","answer":["x"]}', "answer: "],
    ["a question of 2,001 characters", JSON.stringify({ question: "x".repeat(2_001) }), "question: "],
    ["51 wordings", JSON.stringify({ question: "Why?", alts: Array(51).fill("how") }), "alts: "],
  ])("name a line with %s", (_, line, message) => {
    const { rows, problems } = readJsonLines(`${line}\n{"question":"Fine?"}`);
    expect(rows).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 1, words: { en: expect.stringContaining(message) } }]);
  });
});

describe("a table", () => {
  it("is read by its header, with quotes, line breaks and several wordings", () => {
    const { rows } = readCsv('id,Question,answer,alts,category\n1,"What, exactly?","Line one\nline two",a|b,money\n');
    expect(rows).toEqual([
      {
        kind: "faq",
        line: 3,
        id: "1",
        question: "What, exactly?",
        answer: "Line one\nline two",
        alts: ["a", "b"],
        category: "money",
      },
    ]);
  });

  it.each([
    ["semicolons", "question;answer\nWhy, oh why?;Because"],
    ["tabs", "question\tanswer\nWhy, oh why?\tBecause"],
    ["Chinese column names", '问题,答案\n"Why, oh why?",Because'],
  ])("is read with %s", (_, source) => {
    expect(readCsv(source).rows).toMatchObject([{ question: "Why, oh why?", answer: "Because" }]);
  });

  it("takes a row without an answer", () => {
    expect(readCsv("question,answer\nWhy?,\n").rows).toMatchObject([{ question: "Why?", answer: null }]);
  });

  it("names a row without a question and reads on", () => {
    const { rows, problems } = readCsv("question,answer\n,lonely\nWhy?,Because\n");
    expect(rows).toMatchObject([{ question: "Why?" }]);
    expect(problems).toMatchObject([
      { line: 2, words: { en: expect.stringContaining("question: "), zh: "问题：不能为空" } },
    ]);
  });

  it.each([
    [
      "has no question column",
      "name,value\n1,2",
      'The table needs a header row with the columns "question" and "answer".',
    ],
    ["never closes a quote", 'question,answer\n"Why?,Because', "The table cannot be read"],
  ])("that %s is refused whole", (_, source, message) => {
    expect(() => readCsv(source)).toThrow(InputError);
    expect(() => readCsv(source)).toThrow(message);
  });
});
