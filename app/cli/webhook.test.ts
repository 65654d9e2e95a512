import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { openWebhookReceiver, type WebhookReceiver } from "../../tests/support/webhook-receiver.ts";

let cli: DeskhandCli;
let receiver: WebhookReceiver;
let secret = "";
const key = { DESKHAND_MASTER_KEY: Buffer.alloc(32, 5).toString("base64") };
beforeAll(async () => {
  cli = await openDeskhandCli();
  receiver = await openWebhookReceiver();
  const own = ["--name", "crm", "--events", "*", "--allow-http", "--allow-private"];
  const added = await cli.json(["webhook", "add", receiver.url, ...own], key);
  expect(added).toMatchObject({
    name: "crm",
    events: ["*"],
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
  });
  // Its shape was looked at above.
  secret = (added as { secret: string }).secret;
});
afterAll(async () => {
  await receiver.close();
  await cli.close();
});

it("sends a signed ping, and says what was wrong when it is not taken", async () => {
  expect(await cli.json(["webhook", "test", "crm"], key)).toMatchObject({ status: 200, error: null });
  expect(receiver.received[0]?.event).toMatchObject({ type: "ping", org: "default", data: {} });
  receiver.answer = (_, response) => void response.writeHead(401).end();
  const ran = await cli.run(["webhook", "test", "crm"], key);
  expect(ran).toMatchObject({ code: 1, stderr: "crm did not take the ping: http_401.\n" });
});

it("keeps the secret sealed, and shows nothing of it again", async () => {
  const listed = await cli.run(["webhook", "list", "--json"]);
  expect(listed.stdout).not.toContain("whsec_");
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: "crm", events: ["*"], state: "active", text: false }]);
  const row = await cli.db.system("webhook_endpoints").first("secret");
  expect(Object.keys(row.secret).sort()).toEqual(["data", "iv", "kid", "tag"]);
});

it("signs with the same secret after every stored secret was sealed under a new key", async () => {
  receiver.answer = (_, response) => void response.writeHead(200).end();
  const next = Buffer.alloc(32, 6).toString("base64");
  const both = { DESKHAND_MASTER_KEY: `${next},${key.DESKHAND_MASTER_KEY}` };
  const rotated = await cli.json(["secrets", "rotate"], both);
  expect(rotated).toMatchObject({ webhooks: { rotated: 1, current: 0 } });
  expect(await cli.json(["secrets", "rotate"], both)).toMatchObject({ webhooks: { rotated: 0, current: 1 } });
  receiver.received = [];
  const renewed = { DESKHAND_MASTER_KEY: next };
  expect(await cli.json(["webhook", "test", "crm"], renewed)).toMatchObject({ status: 200, error: null });
  const [ping] = receiver.received;
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signed } = ping?.headers ?? {};
  const mac = createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"));
  expect(signed).toBe(`v1,${mac.update(`${id}.${at}.${ping?.body}`).digest("base64")}`);
  expect((await cli.run(["webhook", "test", "crm"], key)).code).toBe(1);
  const back = { DESKHAND_MASTER_KEY: `${key.DESKHAND_MASTER_KEY},${next}` };
  expect(await cli.json(["secrets", "rotate"], back)).toMatchObject({ webhooks: { rotated: 1 } });
}, 120_000);

it("pauses once, resumes, and keeps who did it in the trail", async () => {
  expect(await cli.json(["webhook", "pause", "CRM"])).toEqual({ name: "crm", status: "paused", changed: true });
  expect(await cli.json(["webhook", "pause", "crm"])).toMatchObject({ changed: false });
  expect(await cli.json(["webhook", "resume", "crm"])).toMatchObject({ status: "active", changed: true });
  const trail = await cli.db.system("audit_logs").where("action", "like", "webhook.%").orderBy("seq").pluck("action");
  expect(trail).toEqual(["webhook.add", "webhook.pause", "webhook.resume"]);
});

it.each([
  [["add", "crm.example.com", "--events", "*"], /is no address, such as https:/],
  [["add", "http://crm.example.com/", "--events", "*"], /must begin with https:/],
  [["add", "https://10.0.0.5/", "--events", "*"], /10\.0\.0\.5 is no public address; --allow-private/],
  [["add", "https://[::1]/", "--events", "*"], /::1 is no public address/],
  [["add", "https://me:secret@crm.example.com/", "--events", "*"], /must not hold a user name or password/],
  [["add", "https://crm.example.com/", "--events", "deposit.paid"], /There is no event "deposit\.paid"/],
  [["add", "https://crm.example.com/", "--events", "*", "--name", "CRM"], /There is an outgoing webhook "CRM" already/],
  [["pause", "nothing"], /There is no outgoing webhook "nothing"\. There are: crm/],
  [["replay", "crm", "--from", "yesterday"], /must be a time, such as/],
  [["deliveries", "crm", "--limit", "0"], /whole number from 1 to 1000/],
])("refuses %j with one line", async (args, line) => {
  const ran = await cli.run(["webhook", ...args], key);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toMatch(line);
});
