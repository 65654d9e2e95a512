import { afterAll, beforeAll, expect, it } from "vitest";
import { replayStored } from "../../app/cli/answer/replay-stored.ts";
import { showAnswer } from "../../app/cli/answer/show-answer.ts";
import { showImpact } from "../../app/cli/answer/show-impact.ts";
import { decideApproval } from "../../bot/conduct/approvals/decide-approval.ts";
import { expireApprovals } from "../../bot/conduct/approvals/expire-approvals.ts";
import { systemClock } from "../../infra/clock.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { brokerFaqs, importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100301:AAHtesttesttesttesttest";

let telegram: TelegramEmulator;
let model: ScriptedModel;
let desk: OpenProduct;
const tool = {
  inOrganization: <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(desk.product.db, desk.orgId, work),
};

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  model = await startScriptedModel();
  desk = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    LLM_BASE_URL: model.url,
    LLM_MODEL: "scripted",
  });
  await importFaqs(desk);
});
afterAll(async () => {
  await desk.close();
  await telegram.close();
  await model.close();
});

/** What the model writes from now on; the passages it names are those given. */
function writes(...sentences: string[]): void {
  model.script(() => ({ say: JSON.stringify({ sentences: sentences.map((text) => ({ text, passages: [1] })) }) }));
}

interface Row {
  id: string;
  outcome: string;
  mode: string;
}

/** Asks as a new customer; the stored answer. */
async function ask(name: string, ...questions: string[]): Promise<Row> {
  const person = telegram.addPerson({ firstName: name, languageCode: "en" }).id;
  for (const [index, question] of questions.entries()) {
    telegram.post(person, person, question);
    await waitFor("the answer", async () => ((await answersOf(name)).length > index ? true : null));
  }
  const row = (await answersOf(name))[0];
  if (!row) throw new Error(`${name} has no answer`);
  return row;
}

const answersOf = (name: string) =>
  desk.rows<Row>(
    `SELECT a.id, a.outcome, a.mode FROM answers a JOIN conversations v ON v.id = a.conversation_id
     JOIN customers c ON c.id = v.customer_id WHERE c.name = ? ORDER BY a.created_at DESC`,
    [name],
  );

it("gives every kind of answer again from what was stored, whatever is known by now and with no model", async () => {
  model.script(() => ({ status: 500 }));
  const approved = await ask("Ann", "How do I open an account?");
  writes("Withdrawals usually arrive in two to three business days.");
  const composed = await ask("Bea", "How long does a withdrawal take?");
  writes("Withdrawals usually arrive in nine business days.");
  const refused = await ask("Cai", "When will my withdrawal arrive?");
  writes("Everybody loves our platform.");
  const unsupported = await ask("Dan", "How long does it take for a withdrawal to arrive?");
  const unknown = await ask("Eli", "Which dog breeds do you recommend for a farm?");
  model.script(() => ({ status: 500 }));
  const chinese = await ask("方", "怎么开户？", "那要多久呢");

  await importFaqs(
    desk,
    brokerFaqs.map((faq) => ({ ...faq, answer: `Everything is different now: ${faq.id}.` })),
  );
  await model.close();
  const expected: [Row, string, string][] = [
    [approved, "answered", "approved"],
    [composed, "answered", "composed"],
    [refused, "answered", "approved"],
    [unsupported, "not_answered", "none"],
    [unknown, "not_answered", "none"],
  ];
  for (const [row, outcome, mode] of expected) {
    expect(row).toMatchObject({ outcome, mode });
    const { json, failure } = await replayStored(tool, row.id);
    expect(json).toMatchObject({ same: true, differences: [], mode, wasSent: outcome === "answered" ? true : null });
    expect(failure).toBeUndefined();
  }
  expect(await replayStored(tool, chinese.id)).toMatchObject({ json: { same: true } });

  const { text, json } = await showAnswer(tool, composed.id);
  expect(json).toMatchObject({
    question: "How long does a withdrawal take?",
    model: "scripted-2026",
    sentences: [{ passages: [{ id: "withdraw-time-en", version: 1 }] }],
    checks: { format: "ok", support: "1 of 1 sentences" },
    settings: { rules: { passages: 5 }, scope: { audience: "public" }, answers: "auto" },
    knowledgeVersion: expect.stringMatching(/^[0-9a-f-]{36}:\d+$/),
  });
  expect(text).toMatch(/faq withdraw-time-en@1, confidence 0\.\d+, score \d\.\d+, found by .*text #\d/);
  expect(text).toContain("[withdraw-time-en@1]");
  expect(text).toContain("System text:\n[");
  const followUp = (await showAnswer(tool, chinese.id)).json as { context: { text: string }[]; queries: string[] };
  expect(followUp.context[0]).toEqual({ from: "customer", text: "怎么开户？" });
  expect(followUp.queries.length).toBeGreaterThan(0);
  expect(await desk.rows("SELECT action FROM audit_logs WHERE resource_id = ? ORDER BY seq", [composed.id])).toEqual([
    { action: "answer.replay" },
    { action: "answer.show" },
  ]);
});

it("says what differs where what is stored does not give what was sent", async () => {
  const [row] = await answersOf("Ann");
  const changed = newId();
  await desk.rows(`INSERT INTO answers SELECT (jsonb_populate_record(a, ?::jsonb)).* FROM answers a WHERE a.id = ?`, [
    JSON.stringify({ id: changed, output: "Something else." }),
    row?.id ?? "",
  ]);
  const { json, failure } = await replayStored(tool, changed);
  expect(json).toMatchObject({ same: false, differences: ["text"] });
  expect(failure).toContain("text");
});

function shown(person: number): string[] {
  return telegram.messages(person).map(({ message }) => message.text ?? "");
}

const impactTool = {
  ...tool,
  database: async () => ({ db: desk.product.db, isEmbedded: false, ownerUrl: null, close: async () => {} }),
  environment: async () => desk.product.environment,
  log: async () => desk.product.log,
  clock: systemClock,
};

it("lists who was told an entry, and drafts one correction a chat that goes out when somebody approves it", async () => {
  const gus = telegram.addPerson({ firstName: "Gus", languageCode: "en" }).id;
  for (const count of [1, 2]) {
    telegram.post(gus, gus, "How do I open an account?");
    await waitFor("the answer", async () => ((await answersOf("Gus")).length === count ? true : null));
  }
  const of = (name: string, told: { customerName: string | null }[]) => told.filter((one) => one.customerName === name);
  const list = async (reference: string, options = {}) =>
    (await showImpact(impactTool, reference, options)).json as {
      customers: number;
      drafted: number | null;
      told: { customerName: string | null; versions: number[]; correction: string | null; approval: number | null }[];
    };
  const every = await list("open-account-en");
  // The second is the copy of the test before.
  expect(of("Ann", every.told)).toMatchObject([
    { versions: [1], correction: null },
    { versions: [1], correction: null },
  ]);
  expect(of("Gus", every.told)).toMatchObject([
    { by: "bot", versions: [2] },
    { by: "bot", versions: [2] },
  ]);
  expect(of("Bea", every.told)).toEqual([]);
  expect((await list("How do I open an account?")).told).toHaveLength(every.told.length);
  expect((await list("open-account-en@3")).told).toEqual([]);

  const text = "Correction: what we told you about opening an account has changed.";
  const drafted = await list("open-account-en@2", { draft: text });
  expect(drafted).toMatchObject({ customers: 1, drafted: 1, told: [{ correction: "held" }, { correction: "held" }] });
  expect((await list("open-account-en@2", { draft: text })).drafted).toBe(0);
  const number = drafted.told[0]?.approval ?? 0;
  expect(shown(gus).some((line) => line.includes(text))).toBe(false);
  expect(await desk.rows("SELECT kind, reason FROM approvals WHERE number = ?", [number])).toEqual([
    { kind: "claim", reason: "✏️ correction / 更正: open-account-en@2" },
  ]);
  await desk.rows("UPDATE approvals SET created_at = now() - interval '2 hours' WHERE number = ?", [number]);
  expect(await expireApprovals(desk.product.db, systemClock)).toEqual([]);

  const by = newId();
  await desk.product.db.system("users").insert({
    id: by,
    org_id: desk.orgId,
    employee_code: "EMP_9",
    email: "m@example.com",
    name: "Mia",
    role: "manager",
  });
  await tool.inOrganization((scope) => decideApproval(scope, desk.product, { number, decision: "approve", by }));
  await waitFor("the correction", async () => (shown(gus).some((line) => line.includes(text)) ? true : null));
  expect((await list("open-account-en@2")).told).toMatchObject([
    { correction: "approved" },
    { correction: "approved" },
  ]);
  expect((await list("open-account-en@2", { draft: text })).drafted).toBe(0);
});

it("drafts a correction again where somebody rejected the last", async () => {
  const text = "Something was wrong with what we told you.";
  const first = (await showImpact(impactTool, "open-account-en@1", { draft: text })).json as {
    told: { approval: number }[];
  };
  const [by] = await desk.rows<{ id: string }>("SELECT id FROM users LIMIT 1");
  const number = first.told[0]?.approval ?? 0;
  await tool.inOrganization((scope) =>
    decideApproval(scope, desk.product, { number, decision: "reject", by: by?.id ?? "", reason: "Unclear." }),
  );
  expect((await showImpact(impactTool, "open-account-en@1", {})).json).toMatchObject({
    told: [{ correction: null }, { correction: null }],
  });
  expect((await showImpact(impactTool, "open-account-en@1", { draft: text })).json).toMatchObject({ drafted: 1 });
  await expect(showImpact(impactTool, "open-account-en@1", { draft: " " })).rejects.toThrow("1 to 2000 characters");
});

it("is clear about an id that is none, and one of an answer of nobody's", async () => {
  await expect(showAnswer(tool, "C1042")).rejects.toThrow("is no id of an answer");
  await expect(replayStored(tool, "0192f0c1-0000-7000-8000-000000000009")).rejects.toThrow("There is no answer");
});
