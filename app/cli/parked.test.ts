import { afterAll, beforeAll, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
let channelId: string;

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.run(["org", "add", "other", "--name", "Other"]);
  channelId = await addChannel("default", "main");
  const foreign = await addChannel("other", "main");
  await park(channelId, "default", "a", "2026-03-01T08:00:00Z");
  await park(channelId, "default", "b", "2026-03-02T08:00:00Z");
  await park(channelId, "default", "c", "2026-03-03T08:00:00Z");
  await park(foreign, "other", "z", "2026-03-01T08:00:00Z");
  await cli.json(["user", "add", "lead@example.com", "--role", "team_lead", "--name", "Lead"]);
  await cli.json(["user", "add", "agent@example.com", "--role", "agent", "--name", "Agent"]);
});
afterAll(() => cli.close());

async function addChannel(code: string, name: string): Promise<string> {
  const id = newId();
  const orgId = await findOrganization(cli.db.system, code);
  await cli.db.system("channels").insert({ id, org_id: orgId, platform: "telegram", name, config: "{}" });
  return id;
}

async function park(channel: string, code: string, externalId: string, receivedAt: string): Promise<void> {
  await cli.db.system.raw(
    `INSERT INTO inbound_receipts (channel_id, external_id, org_id, chat, payload, status, outcome, attempts, received_at, processed_at)
     VALUES (?, ?, ?, 'chat-1', 'my passport is E12345', 'parked', 'check failed', 5, ?, ?)`,
    [channel, externalId, await findOrganization(cli.db.system, code), receivedAt, receivedAt],
  );
}

async function listed(...options: string[]): Promise<{ number: number; externalId: string }[]> {
  return (await cli.json(["parked", "list", ...options])) as { number: number; externalId: string }[];
}

const numberOf = async (externalId: string) =>
  String((await listed()).find((one) => one.externalId === externalId)?.number);
const row = (externalId: string) =>
  cli.db.system("inbound_receipts").where({ channel_id: channelId, external_id: externalId }).first();
const trail = (action: string) => cli.db.system("audit_logs").where({ action }).orderBy("seq");

it("lists what is parked in the organisation alone, the oldest first, without what was written", async () => {
  expect((await listed()).map(({ externalId }) => externalId)).toEqual(["a", "b", "c"]);
  expect((await listed("--since", "2026-03-02")).map(({ externalId }) => externalId)).toEqual(["b", "c"]);
  const { stdout } = await cli.run(["parked", "list", "--channel", "main"]);
  expect(stdout).toContain("check failed");
  expect(stdout).not.toContain("passport");
});

it("tells why, which stands at the end of what a database says", async () => {
  const statement = `WITH n AS (SELECT ${"one, ".repeat(40)}two)`;
  const outcome = `${statement} - new row violates check constraint "messages_status_check"`;
  await cli.db.system("inbound_receipts").where({ channel_id: channelId, external_id: "c" }).update({ outcome });
  const { stdout } = await cli.run(["parked", "list", "--channel", "main"]);
  expect(stdout).toContain('violates check constraint "messages_status_check"');
  expect(stdout).not.toContain("WITH n AS");
});

it("shows what was sent to whoever may look, and keeps the look", async () => {
  const number = await numberOf("a");
  const refused = await cli.run(["parked", "show", number, "--as", "agent@example.com"]);
  expect(refused).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "agent@example.com (agent, active) may not look at parked messages\n",
  });
  expect(await trail("receipt.show")).toEqual([]);
  expect(await cli.json(["parked", "show", number, "--as", "lead@example.com"])).toMatchObject({
    payload: "my passport is E12345",
    error: "check failed",
  });
  const [look] = await trail("receipt.show");
  expect(look).toMatchObject({ resource_id: channelId, actor: null, changes: { externalId: "a" } });
  expect(JSON.stringify(look)).not.toContain("passport");
});

it("drops one with a reason, which stays with it, and not twice", async () => {
  const number = await numberOf("a");
  expect(await cli.json(["parked", "drop", number, "--reason", "a test message"])).toMatchObject({
    dropped: [Number(number)],
  });
  expect(await row("a")).toMatchObject({
    status: "ignored",
    outcome: "dropped: a test message",
    payload: "my passport is E12345",
  });
  expect(await trail("receipt.drop")).toMatchObject([
    { actor: "cli", changes: { error: "check failed", reason: "a test message" } },
  ]);
  const again = await cli.run(["parked", "drop", number, "--reason", "again"]);
  expect(again).toMatchObject({ code: 1 });
  expect(again.stderr).toMatch(/Nothing is parked under \d+: deskhand parked list/);
});

it("puts back what is named with one job for its chat, and with --all the rest", async () => {
  expect(await cli.json(["parked", "retry", await numberOf("b")])).toMatchObject({ retried: [expect.any(Number)] });
  expect(await row("b")).toMatchObject({ status: "pending", attempts: 0, outcome: null, processed_at: null });
  await cli.json(["parked", "retry", "--all", "--since", "2026-03-03"]);
  expect(await row("c")).toMatchObject({ status: "pending" });
  const { rows } = await cli.db.system.raw("SELECT key FROM graphile_worker.jobs WHERE key LIKE 'converse:%'");
  expect(rows).toEqual([{ key: `converse:${channelId}:chat-1` }]);
  expect(await trail("receipt.retry")).toHaveLength(2);
  expect(await cli.json(["parked", "retry", "--all"])).toEqual({ retried: [] });
  expect(await cli.json(["parked", "list", "--org", "other"])).toMatchObject([{ externalId: "z" }]);
});

it("puts back more than a list shows, and lists say where there is more", async () => {
  await cli.run(["org", "add", "busy", "--name", "Busy"]);
  const busy = await addChannel("busy", "main");
  await cli.db.system.raw(
    `INSERT INTO inbound_receipts (channel_id, external_id, org_id, chat, payload, status, outcome, attempts, processed_at)
     SELECT ?, number, ?, 'chat', '{}', 'parked', 'check failed', 5, clock_timestamp() FROM generate_series(1, 1001) AS number`,
    [busy, await findOrganization(cli.db.system, "busy")],
  );
  const { stdout, stderr, code } = await cli.run(["parked", "list", "--org", "busy", "--since", "1h", "--json"]);
  expect(JSON.parse(stdout)).toHaveLength(1_000);
  expect([code, stderr]).toEqual([0, "These are the first 1000. There are more: narrow with --since\n"]);
  const { retried } = (await cli.json(["parked", "retry", "--all", "--org", "busy"])) as { retried: number[] };
  expect(retried).toHaveLength(1_001);
  expect(await cli.json(["parked", "list", "--org", "busy"])).toEqual([]);
});

it.each([
  [["retry"], /name numbers of deskhand parked list, or --all/],
  [["retry", "7", "--all"], /name numbers of deskhand parked list, or --all/],
  [["retry", "7", "--since", "2026-03-01"], /name numbers of deskhand parked list, or --all/],
  [["retry", "1e3"], /"1e3" is no number of deskhand parked list/],
  [["drop", "0x10", "--reason", "none"], /"0x10" is no number of deskhand parked list/],
  [["retry", "first"], /"first" is no number of deskhand parked list/],
  [["drop", "7", "--reason", " "], /--reason must say why/],
  [["list", "--since", "yesterday"], /'yesterday' is invalid. It is a date/],
  [["list", "--since", "2026-02-30"], /'2026-02-30' is invalid. It is a date/],
  [["retry", "--all", "--since", "2100-01-01"], /--since 2100-01-01 lies in the future/],
  [["list", "--channel", "nothing"], /There is no channel "nothing"/],
  [["show", "999999", "--as", "lead@example.com"], /Nothing is parked under 999999/],
])("refuses %j with one line", async (args, line) => {
  const ran = await cli.run(["parked", ...args]);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toMatch(line);
});
