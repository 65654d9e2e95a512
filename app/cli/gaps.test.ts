import { afterAll, beforeAll, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.run(["org", "add", "other", "--name", "Other"]);
});
afterAll(() => cli.close());

async function addChannel(code: string, platform: string, name: string) {
  const source = { channel_id: newId(), org_id: await findOrganization(cli.db.system, code) };
  const { channel_id: id, org_id } = source;
  await cli.db.system("channels").insert({ id, org_id, platform, name, config: "{}" });
  return source;
}

it("says that every channel was heard", async () => {
  expect((await cli.run(["gaps"])).stdout).toContain("Every channel was heard all the time.");
});

it("lists when channels of the organisation could not be heard, why, and what was recovered", async () => {
  const slack = await addChannel("default", "slack", "main");
  const telegram = await addChannel("default", "telegram", "news");
  const foreign = await addChannel("other", "slack", "main");
  const at = (day: string, from: string, to: string) => ({
    started_at: `2026-03-${day}T${from}:00Z`,
    ended_at: `2026-03-${day}T${to}:00Z`,
  });
  await cli.db.system("channel_gaps").insert([
    {
      ...{ id: newId(), ...slack, ...at("02", "08:00", "08:20"), cause: "process_down", catch_up: "done" },
      ...{ recovered: 12, known: 3 },
    },
    {
      id: newId(),
      ...slack,
      ...at("01", "08:00", "08:20"),
      cause: "database_away",
      catch_up: "done",
      recovered: 0,
      known: 0,
    },
    {
      id: newId(),
      ...telegram,
      ...at("02", "09:00", "09:05"),
      cause: "unknown",
      catch_up: "kept",
      recovered: 0,
      known: 0,
    },
    {
      id: newId(),
      ...foreign,
      ...at("02", "08:00", "08:20"),
      cause: "paused",
      catch_up: "lost",
      recovered: 0,
      known: 0,
    },
  ]);
  await cli.db.system("channel_beats").insert({ ...telegram, heard_at: new Date(0), trouble: "connection_closed" });
  const all = (await cli.json(["gaps"])) as {
    platform: string;
    cause: string;
    startedAt: string;
    endedAt: string | null;
  }[];
  expect(all.map(({ platform, cause, endedAt }) => [platform, cause, endedAt !== null])).toEqual([
    ["telegram", "connection_closed", false],
    ["telegram", "unknown", true],
    ["slack", "process_down", true],
    ["slack", "database_away", true],
  ]);
  expect(await cli.json(["gaps", "--since", "2026-03-02"])).toHaveLength(3);
  const { stdout } = await cli.run(["gaps"]);
  expect(stdout).toMatch(/slack\/main.*2026-03-02 08:00:00 UTC.*2026-03-02 08:20:00 UTC/);
  expect(stdout).toMatch(/12/);
});

it.each(["yesterday-ish", "2026-02-30", "2100-01-01"])(
  "refuses a time that is none, or none yet: %s",
  async (since) => {
    const { code, stderr } = await cli.run(["gaps", "--since", since]);
    expect(code).toBe(1);
    expect(stderr).toContain(since);
  },
);

it("shows the last five hundred and says where there are more", async () => {
  const { channel_id, org_id } = await addChannel("other", "slack", "restless");
  await cli.db.system.raw(
    `INSERT INTO channel_gaps (id, channel_id, org_id, started_at, ended_at, cause, catch_up, recovered, known)
     SELECT gen_random_uuid(), ?, ?, ended_at - interval '1 minute', ended_at, 'unknown', 'done', 0, 0
     FROM generate_series(clock_timestamp() - interval '500 hours', clock_timestamp(), '1 hour') AS ended_at`,
    [channel_id, org_id],
  );
  const { stdout, stderr, code } = await cli.run(["gaps", "--org", "other", "--since", "600h", "--json"]);
  expect(JSON.parse(stdout)).toHaveLength(500);
  expect([code, stderr]).toEqual([0, "These are the first 500. There are more: narrow with --since\n"]);
  expect(await cli.json(["gaps", "--org", "other", "--since", "10d", "--json"])).toHaveLength(240);
});
