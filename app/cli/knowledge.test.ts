import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());

const faqs = [
  { id: "fees", question: "出金手续费是多少？", alts: ["提现收费吗"], answer: "单笔出金收取 5 美元手续费。" },
  { id: "hours", question: "When is customer service open?", answer: "Monday to Friday, 9:00 to 18:00 (UTC+8)." },
  { id: "silent", question: "How do I close my account?" },
];
const lines = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join("\n");

it("imports files, lists what it could not read, and notes it in the trail", async () => {
  await cli.file("faqs.jsonl", `${lines(faqs)}\nnot json`);
  await cli.file("guide.md", "# Opening an account\n\nSend a copy of your passport to open an account.\n");
  expect(await cli.json(["kb", "import", "faqs.jsonl", "guide.md", "--kb", "desk"])).toMatchObject({
    kb: "desk",
    faqs: { created: 3 },
    documents: { created: 1 },
    files: [{ path: "faqs.jsonl", errors: [{ line: 4, message: "This line is not JSON." }] }, { path: "guide.md" }],
  });
  const { stdout } = await cli.run(["kb", "import", "faqs.jsonl", "--kb", "desk"]);
  expect(stdout).toContain("0 new, 0 changed, 3 as before");
  const [entry] = await cli.db
    .system("audit_logs")
    .where({ action: "knowledge.import" })
    .orderBy("seq")
    .select("actor", "changes");
  expect(entry).toMatchObject({
    actor: "cli",
    changes: { kb: "desk", faqs: { created: 3 }, documents: { created: 1 } },
  });
});

it("lists documents with their ids and state", async () => {
  const [base] = (await cli.json(["kb", "list"])) as [{ documentList: unknown[] }];
  expect(base).toMatchObject({ name: "desk", faqs: 3, documents: 1 });
  expect(base.documentList).toMatchObject([
    { externalId: "guide.md", title: "Opening an account", status: "completed" },
  ]);
  expect((await cli.run(["kb", "list"])).stdout).toMatch(/desk +│ guide\.md +│ Opening an account +│ completed/);
});

it("keeps the versions of a document, and brings one in before its day", async () => {
  await cli.file("limits.md", "# Limits\n\nThe daily limit of transfers is 50,000 USD.\n");
  await cli.run(["kb", "import", "limits.md", "--kb", "rules"]);
  await cli.file("limits.md", "# Limits\n\nThe daily limit of transfers is 80,000 USD.\n");
  const coming = await cli.json(["kb", "import", "limits.md", "--kb", "rules", "--from", "2999-01-01"]);
  expect(coming).toMatchObject({ documents: { updated: 1 } });
  const { stdout } = await cli.run(["kb", "versions", "limits.md", "--kb", "rules"]);
  expect(stdout).toMatch(/2 +│ Limits +│ 299[89]-.+until it is replaced[\s\S]+1 +│ Limits/);
});

it("answers from the version in force, and shows one as it was", async () => {
  const question = ["ask", "What is the daily limit of transfers?", "--kb", "rules"];
  expect(await cli.json(question)).toMatchObject({ answer: expect.stringContaining("50,000 USD") });
  const shown = await cli.run(["kb", "versions", "limits.md", "--kb", "rules", "--show", "1"]);
  expect(shown.stdout).toContain("50,000 USD");
});

it("fetches nothing from private networks, and lists the address with the reason", async () => {
  const ran = await cli.run(["kb", "import", "http://127.0.0.1:9/help", "--kb", "web"]);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("Nothing could be imported") });
  expect(ran.stdout).toContain("127.0.0.1 is no public address");
});

it("answers a question with its source, as the contract shapes it", async () => {
  const answer = (await cli.json(["ask", "出金要收手续费吗", "--kb", "desk"])) as {
    confidence: number;
    milliseconds: number;
  };
  expect(answer).toMatchObject({
    answered: true,
    answer: "单笔出金收取 5 美元手续费。",
    sources: [{ kind: "faq", id: "fees", title: "出金手续费是多少？", quote: "单笔出金收取 5 美元手续费。" }],
  });
  expect(answer.confidence).toBeGreaterThan(0.6);
  expect(answer.milliseconds).toBeGreaterThanOrEqual(0);
});

it("does not answer what is not known", async () => {
  const nothing = await cli.json(["ask", "Who won the football match yesterday?"]);
  expect(nothing).toMatchObject({ answered: false, answer: null, sources: [] });
  const { stdout } = await cli.run(["ask", "Who won the football match yesterday?"]);
  expect(stdout).toMatch(/^No answer: a customer is told that a colleague will answer\./);
});

it("says that a person has to answer where an FAQ has no answer of its own", async () => {
  const { stdout } = await cli.run(["ask", "How do I close my account?"]);
  expect(stdout).toContain("This FAQ has no answer of its own: a customer is told that a colleague will answer.");
});

it("measures retrieval on a file of questions", async () => {
  const queries = [
    { id: 1, query: "提现收费吗", gold: ["fees"] },
    { id: 2, query: "When is customer service open?", gold: ["hours"] },
    { id: 3, query: "Who won the football match yesterday?", gold: [], kind: "out_of_domain" },
  ];
  await cli.file("queries.jsonl", lines(queries));
  expect(await cli.json(["eval", "retrieval", "--queries", "queries.jsonl", "--kb", "desk"])).toMatchObject({
    queries: 3,
    answerable: 2,
    recallAt1: 1,
    recallAt5: 1,
    mrrAt10: 1,
    abstentionAuroc: { out_of_domain: 1 },
    rightDecisions: 1,
    precision: 1,
    latencyMs: { p50: expect.any(Number), p95: expect.any(Number) },
  });
});

it.each([
  [
    ["ask", "hello there", "--kb", "desc"],
    'There is no knowledge base "desc". deskhand kb list shows those there are.\n',
  ],
  [["kb", "import", "nowhere.md"], "There is no file or folder at nowhere.md.\n"],
  [["kb", "remove", "nothing", "--kb", "desk"], 'Nothing in the knowledge base "desk" has the id nothing\n'],
  [["eval", "retrieval", "--queries", "nowhere.jsonl"], "There is no file nowhere.jsonl\n"],
  [["kb", "import", "faqs.jsonl", "--from", "2026-02-30"], "A date is written as 2026-11-26\n"],
  [["kb", "versions", "nothing.md", "--kb", "desk"], 'There is no document or FAQ "nothing.md" in "desk".\n'],
  [["kb", "answers", "C999999"], "There is no conversation C999999.\n"],
])("answers %j with one line on standard error", async (args, stderr) => {
  expect(await cli.run(args)).toEqual({ code: 1, stdout: "", stderr });
});

it("fails, with its list, when nothing could be imported", async () => {
  await cli.file("picture.png", "x");
  const { stdout, stderr, code } = await cli.run(["kb", "import", "picture.png", "--json"]);
  expect({ stderr, code }).toEqual({ stderr: "Nothing could be imported\n", code: 1 });
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ path: "picture.png", read: 0 }] });
});

it("reindexes, removes by id, and removes a knowledge base whole", async () => {
  expect(await cli.json(["kb", "reindex"])).toMatchObject({ vectorsMade: 0 });
  expect(await cli.json(["kb", "remove", "fees", "guide.md", "--kb", "desk"])).toEqual({
    kb: "desk",
    faqs: 1,
    documents: 1,
  });
  expect(await cli.json(["kb", "remove", "--kb", "desk"])).toEqual({ kb: "desk", faqs: 2, documents: 0 });
  const trail = await cli.db
    .system("audit_logs")
    .where({ actor: "cli" })
    .orderBy("seq", "desc")
    .limit(3)
    .pluck("action");
  expect(trail).toEqual(["knowledge.remove", "knowledge.remove", "knowledge.reindex"]);
});

it("seeds the demo once, into its own organisation, and never in production", async () => {
  const production = { NODE_ENV: "production", DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64") };
  expect((await cli.run(["seed", "demo"], production)).stderr).toBe(
    "Nothing is seeded in production (NODE_ENV=production)\n",
  );
  expect(await cli.json(["seed", "demo"])).toMatchObject({
    org: "demo",
    written: ["settings", "staff", "scripts", "materials", "courses", "knowledge"],
  });
  expect(await cli.json(["seed", "demo"])).toMatchObject({ org: "demo", written: [] });
  expect(await cli.json(["user", "list"])).toEqual([]);
});

it("says at the import which texts the gate would hold in front of a customer", async () => {
  const rows = [
    { id: "promise", question: "收益如何？", answer: "本产品稳赚不赔。" },
    { id: "warning", question: "保本吗？", answer: "凡是承诺保本的都是骗局。" },
  ];
  await cli.file("promises.jsonl", lines(rows));
  await cli.file("plan.md", "# Our plan\n\nThe plan gives guaranteed returns of 8%.\n");
  expect(await cli.json(["kb", "import", "promises.jsonl", "plan.md", "--kb", "promises"])).toMatchObject({
    wouldBeHeld: [
      { kind: "faq", id: "promise", title: "收益如何？", words: ["稳赚"] },
      { kind: "document", id: "plan.md", title: "Our plan", words: ["guaranteed return"] },
    ],
  });
  expect((await cli.run(["kb", "import", "promises.jsonl", "--kb", "promises"])).stdout).toContain("稳赚");
});
