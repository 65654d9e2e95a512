import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openConfig } from "../../bot/channels/channel-directory.ts";
import { createSecretBox } from "../../infra/crypto/secret-box.ts";
import { listen } from "../../infra/db/listen.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { waitFor } from "../../tests/support/wait-for.ts";

const oldKey = randomBytes(32);
const newKey = randomBytes(32);
const withKeys = (...keys: Buffer[]) => ({ DESKHAND_MASTER_KEY: keys.map((key) => key.toString("base64")).join(",") });
const before = withKeys(oldKey);

const token = "123456789:AAE-1bcdefghijklmnopqrstuvwxyz012345";
const secret = "hook-secret_0123456789";

let cli: DeskhandCli;
let heard: (string | null)[] = [];
let stopListening: () => Promise<void>;
beforeAll(async () => {
  cli = await openDeskhandCli();
  const listener = await listen(cli.databaseUrl, { deskhand_channels: (id) => void heard.push(id) }, silentLog);
  stopListening = () => listener.close();
});
afterAll(async () => {
  await stopListening();
  await cli.close();
});

const configOf = async (id: string, ...keys: Buffer[]) => {
  const { config } = await cli.db.system("channels").where({ id }).first("config");
  return openConfig(config, createSecretBox(keys));
};
const idOf = async (name: string): Promise<string> => (await cli.db.system("channels").where({ name }).first("id")).id;

it("connects an account, seals its settings, tells running processes, and prints id and webhook address", async () => {
  const args = ["channel", "add", "telegram", "--name", "main", "--set", `bot_token=${token}`, "mode=webhook"];
  args.push("--set-file", `webhook_secret=${await cli.file("secret", `${secret}\n`)}`);
  const { stdout, stderr, code } = await cli.run(args, { ...before, PUBLIC_URL: "https://desk.example.com" });
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  const id = await idOf("main");
  expect(stdout).toContain(id);
  expect(stdout).toContain(`https://desk.example.com/webhooks/telegram/${id}`);
  expect(stdout).not.toContain(token);
  expect(await configOf(id, oldKey)).toEqual({ bot_token: token, mode: "webhook", webhook_secret: secret });
  await waitFor("the notification", () => heard.includes(id));
});

it("keeps secrets out of the trail and the list", async () => {
  const [entry] = await cli.db.system("audit_logs").where({ action: "channel.add" }).select("actor", "changes");
  expect(entry).toEqual({
    actor: "cli",
    changes: { name: "main", platform: "telegram", settings: ["bot_token", "mode", "webhook_secret"] },
  });
  const listed = await cli.run(["channel", "list", "--json"], before);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ platform: "telegram", name: "main", status: "active" }]);
  for (const { stdout } of [listed, await cli.run(["channel", "list"], before)]) {
    expect(stdout).not.toContain(token);
    expect(stdout).not.toContain(secret);
  }
});

it("gives a channel other settings only when told to, and keeps its id", async () => {
  const id = await idOf("main");
  const args = ["channel", "add", "telegram", "--name", "main", "--set", `bot_token=${token}`, "mode=polling"];
  expect(await cli.run(args, before)).toEqual({
    code: 1,
    stdout: "",
    stderr: 'There is a telegram channel "main" already; --replace gives it these settings\n',
  });
  expect(await cli.json([...args, "--replace"], before)).toMatchObject({ id, change: "changed" });
  expect(await configOf(id, oldKey)).toEqual({ bot_token: token, mode: "polling" });
});

it("takes document A's word for WeCom", async () => {
  const settings = ["corp_id=ww1", "agent_id=1", "secret=hush", "token=abc", `encoding_aes_key=${"a".repeat(43)}`];
  const args = ["channel", "add", "wechat_work", "--name", "staff", "--set", ...settings];
  expect(await cli.json(args, before)).toMatchObject({ platform: "wecom", name: "staff", change: "added" });
});

it.each([
  [
    ["telegram", "--set", "bot_token=hush-hush"],
    "The settings of the telegram channel are not valid: ✖ must be a bot token",
  ],
  [
    [
      "wecom",
      "--set",
      "corp_id=ww1",
      "agent_id=1",
      "secret=hush-hush",
      "token=abc",
      `encoding_aes_key=${"a".repeat(43)}`,
      "desk_user=li",
    ],
    "A wecom channel has no setting desk_user",
  ],
  [["telegram", "--set", "hush-hush"], "--set takes KEY=VALUE, such as mode=polling"],
  [["telegram", "--set-file", "bot_token=/nowhere"], "The setting bot_token cannot be read from /nowhere: ENOENT"],
])("refuses channel add %j in one line without the secret", async (args, start) => {
  const { stdout, stderr, code } = await cli.run(["channel", "add", ...args, "--name", "x"], before);
  expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
  expect(stderr.startsWith(start) ? start : stderr).toBe(start);
  expect(stderr).not.toContain("hush-hush");
  expect(stderr.indexOf("\n")).toBe(stderr.length - 1);
});

it("leaves the name of the environment's channel to the environment", async () => {
  const { stderr } = await cli.run(["channel", "add", "telegram", "--name", "env", "--set", `bot_token=${token}`]);
  expect(stderr).toBe("The name env belongs to the channel that the environment declares\n");
});

it("pauses and resumes by name and id, once each, and tells running processes", async () => {
  const id = await idOf("main");
  heard = [];
  expect(await cli.json(["channel", "pause", "main"])).toMatchObject({ id, status: "paused", changed: true });
  await waitFor("the notification", () => heard.includes(id));
  expect(await cli.json(["channel", "pause", id])).toMatchObject({ status: "paused", changed: false });
  await cli.db.system("channels").where({ id }).update({ status: "error", status_reason: "token revoked" });
  expect(await cli.json(["channel", "resume", id])).toMatchObject({ status: "active", changed: true });
  const { status, status_reason } = await cli.db.system("channels").where({ id }).first();
  expect({ status, status_reason }).toEqual({ status: "active", status_reason: null });
  const trail = await cli.db.system("audit_logs").where({ resource_id: id }).orderBy("seq").pluck("action");
  expect(trail).toEqual(["channel.add", "channel.change", "channel.pause", "channel.resume"]);
});

it("names the channels there are when one is not found", async () => {
  const { stderr } = await cli.run(["channel", "pause", "mian"]);
  expect(stderr).toBe('There is no channel "mian". There are: main (telegram), staff (wecom)\n');
});

it("seals every secret under the first key, and has nothing to do the second time", async () => {
  const [main, staff] = [await idOf("main"), await idOf("staff")];
  const { orgId } = await cli.db
    .system("channels")
    .where({ id: staff })
    .first({ orgId: "org_id" })
    .then((row) => ({ orgId: row.org_id }));
  const sealed = JSON.stringify(createSecretBox([oldKey]).seal("access-token"));
  await cli.db.system("channel_tokens").insert({ channel_id: staff, name: "app", org_id: orgId, token: sealed });
  const both = withKeys(newKey, oldKey);
  const rotated = { channels: { rotated: 2, current: 0 }, tokens: { rotated: 1, current: 0 } };
  expect(await cli.json(["secrets", "rotate"], both)).toMatchObject(rotated);
  expect(await configOf(main, newKey)).toEqual({ bot_token: token, mode: "polling" });
  const { token: stored } = await cli.db.system("channel_tokens").where({ channel_id: staff }).first("token");
  expect(createSecretBox([newKey]).open(JSON.parse(stored))).toBe("access-token");
  const done = { channels: { rotated: 0, current: 2 }, tokens: { rotated: 0, current: 1 } };
  expect(await cli.json(["secrets", "rotate"], both)).toMatchObject(done);
  const audits = await cli.db.system("audit_logs").where({ action: "secrets.rotate" }).select("changes");
  expect(audits).toMatchObject([{ changes: { channels: 2, tokens: 1 } }]);
});

it("changes nothing when one secret cannot be opened", async () => {
  const id = newId();
  const { id: orgId } = await cli.db.system("organizations").where({ code: "default" }).first("id");
  const lost = createSecretBox([randomBytes(32)]).seal("{}");
  await cli.db
    .system("channels")
    .insert({ id, org_id: orgId, platform: "telegram", name: "lost", config: JSON.stringify(lost) });
  const { stdout, stderr, code } = await cli.run(["secrets", "rotate"], withKeys(oldKey, newKey));
  expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
  expect(stderr).toMatch(
    /^A stored secret was encrypted with key [0-9a-f]{12}, which DESKHAND_MASTER_KEY does not hold\./,
  );
  expect(await configOf(await idOf("main"), newKey)).toEqual({ bot_token: token, mode: "polling" });
});
