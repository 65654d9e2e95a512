import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findResearchTexts, type ResearchTexts, readResearchTexts } from "./research-texts.ts";

let folder: string;
let known: ResearchTexts;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "research-"));
  const rows = [
    { id: "1", query: "这个测试问题一共有十几个汉字呢" },
    { id: "2", text: "A sentence of the research file that nobody may ship, long as it is." },
    { id: "3", a: "太短了", b: "Short." },
  ];
  await writeFile(join(folder, "faq_zh_other.queries.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  const free = { text: "A sentence that came with a licence which lets everybody ship it." };
  await writeFile(join(folder, "intent_en_hwu64.jsonl"), JSON.stringify(free));
  known = await readResearchTexts(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("texts of research-only files", () => {
  it("are found inside a file, whatever the quotes, breaks, case and script", () => {
    expect(findResearchTexts('const x = "這個測試問題，一共有十幾個漢字呢？";', known)).toHaveLength(1);
    expect(
      findResearchTexts("before\na sentence of the RESEARCH file\nthat nobody may ship, long", known),
    ).toHaveLength(1);
  });

  it("are not what is short, what may be shipped, or what is only alike", () => {
    expect(findResearchTexts("太短了 Short.", known)).toEqual([]);
    expect(findResearchTexts("A sentence that came with a licence which lets everybody ship it.", known)).toEqual([]);
    expect(findResearchTexts("A sentence of the research on files", known)).toEqual([]);
  });
});
