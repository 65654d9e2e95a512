import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureOrganization, findOrganization } from "../../domain/organisation/ensure-organization.ts";
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
  it("says which archived months it is incomplete by, and ends with exit code 1", async () => {
    const { code } = await talk(2);
    const whole = await cli.run(["record", "export", "--customer", code, "--out", join(cli.folder, `whole-${month}`)]);
    expect(whole.code).toBe(0);
    await archive();
    const out = join(cli.folder, `part-${month}`);
    const ran = await cli.run(["record", "export", "--customer", code, "--out", out]);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(`2 of ${month}`) });
    const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
    expect(manifest.archived).toMatchObject([{ month, messages: 2, state: "kept" }]);
    const days = await cli.run([
      "record",
      "export",
      "--from",
      `${month}-03`,
      "--to",
      `${month}-04`,
      "--out",
      `${out}-days`,
    ]);
    expect(days.code).toBe(1);
  });
});
