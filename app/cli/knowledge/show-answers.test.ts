import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../../tests/support/waiting-conversations.ts";
import { showAnswers } from "./show-answers.ts";

let desk: WaitingConversations;
beforeAll(async () => {
  desk = await openWaitingConversations();
});
afterAll(() => desk.close());

it("shows a stored answer with exactly the texts it was given, whatever the documents say by now", async () => {
  const { id, number } = await desk.addConversation();
  await desk.db.system("answers").insert({
    id: newId(),
    org_id: desk.orgId,
    conversation_id: id,
    question: "What does a withdrawal cost?",
    outcome: "answered",
    mode: "approved",
    output: "5 USD.",
    confidence: 0.9,
    retrieved: JSON.stringify([
      {
        kind: "chunk",
        entryId: newId(),
        id: "fees.md",
        version: 1,
        confidence: 0.9,
        text: "Fees\nA withdrawal costs 5 USD.",
      },
    ]),
  });
  const tool = { inOrganization: desk.within };
  const { text, json } = await showAnswers(tool, { code: `C${number}`, limit: "5" });
  expect(text).toContain("chunk fees.md, version 1:\nFees\nA withdrawal costs 5 USD.");
  expect(json).toMatchObject([
    { output: "5 USD.", given: [{ id: "fees.md", version: 1, text: "Fees\nA withdrawal costs 5 USD." }] },
  ]);
  expect(await desk.rows("SELECT action, actor FROM audit_logs WHERE resource_id = ?", [id])).toEqual([
    { action: "knowledge.show_answers", actor: "cli" },
  ]);
  await expect(showAnswers(tool, { code: `C${number}`, limit: "0" })).rejects.toThrow("from 1 to 100");
});
