import type { Knex } from "knex";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectOwner } from "../../infra/db/connect.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { type PlantedTalk, plantTalk } from "../../tests/support/planted-talk.ts";

let cli: DeskhandCli;
let owner: Knex;
let talk: PlantedTalk;

beforeAll(async () => {
  cli = await openDeskhandCli();
  owner = connectOwner(cli.databaseUrl);
  talk = await plantTalk(owner);
});
afterAll(async () => {
  await owner.destroy();
  await cli.close();
});

it("says that everything holds, with every figure as JSON", async () => {
  const report = await cli.json(["verify", "--org", talk.orgId, "--json"]);
  expect(report).toMatchObject({ since: null, found: 0 });
  expect(report).toHaveProperty("checks[0]", expect.objectContaining({ name: "receipt_outcome", count: 0, first: [] }));
});

it("names each row that is not as it must be, and ends with 1", async () => {
  await owner("inbound_receipts").where({ org_id: talk.orgId }).del();
  const ran = await cli.run(["verify", "--org", talk.orgId]);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain(`message_receipt: 1\n  ${talk.question.id}  message has no receipt`);
  expect(ran.stderr).toBe("Not everything holds: 1 found\n");
});

it("looks only at what was written since a moment, which it wants to understand", async () => {
  expect(await cli.json(["verify", "--org", talk.orgId, "--since", "0h", "--json"])).toMatchObject({ found: 0 });
  for (const since of ["yesterday", "2026-02-31T", "2026-02-30", "3w"]) {
    const ran = await cli.run(["verify", "--org", talk.orgId, "--since", since]);
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toContain("36h, 7d");
  }
  const ahead = await cli.run(["verify", "--org", talk.orgId, "--since", "2100-01-01"]);
  expect(ahead).toMatchObject({ code: 1, stdout: "", stderr: "--since 2100-01-01 lies in the future\n" });
});
