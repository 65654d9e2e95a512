import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());

it("says which past messages today's list would hold, from whom and why, and changes nothing", async () => {
  const orgId = (await cli.db.system("organizations").where({ code: "default" }).first("id")).id;
  const conversation = newId();
  await cli.db.system("conversations").insert({ id: conversation, org_id: orgId, number: 1042, chat: "5" });
  const say = (content: string, change = {}) =>
    cli.db.system("messages").insert({
      ...{ id: newId(), org_id: orgId, conversation_id: conversation, direction: "outbound", sender_type: "ai" },
      ...{ content, status: "sent", sent_at: new Date(), ...change },
    });
  await say("Guaranteed profit, every week.");
  await say("Returns are not guaranteed.");
  await say("Risk free!", { status: "held" });
  await say("Risk free, I think", { direction: "inbound", sender_type: "customer" });
  await say("稳赚", { sent_at: new Date(Date.now() - 40 * 24 * 60 * 60_000) });

  expect(await cli.json(["conduct", "dry-run"])).toMatchObject({
    checked: 2,
    held: [{ author: null, conversation: "1042", hits: [{ entry: "guaranteed_return", words: "Guaranteed profit" }] }],
  });
  expect(await cli.json(["conduct", "dry-run", "--days", "60"])).toMatchObject({ checked: 3 });
  expect((await cli.run(["conduct", "dry-run"])).stdout).toMatch(/1 of 2 messages[\s\S]*C1042[\s\S]*Guaranteed profit/);
  expect(await cli.run(["conduct", "dry-run", "--days", "soon"])).toMatchObject({ code: 1 });
});
