import { afterAll, beforeAll, expect, it } from "vitest";
import { adapters } from "../../adapters/registry.ts";
import { saveChannel } from "../../app/environment-channels.ts";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { brokerFaqs, importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { waitFor } from "../support/wait-for.ts";

interface Tenant {
  orgId: string;
  channelId: string;
  slack: SlackEmulator;
}

let desk: OpenProduct;
let tenants: [Tenant, Tenant];

beforeAll(async () => {
  desk = await openProduct();
  tenants = [await connect("first", "T0FIRST"), await connect("second", "T0SECOND")];
});
afterAll(async () => {
  await desk.close();
  for (const { slack } of tenants) await slack.close();
});

it("serves several workspaces, a channel row each, and nothing of one is seen by the other", async () => {
  const [first, second] = tenants;
  await importFaqs({ ...desk, orgId: first.orgId }, brokerFaqs);
  await importFaqs({ ...desk, orgId: second.orgId }, [
    { id: "other", question: "How do I open an account?", answer: "Only at the counter of the second company." },
  ]);
  // Ids are a workspace's own: the two people have the same one.
  const ann = first.slack.workspace.addUser({ name: "ann", id: "U0SAME" }).id;
  second.slack.workspace.addUser({ name: "bea", id: "U0SAME" });
  for (const { slack } of tenants) slack.people.write({ user: ann, text: "How do I open an account?" });
  expect(await answerIn(first, ann)).toContain("Register on our website");
  expect(await answerIn(second, ann)).toContain("Only at the counter of the second company.");
  await allSent(desk);
  const rows = await desk.rows(
    `SELECT c.name, c.org_id, m.channel_id, count(*) FROM messages m JOIN customers c ON c.id = m.customer_id
     WHERE m.org_id = c.org_id GROUP BY 1, 2, 3 ORDER BY 1`,
  );
  expect(rows).toEqual([
    { name: "ann", org_id: first.orgId, channel_id: first.channelId, count: "2" },
    { name: "bea", org_id: second.orgId, channel_id: second.channelId, count: "2" },
  ]);
  for (const table of ["inbound_receipts", "deliveries", "conversations", "answers", "message_refs", "leads"]) {
    const [crossed] = await desk.rows(
      `SELECT count(*) FROM ${table} t ${table === "answers" ? "JOIN conversations v ON v.id = t.conversation_id" : ""}
       WHERE (SELECT org_id FROM channels WHERE id = ${table === "answers" ? "v" : "t"}.channel_id) <> t.org_id`,
    );
    expect({ table, ...crossed }).toEqual({ table, count: "0" });
  }
});

it("proves each workspace's requests with its own secret", async () => {
  const [first, second] = tenants;
  const before = await desk.rows("SELECT count(*) FROM inbound_receipts");
  first.slack.connect(`${desk.url}/webhooks/slack/${second.channelId}`);
  const user = first.slack.workspace.addUser({ name: "lost" }).id;
  first.slack.people.write({ user, text: "Hello?" });
  await first.slack.dispatcher.settled();
  expect(first.slack.dispatcher.log.at(-1)?.attempts).toMatchObject([{ status: 401 }]);
  expect(await desk.rows("SELECT count(*) FROM inbound_receipts")).toEqual(before);
  first.slack.connect(`${desk.url}/webhooks/slack/${first.channelId}`);
});

it.each([
  ["the environment's address, when it declares no workspace", "/webhooks/slack"],
  ["an id that is no channel's", "/webhooks/slack/01977a10-0000-7000-8000-00000000c4a1"],
  ["something that is no id", "/webhooks/slack/%00'--"],
])("has nothing at %s", async (_, path) => {
  expect((await fetch(`${desk.url}${path}`, { method: "POST", body: "{}" })).status).toBe(404);
});

it("lets a workspace belong to one channel: a second one says so instead of answering twice", async () => {
  const [first] = tenants;
  await waitFor("both workspaces to be known", async () => {
    const rows = await desk.rows("SELECT external_account_id FROM channels ORDER BY 1");
    return JSON.stringify(rows.map((row) => row["external_account_id"])) === '["T0FIRST","T0SECOND"]';
  });
  const { botToken, signingSecret } = first.slack.credentials;
  const id = await saveChannel(
    { ...desk.product, modules: adapters },
    {
      orgId: tenants[1].orgId,
      platform: "slack",
      name: "the first company's",
      settings: { bot_token: botToken, signing_secret: signingSecret, api_url: first.slack.apiUrl },
    },
  );
  const [second] = await waitFor("the second one to say so", async () => {
    const rows = await desk.rows("SELECT status_reason FROM channels WHERE id = ? AND status = 'error'", [id]);
    return rows.length > 0 ? rows : null;
  });
  expect(second).toEqual({ status_reason: "the account T0FIRST is connected by another channel already" });
  const kept = await desk.rows("SELECT status FROM channels WHERE id = ?", [first.channelId]);
  expect(kept).toEqual([{ status: "active" }]);
});

async function connect(code: string, teamId: string): Promise<Tenant> {
  const slack = await startSlackEmulator({
    teamId,
    signingSecret: `secret-of-${code}`,
    botToken: `xoxb-${code}`,
    retryDelaysMs: [],
  });
  const orgId = await ensureOrganization(desk.product.db.system, code, code);
  const { botToken, signingSecret } = slack.credentials;
  const settings = { bot_token: botToken, signing_secret: signingSecret, api_url: slack.apiUrl };
  const channelId = await saveChannel(
    { ...desk.product, modules: adapters },
    { orgId, platform: "slack", name: "main", settings },
  );
  slack.connect(`${desk.url}/webhooks/slack/${channelId}`);
  return { orgId, channelId, slack };
}

function answerIn({ slack }: Tenant, user: string): Promise<string> {
  const { id } = slack.workspace.directWith(user);
  return waitFor("the answer", () => slack.read(id).find(({ isBot }) => isBot)?.text);
}
