import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureOrganization, findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { createPgBlobStore } from "../../infra/files/blob-store.ts";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

interface Month {
  month: string;
  messages: number;
  bytes: number | null;
  state: string;
  where: string;
}
interface Archived {
  month: string;
  messages: number;
  state: string;
  where: string;
  sha256: string | null;
}

let cli: DeskhandCli;
let orgId: string;
let otherId: string;
let monthsAgo = 90;
/** Each test has a month of its own. */
let month: string;
let after: string;

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.json(["org", "list"]);
  orgId = await findOrganization(cli.db.system, "default");
  otherId = await ensureOrganization(cli.db.system, "other", "Other");
});
afterAll(() => cli.close());
beforeEach(async () => {
  monthsAgo += 2;
  const now = new Date();
  const at = (ago: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7);
  [month, after] = [at(monthsAgo), at(monthsAgo - 1)];
  await cli.db.system.raw("SELECT ensure_message_partition(?::timestamptz)", [`${month}-15T00:00:00Z`]);
});

/** A customer with a conversation and messages in the month; gives what names them. */
async function talk(messages: number, org = orgId) {
  const { system } = cli.db;
  const [customerId, conversationId] = [newId(), newId()];
  const code = `CUST_${customerId.slice(-8)}`.toUpperCase();
  await system("customers").insert({ id: customerId, org_id: org, customer_code: code, name: "Li" });
  const number = Number.parseInt(conversationId.slice(-8), 16);
  await system("conversations").insert({ id: conversationId, org_id: org, customer_id: customerId, number, chat: "c" });
  for (let index = 0; index < messages; index++)
    await say(conversationId, customerId, `said ${index} 你好 ${month}`, org);
  return { customerId, conversationId, code };
}

async function say(conversationId: string, customerId: string, content: string, org = orgId): Promise<void> {
  await cli.db.system("messages").insert({
    id: newId(),
    org_id: org,
    conversation_id: conversationId,
    customer_id: customerId,
    direction: "inbound",
    sender_type: "customer",
    content,
    metadata: { n: 0.1, nested: { wide: "\u2028" } },
    ai_confidence: 0.1 + 0.2,
    sent_at: `${month}-15T10:00:00.123456Z`,
  });
}

const said = async () =>
  (
    await cli.db.system.raw(
      "SELECT to_jsonb(m)::text AS json FROM messages m WHERE to_char(sent_at AT TIME ZONE 'UTC', 'YYYY-MM') = ? ORDER BY id",
      [month],
    )
  ).rows;
const months = async () => ((await cli.json(["messages", "months"])) as { months: Month[] }).months;
const archive = async (...more: string[]) =>
  ((await cli.json(["messages", "archive", "--before", after, ...more])) as { archived: Archived[] }).archived;
const stateOf = async () =>
  (await months()).filter((one) => one.month === month).map(({ state, messages }) => ({ state, messages }));

describe("messages archive", () => {
  it("takes a month out, keeps it beside, and brings it back as it was with what came late", async () => {
    const { customerId, conversationId } = await talk(3);
    await talk(2, otherId);
    const before = await said();
    expect(before).toHaveLength(5);
    expect(await archive()).toMatchObject([{ month, messages: 5, state: "kept", sha256: null }]);
    expect(await said()).toEqual([]);
    expect(await stateOf()).toEqual([
      { state: "attached", messages: 0 },
      { state: "kept", messages: 5 },
    ]);
    await say(conversationId, customerId, "late");
    expect(await said()).toHaveLength(1);
    const late = await said();
    await cli.json(["messages", "attach", month]);
    expect(new Set((await said()).map(({ json }: { json: string }) => json))).toEqual(
      new Set([...before, ...late].map(({ json }) => json)),
    );
    expect(await stateOf()).toEqual([{ state: "attached", messages: 6 }]);
    await expect(cli.db.system("messages").delete()).rejects.toThrow(/permission denied/);
    const trail = await cli.db
      .system("audit_logs")
      .where("action", "like", "messages.%")
      .orderBy("seq")
      .select("org_id", "action", "changes");
    expect(
      trail.map((row) => `${row.action} ${row.org_id === orgId ? "default" : "other"} ${row.changes.messages}`),
    ).toEqual(
      expect.arrayContaining(["messages.archive default 3", "messages.archive other 2", "messages.attach default 3"]),
    );
  });

  it("finds a place for a late message again and again, and archives it too", async () => {
    const { customerId, conversationId } = await talk(1);
    await archive();
    await say(conversationId, customerId, "late");
    await archive();
    await say(conversationId, customerId, "later");
    expect(await stateOf()).toEqual([
      { state: "attached", messages: 1 },
      { state: "kept", messages: 1 },
      { state: "kept", messages: 1 },
    ]);
    await cli.json(["messages", "attach", month]);
    await cli.json(["messages", "attach", month]);
    expect(await stateOf()).toEqual([{ state: "attached", messages: 3 }]);
  });

  it("writes a file that brings the month back after it was removed, exactly as it was", async () => {
    await talk(1_203);
    const before = await said();
    const folder = join(cli.folder, `to-${month}`);
    const [done] = await archive("--to", folder, "--drop");
    expect(done).toMatchObject({ month, messages: 1_203, state: "dropped" });
    expect(await readdir(folder)).toHaveLength(2);
    const manifest = JSON.parse(await readFile(`${done?.where}.manifest.json`, "utf8"));
    expect(manifest).toMatchObject({ format: "deskhand-messages/1", month, messages: 1_203, sha256: done?.sha256 });
    const bare = await cli.run(["messages", "attach", month]);
    expect(bare).toMatchObject({ code: 1, stderr: expect.stringContaining("--from") });
    await cli.json(["messages", "attach", month, "--from", String(done?.where)]);
    expect(await said()).toEqual(before);
  });

  it("takes no file that is not the one that was written", async () => {
    await talk(1);
    const folder = join(cli.folder, `changed-${month}`);
    const [done] = await archive("--to", folder, "--drop");
    const path = String(done?.where);
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(path, bytes);
    const ran = await cli.run(["messages", "attach", month, "--from", path]);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(/is not the file|cannot be read/) });
    expect(await stateOf()).toMatchObject([{ state: "attached", messages: 0 }, { state: "dropped" }]);
  });

  it("leaves a month in place while anything in it is under legal hold, and removes none that was held since", async () => {
    const { customerId } = await talk(1);
    const user = { id: newId(), org_id: orgId, employee_code: newId(), email: `${newId()}@desk.test`, name: "Mia" };
    await cli.db.system("users").insert(user);
    const hold = {
      id: newId(),
      org_id: orgId,
      customer_id: customerId,
      reason: "case",
      placed_by: user.id,
      placed_at: new Date(),
    };
    await cli.db.system("legal_holds").insert(hold);
    const refused = await cli.run(["messages", "archive", "--before", after]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("under legal hold") });
    expect(await stateOf()).toEqual([{ state: "attached", messages: 1 }]);
    await cli.db
      .system("legal_holds")
      .where({ id: hold.id })
      .update({ released_at: new Date(), released_by: user.id, release_reason: "over" });
    await archive();
    await cli.db.system("legal_holds").insert({ ...hold, id: newId() });
    const { rows } = await cli.db.system.raw(
      "SELECT table_name AS name FROM message_archives WHERE state = 'kept' ORDER BY archived_at DESC LIMIT 1",
    );
    const { connectOwner } = await import("../../infra/db/connect.ts");
    const owner = connectOwner(cli.databaseUrl);
    await expect(owner.raw("DELETE FROM deskhand_archive.??", [rows[0].name])).rejects.toThrow(/under legal hold/);
    await owner.destroy();
    await cli.db
      .system("legal_holds")
      .whereNull("released_at")
      .update({ released_at: new Date(), released_by: user.id, release_reason: "over" });
  });

  it("archives nothing that an organisation still keeps", async () => {
    const young = new Date().toISOString().slice(0, 7);
    const ran = await cli.run(["messages", "archive", "--before", young]);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("keeps messages for 60 months") });
  });

  it("refuses what is no month, and --drop without a file", async () => {
    expect((await cli.run(["messages", "archive", "--before", "2023-13"])).code).toBe(1);
    expect(await cli.run(["messages", "archive", "--before", "2010-01", "--drop"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--to FOLDER"),
    });
    expect(await cli.run(["messages", "attach", "2009-01"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is not archived"),
    });
  });
});

describe("record export", () => {
  interface Exported {
    code: number | null;
    stderr: string;
    rows: Record<string, unknown[]>;
    page: string;
    manifest: { archives: object[]; archived: object[]; counts: Record<string, number>; files: { path: string }[] };
  }
  let exports = 0;

  async function recordOf(unit: string, args: string[]): Promise<Exported> {
    exports += 1;
    const out = join(cli.folder, `record-${exports}`);
    const { code, stderr } = await cli.run(["record", "export", "--out", out, ...args]);
    const read = (path: string) => readFile(join(out, path), "utf8");
    const manifest = JSON.parse(await read("manifest.json"));
    return { code, stderr, manifest, rows: JSON.parse(await read(`${unit}.json`)), page: await read(`${unit}.html`) };
  }

  const recordOfCustomer = (code: string, ...more: string[]) =>
    recordOf(`customers/${code}`, ["--customer", code, ...more]);
  const recordOfDay = (day: string, ...more: string[]) => recordOf(`days/${day}`, ["--from", day, ...more]);

  /** A conversation of three messages, of which the first was edited and the second brought a file. */
  async function talkWithMore() {
    const talked = await talk(3);
    const { system } = cli.db;
    const [first, second] = await system("messages")
      .where({ conversation_id: talked.conversationId })
      .orderBy("id")
      .select("id", "sent_at");
    const of = { org_id: orgId, message_id: first.id, message_sent_at: first.sent_at, changed_at: first.sent_at };
    await system("message_versions").insert([
      { ...of, id: newId(), version: 1, kind: "original", content: "as first said" },
      { ...of, id: newId(), version: 2, kind: "edited", content: "as edited" },
    ]);
    const { sha256 } = await createPgBlobStore(cli.db).put(orgId, Readable.from([`file of ${month}`]), {
      maxBytes: 100,
    });
    await system("messages")
      .where({ id: second.id })
      .update({ media_url: `blob:${sha256}` });
    return { ...talked, sha256 };
  }

  it("reads months that are kept beside the table, with versions and files, and nobody else's messages", async () => {
    const { code, sha256 } = await talkWithMore();
    await talk(2);
    await talk(2, otherId);
    const before = await recordOfCustomer(code);
    expect(before).toMatchObject({ code: 0, manifest: { archives: [], archived: [] } });
    const day = await recordOfDay(`${month}-15`);
    await archive();
    const after = await recordOfCustomer(code);
    expect(after).toMatchObject({
      code: 0,
      manifest: { archives: [{ month, messages: 3, state: "kept", file: null }], archived: [] },
    });
    expect(after.rows["messages"]).toHaveLength(3);
    expect(after.rows["message_versions"]).toHaveLength(2);
    expect({ ...after.rows, audit_logs: null }).toEqual({ ...before.rows, audit_logs: null });
    expect(after.page).toBe(before.page);
    expect(after.manifest.files.map(({ path }) => path)).toContain(`files/${sha256}`);
    const dayAfter = await recordOfDay(`${month}-15`);
    expect(dayAfter.code).toBe(0);
    expect(dayAfter.rows["messages"]).toHaveLength(5);
    expect(dayAfter.rows["messages"]).toEqual(day.rows["messages"]);
    expect(dayAfter.page).toBe(day.page);
    expect((await recordOfDay(`${month}-16`)).rows["messages"]).toEqual([]);
  });

  it("reads months that were removed from their files, wherever these are now", async () => {
    const { code } = await talkWithMore();
    await talk(2, otherId);
    const before = await recordOfCustomer(code);
    const folder = join(cli.folder, `record-to-${month}`);
    const [done] = await archive("--to", folder, "--drop");
    const after = await recordOfCustomer(code);
    expect(after).toMatchObject({
      code: 0,
      manifest: { archives: [{ month, messages: 3, state: "dropped", file: done?.where, sha256: done?.sha256 }] },
    });
    expect(after.rows["messages"]).toEqual(before.rows["messages"]);
    const moved = join(cli.folder, `record-moved-${month}`);
    await rename(folder, moved);
    const without = await recordOfCustomer(code);
    expect(without).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`3 of ${month}: ${done?.where} is not at hand`),
      manifest: { archives: [], archived: [{ month, messages: 3, file: done?.where, why: expect.any(String) }] },
    });
    expect(without.rows["messages"]).toEqual([]);
    const found = await recordOfCustomer(code, "--archives", moved);
    expect(found).toMatchObject({ code: 0, manifest: { archived: [] } });
    expect(found.page).toBe(before.page);
  });

  it("believes no file that is not the one that was written, and says so", async () => {
    const { code } = await talk(2);
    const folder = join(cli.folder, `record-changed-${month}`);
    const [done] = await archive("--to", folder, "--drop");
    const path = String(done?.where);
    const lines = gunzipSync(await readFile(path)).toString("utf8");
    await writeFile(path, gzipSync(lines.replace("said 0", "said X")));
    const ran = await recordOfCustomer(code);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("is not the file that was written") });
    expect(ran.rows["messages"]).toEqual([]);
  });

  it("follows a conversation that a merge has moved since its month was taken out", async () => {
    const { conversationId } = await talk(2);
    const { code, customerId } = await talk(1);
    await archive();
    await cli.db.system("conversations").where({ id: conversationId }).update({ customer_id: customerId });
    const { rows, code: exit } = await recordOfCustomer(code);
    expect(exit).toBe(0);
    expect(rows["messages"]).toHaveLength(3);
  });

  it("names a month that only the schema's owner may read where only the application's login is known", async () => {
    const { code } = await talk(1);
    await archive();
    const ran = await cli.run(["record", "export", "--customer", code, "--out", join(cli.folder, `login-${month}`)], {
      DATABASE_URL: "",
      DATABASE_APP_URL: cli.databaseUrl,
    });
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("set DATABASE_URL") });
  });
});
