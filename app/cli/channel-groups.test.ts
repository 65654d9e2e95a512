import { afterAll, beforeAll, expect, it } from "vitest";
import { listen } from "../../infra/db/listen.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { waitFor } from "../../tests/support/wait-for.ts";

let cli: DeskhandCli;
let channelId: string;
let heard = 0;
let stopListening: () => Promise<void>;
beforeAll(async () => {
  cli = await openDeskhandCli();
  const { id: orgId } = await cli.db.system("organizations").where({ code: "default" }).first("id");
  channelId = newId();
  await cli.db.system("channels").insert({ id: channelId, org_id: orgId, platform: "telegram", name: "main" });
  const count = () => {
    heard += 1;
  };
  const listener = await listen(cli.databaseUrl, { deskhand_channels: count }, silentLog);
  stopListening = () => listener.close();
});
afterAll(async () => {
  await stopListening();
  await cli.close();
});

const chatId = "-1001234567890";

it("registers a group, tells running processes, ends the alert about it, and lists it", async () => {
  const { org_id } = await cli.db.system("channels").where({ id: channelId }).first("org_id");
  const at = new Date();
  await cli.db.system("alerts").insert({
    id: newId(),
    org_id,
    number: 1,
    kind: "unknown_group",
    severity: "warning",
    cause: `unknown_group:${channelId}:${chatId}`,
    title: "a group",
    details: "{}",
    last_at: at,
    created_at: at,
    updated_at: at,
  });
  expect(await cli.json(["channel", "group", "add", "main", chatId, "--name", "Gold traders"])).toMatchObject({
    channelId,
    isNew: true,
  });
  await waitFor("the notification", () => heard > 0);
  expect(await cli.db.system("alerts").select("status")).toEqual([{ status: "resolved" }]);
  expect(await cli.json(["channel", "group", "list"])).toMatchObject([
    { channel: "main", platform: "telegram", chatId, name: "Gold traders", registeredBy: null },
  ]);
});

it("says when it was registered already", async () => {
  expect(await cli.json(["channel", "group", "add", "main", chatId])).toMatchObject({ isNew: false });
});

it("removes it again, and says when there is none", async () => {
  expect(await cli.json(["channel", "group", "remove", "main", chatId])).toMatchObject({ removed: true });
  expect(await cli.db.system("channel_groups").select("id")).toEqual([]);
  const again = await cli.run(["channel", "group", "remove", "main", chatId]);
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain(`The group ${chatId} is not registered on "main"`);
  const trail = await cli.db.system("audit_logs").where({ resource_id: channelId }).orderBy("seq").select("action");
  expect(trail).toEqual([{ action: "channel.group_add" }, { action: "channel.group_remove" }]);
});

it("refuses what is no chat's id, and an audience that is none", async () => {
  const wrong = await cli.run(["channel", "group", "add", "main", "two words"]);
  expect(wrong.stderr).toContain("without spaces");
  const audience = await cli.run(["kb", "import", await cli.file("a.md", "# A\n\ntext"), "--audience", "staff"]);
  expect(audience.stderr).toContain('--audience is public or internal, not "staff"');
  expect(await cli.db.system("knowledge_bases").select("id")).toEqual([]);
});

it("keeps a knowledge base's audience until an import names another", async () => {
  const file = await cli.file("b.md", "# B\n\nSomething that only staff may know.");
  await cli.json(["kb", "import", file, "--kb", "handbook", "--audience", "internal"]);
  await cli.json(["kb", "import", file, "--kb", "handbook"]);
  expect(await cli.db.system("knowledge_bases").select("audience")).toEqual([{ audience: "internal" }]);
});
