import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { createPgBlobStore } from "../../infra/files/blob-store.ts";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { recordSections } from "./record/record-sections.ts";

let cli: DeskhandCli;
let orgId: string;
const channelId = newId();
const pdf = Buffer.alloc(1_500_000, "%PDF");
const day = (time: string) => new Date(`2026-11-20T${time}Z`);

interface Exported {
  folder: string;
  messages: number;
  files: number;
  manifest: string;
  auditHead: string;
}
type Rows = Record<string, Record<string, unknown>[]>;

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.json(["org", "list"]);
  orgId = await findOrganization(cli.db.system, "default");
  await cli.db.system.raw("SELECT ensure_message_partition('2026-11-20'::timestamptz)");
  await cli.db
    .system("channels")
    .insert({ id: channelId, org_id: orgId, platform: "telegram", name: "main", config: {} });
  await cli.db.system("settings").insert({
    id: newId(),
    org_id: orgId,
    key: "organization.timezone",
    value: '"Asia/Shanghai"',
    value_type: "string",
    category: "organization",
  });
  await addCustomer("CUST_00001", 1001, "Wang <script>alert(1)</script>");
  await addCustomer("CUST_00002", 1002, "李娜");
});
afterAll(() => cli.close());

/** Somebody who wrote, edited, sent a file, was noted about, answered by the bot and had a text held. */
async function addCustomer(code: string, number: number, name: string): Promise<void> {
  const { system } = cli.db;
  const [customerId, conversationId, first, file, note, held] = [newId(), newId(), newId(), newId(), newId(), newId()];
  const { sha256 } = await createPgBlobStore(cli.db).put(orgId, Readable.from([pdf]), { maxBytes: 2e6 });
  const of = { org_id: orgId, customer_id: customerId };
  await system("customers").insert({ id: customerId, org_id: orgId, customer_code: code, name });
  await system("conversations").insert({ ...of, id: conversationId, number, chat: "c", channel_id: channelId });
  const message = { ...of, conversation_id: conversationId, channel_id: channelId };
  const attachments = JSON.stringify({
    attachments: [{ kind: "file", name: '"a" <b>.pdf', blob: { sha256, size: 1 } }],
  });
  await system("messages").insert([
    {
      ...message,
      id: first,
      direction: "inbound",
      sender_type: "customer",
      content: `hello <img src=x> from ${code}`,
      sent_at: day("10:00:00.123"),
    },
    {
      ...message,
      id: file,
      direction: "inbound",
      sender_type: "customer",
      content_type: "file",
      metadata: attachments,
      media_url: `blob:${sha256}`,
      sent_at: day("10:01:00"),
    },
    { ...message, id: note, direction: "internal", sender_type: "agent", content: "a note", sent_at: day("10:02:00") },
    // In Shanghai this is the day after.
    {
      ...message,
      id: held,
      direction: "outbound",
      sender_type: "ai",
      content: "guaranteed",
      status: "held",
      sent_at: day("17:00:00"),
    },
  ]);
  const version = {
    org_id: orgId,
    message_id: first,
    message_sent_at: day("10:00:00.123"),
    changed_at: day("10:05:00"),
  };
  await system("message_versions").insert([
    { ...version, id: newId(), version: 1, kind: "original", content: "hello" },
    { ...version, id: newId(), version: 2, kind: "edited", content: "hello again & again" },
  ]);
  await system("deliveries").insert({
    ...message,
    id: newId(),
    chat: "c",
    target: {},
    audience: "customer",
    purpose: "answer",
    message_id: held,
    message_sent_at: day("17:00:00"),
    content: "[]",
    act: { by: "bot" },
    status: "held",
    respond_to: { token: "secret-token" },
    created_at: day("17:00:00"),
  });
  await system("answers").insert({
    id: newId(),
    org_id: orgId,
    conversation_id: conversationId,
    question: "hello",
    outcome: "held",
    mode: "composed",
    sources: '[{"id":"faq-1"}]',
    created_at: day("17:00:00"),
  });
  await system("approvals").insert({
    id: newId(),
    org_id: orgId,
    number,
    kind: "claim",
    resource_type: "message",
    resource_id: held,
    conversation_id: conversationId,
    reason: "claim",
    created_at: day("17:00:00"),
  });
  await system("conversation_events").insert({
    ...of,
    id: newId(),
    conversation_id: conversationId,
    event_type: "reply_held",
    created_at: day("17:00:00"),
  });
  await system("consents").insert({
    ...of,
    id: newId(),
    kind: "marketing",
    state: "withdrawn",
    source: "STOP",
    created_at: day("10:00:00"),
  });
  await system("audit_logs").insert({
    id: newId(),
    org_id: orgId,
    actor: "bot",
    action: "customer.test",
    resource_type: "customer",
    resource_id: customerId,
  });
}

const read = async (folder: string, path: string): Promise<Rows> =>
  JSON.parse(await readFile(join(folder, path), "utf8"));
const exports = (name: string, args: string[]) =>
  cli.json(["record", "export", "--out", join(cli.folder, name), ...args]) as Promise<Exported>;

describe("the export of a customer", () => {
  let exported: Exported;
  let folder: string;
  beforeAll(async () => {
    exported = await exports("customer", ["--customer", "cust_00001"]);
    folder = exported.folder;
  });

  it("has every message, wording, note, held text and act of theirs, and nothing of another", async () => {
    const rows = await read(folder, "customers/CUST_00001.json");
    const told = Object.fromEntries(
      Object.entries(rows)
        .filter(([, list]) => Array.isArray(list))
        .map(([name, list]) => [name, list.length]),
    );
    expect(told).toMatchObject({
      customers: 1,
      consents: 1,
      conversations: 1,
      messages: 4,
      message_versions: 2,
      deliveries: 1,
      conversation_events: 1,
      answers: 1,
      approvals: 1,
      audit_logs: 1,
    });
    expect(rows["messages"]).toMatchObject([
      { content: "hello <img src=x> from CUST_00001", sent_at: "2026-11-20T10:00:00.123+00:00" },
      { content_type: "file" },
      { content: "a note", direction: "internal" },
      { content: "guaranteed", status: "held" },
    ]);
    expect(rows["deliveries"]).toMatchObject([{ act: { by: "bot" } }]);
    expect(rows["answers"]).toMatchObject([{ sources: [{ id: "faq-1" }] }]);
    expect(rows["audit_logs"]).toMatchObject([
      { action: "customer.test", sealSeq: expect.any(Number), rowHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    const everything = JSON.stringify(rows);
    for (const foreign of ["CUST_00002", "李娜", "secret-token"]) expect(everything).not.toContain(foreign);
  });

  it("has their files as they were, and a page that loads nothing and runs nothing", async () => {
    const [name = ""] = await readdir(join(folder, "files"));
    expect(pdf.equals(await readFile(join(folder, "files", name)))).toBe(true);
    const page = await readFile(join(folder, "customers/CUST_00001.html"), "utf8");
    expect(page).toContain("hello &lt;img src=x&gt; from CUST_00001");
    expect(page).toContain("hello again &amp; again");
    expect(page).toContain("Wang &lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain(`<a href="../files/${name}" download="&quot;a&quot; &lt;b&gt;.pdf">`);
    expect(page).toContain("已拦截 held");
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<img|https?:/);
  });

  it("stands in the audit log from its beginning, with the sum of the manifest that it printed", async () => {
    const manifest = await readFile(join(folder, "manifest.json"));
    expect(createHash("sha256").update(manifest).digest("hex")).toBe(exported.manifest);
    const acts = await cli.db
      .system("audit_logs")
      .where("action", "like", "record.export%")
      .orderBy("seq")
      .limit(2)
      .select("actor", "action", "changes");
    expect(acts).toMatchObject([
      { actor: "cli", action: "record.export", changes: { customer: "cust_00001" } },
      { actor: "cli", action: "record.exported", changes: { manifest: exported.manifest, messages: 4 } },
    ]);
    expect(await cli.json(["audit", "verify", "--head", exported.auditHead])).toMatchObject({ findings: [] });
  });
});

/** Tables with something of a customer that no export has, with why. */
const leftOut: Record<string, string> = {
  message_refs: "the platform's ids of messages, which their rows have too",
  message_archive_parts: "how many messages an archived month has: the messages are in the export",
  desk_threads: "where staff read a conversation",
  desk_offers: "what was offered to staff: what came of it is an event",
  desk_focus: "whom a member of staff looks at just now",
  funnel_tofu: "worked out of other rows",
  funnel_mofu: "worked out of other rows",
  funnel_bofu: "worked out of other rows",
};

it("has each table with something of a customer, or says why not", async () => {
  const { rows } = await cli.db.system.raw(
    `SELECT DISTINCT c.table_name AS name FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name !~ '^messages_'
       AND c.column_name IN ('customer_id', 'conversation_id', 'message_id', 'lead_id', 'kept_id', 'answer_id')`,
  );
  const sections = new Set(recordSections.map(({ name }) => name));
  const missing = rows.map(({ name }: { name: string }) => name).filter((name: string) => !sections.has(name));
  expect(missing.sort()).toEqual(Object.keys(leftOut).sort());
});

describe("the export of days", () => {
  it("has a file for each day of the organisation's time zone, with what was said by everybody", async () => {
    const { folder, messages } = await exports("days", ["--from", "2026-11-20", "--to", "2026-11-21"]);
    expect(messages).toBe(8);
    expect((await readdir(join(folder, "days"))).sort()).toEqual([
      "2026-11-20.html",
      "2026-11-20.json",
      "2026-11-21.html",
      "2026-11-21.json",
    ]);
    const [first, second] = [await read(folder, "days/2026-11-20.json"), await read(folder, "days/2026-11-21.json")];
    expect([first["messages"]?.length, second["messages"]?.length]).toEqual([6, 2]);
    expect([first["approvals"]?.length, second["approvals"]?.length]).toEqual([0, 2]);
    expect(second["customers"]?.map(({ customer_code }) => customer_code).sort()).toEqual(["CUST_00001", "CUST_00002"]);
    expect(await readdir(join(folder, "files"))).toHaveLength(1);
    expect(await cli.json(["record", "verify", folder])).toMatchObject({ differences: [] });
  });

  it.each([
    [["--customer", "CUST_00001", "--from", "2026-11-20"], "Say either --customer CODE or --from DATE [--to DATE]\n"],
    [[], "Say either --customer CODE or --from DATE [--to DATE]\n"],
    [["--from", "2026-02-30"], "A date is written as 2026-11-26\n"],
    [["--from", "2026-11-20", "--to", "2026-11-19"], /^--to is on or after --from/],
    [["--customer", "CUST_99999"], "There is no customer CUST_99999\n"],
  ])("is refused for %j, and leaves nothing", async (args, stderr) => {
    const out = join(cli.folder, "refused");
    expect(await cli.run(["record", "export", "--out", out, ...args])).toEqual({
      code: 1,
      stdout: "",
      stderr: typeof stderr === "string" ? stderr : expect.stringMatching(stderr),
    });
    expect(await readdir(cli.folder)).not.toContain("refused");
  });

  it("is refused where there is something already", async () => {
    await mkdir(join(cli.folder, "full"), { recursive: true });
    await writeFile(join(cli.folder, "full", "x"), "");
    const ran = await cli.run(["record", "export", "--out", join(cli.folder, "full"), "--from", "2026-11-20"]);
    expect(ran.stderr).toContain("is not empty");
  });
});

describe("the check of an export", () => {
  const withoutDatabase = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
  const check = async (folder: string, manifest: string) => {
    const ran = await cli.run(["record", "verify", folder, "--manifest", manifest, "--json"], withoutDatabase);
    return { code: ran.code, ...(JSON.parse(ran.stdout) as { differences: { path: string; what: string }[] }) };
  };

  it("names what was changed, is missing or was put in, and a manifest that was made to fit, without a database", async () => {
    const { folder, manifest } = await exports("checked", ["--customer", "CUST_00002"]);
    expect(await check(folder, manifest)).toMatchObject({ code: 0, differences: [] });
    const page = join(folder, "customers/CUST_00002.html");
    await appendFile(join(folder, "customers/CUST_00002.json"), " ");
    await rename(page, join(folder, "customers/other.html"));
    expect(await check(folder, manifest)).toMatchObject({
      code: 1,
      differences: [
        { path: "customers/CUST_00002.json", what: "changed" },
        { path: "customers/CUST_00002.html", what: "missing" },
        { path: "customers/other.html", what: "extra" },
      ],
    });
    await rename(join(folder, "customers/other.html"), page);
    const json = await readFile(join(folder, "customers/CUST_00002.json"));
    const written = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    for (const file of written.files) {
      if (file.path.endsWith("2.json")) file.sha256 = createHash("sha256").update(json).digest("hex");
    }
    await writeFile(join(folder, "manifest.json"), JSON.stringify(written));
    expect(await check(folder, manifest)).toMatchObject({
      code: 1,
      differences: [{ path: "manifest.json", what: "changed" }],
    });
    await rm(join(folder, "manifest.json"));
    const without = await cli.run(["record", "verify", folder]);
    expect(without).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("cannot be read as the manifest"),
    });
  });
});

it("leaves out a kept file whose content is damaged, names it and ends with exit code 1", async () => {
  const { Client } = await import("pg");
  const owner = new Client({ connectionString: cli.databaseUrl });
  await owner.connect();
  await owner.query("UPDATE blobs SET data = 'x' WHERE piece = 1");
  await owner.end();
  const out = join(cli.folder, "damaged");
  const ran = await cli.run(["record", "export", "--out", out, "--customer", "CUST_00001", "--json"]);
  expect(ran).toMatchObject({ code: 1, stderr: "1 kept files are missing or damaged: see manifest.json\n" });
  expect(JSON.parse(ran.stdout)).toMatchObject({ damaged: [{ why: "its content is not what its name says" }] });
  expect(await readdir(join(out, "files"))).toEqual([]);
});
