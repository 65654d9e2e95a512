import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MAX_IMPORTED, readEvaluationSet } from "../../bot/gaps/evaluation-set.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type OpenProduct, openProduct } from "../../tests/support/open-product.ts";
import { clearEvaluationSet, importEvaluationSet, showEvaluationSet } from "./knowledge/evaluation-set.ts";

let desk: OpenProduct;
let otherOrg: string;
beforeAll(async () => {
  desk = await openProduct();
  otherOrg = newId();
  await desk.product.db.system("organizations").insert({ id: otherOrg, code: "other", name: "Other" });
});
afterAll(() => desk.close());

const toolOf = (orgId: string) => ({
  inOrganization: <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(desk.product.db, orgId, work),
});

async function fileOf(...questions: { query: string; gold: string[] }[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "deskhand-eval-")), "set.jsonl");
  await writeFile(file, questions.map((one, id) => JSON.stringify({ id, ...one })).join("\n"));
  return file;
}

it("keeps the questions of a file for one organisation, takes new answers of one that is there, and removes all", async () => {
  const tool = toolOf(desk.orgId);
  await importEvaluationSet(tool, await fileOf({ query: "How long?", gold: ["a"] }, { query: "Who?", gold: [] }));
  await importEvaluationSet(tool, await fileOf({ query: "How long?", gold: ["b"] }));
  expect((await showEvaluationSet(tool)).json).toEqual([
    { question: "How long?", gold: ["b"] },
    { question: "Who?", gold: [] },
  ]);
  expect(await tool.inOrganization(readEvaluationSet)).toMatchObject([
    { query: "How long?", gold: ["b"], kind: "answerable" },
    { query: "Who?", gold: [], kind: "unanswerable" },
  ]);
  expect((await showEvaluationSet(toolOf(otherOrg))).json).toEqual([]);
  expect((await clearEvaluationSet(toolOf(otherOrg))).json).toEqual({ removed: 0 });
  expect((await clearEvaluationSet(tool)).json).toEqual({ removed: 2 });
  const trail = await desk.rows("SELECT action FROM audit_logs WHERE action LIKE 'evaluation_set.%' ORDER BY seq");
  expect(trail.map(({ action }) => action)).toEqual([
    "evaluation_set.import",
    "evaluation_set.import",
    "evaluation_set.clear",
    "evaluation_set.clear",
  ]);
});

it("keeps nothing of a file that is empty, broken or would make them too many", async () => {
  const tool = toolOf(desk.orgId);
  await expect(importEvaluationSet(tool, await fileOf())).rejects.toThrow("There are no questions");
  await expect(importEvaluationSet(tool, await fileOf({ query: "q".repeat(1_001), gold: [] }))).rejects.toThrow(
    "at most",
  );
  const many = Array.from({ length: MAX_IMPORTED + 1 }, (_, index) => ({ query: `Question ${index}?`, gold: [] }));
  await expect(importEvaluationSet(tool, await fileOf(...many))).rejects.toThrow(`${MAX_IMPORTED} are the most`);
  expect((await showEvaluationSet(tool)).json).toEqual([]);
});
