import { expect, it, onTestFinished } from "vitest";
import { listGaps } from "../../bot/intake/hearing/list-gaps.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { startTelegramEmulator } from "../../playground/telegram/index.ts";
import { demoAccount } from "../../playground/wecom/account.ts";
import { startEmulatedWecom } from "../../playground/wecom/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { type OpenProduct, startProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";
import { openKfId } from "../support/wecom-desk.ts";

/** A product that can be stopped and started again on its database, ten minutes later as far as its beats tell. */
async function openRestartable(variables: Record<string, string>) {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  let running: OpenProduct | null = null;
  const start = async (): Promise<OpenProduct> => {
    running = await startProduct(database.url, variables, { paceSecondMs: 20 });
    return running;
  };
  const stop = async () => {
    // A listener may take its first beat some seconds after the start.
    await waitFor(
      "the first beat",
      async () => (await running?.rows("SELECT FROM channel_beats"))?.length === 1,
      30_000,
    );
    await running?.rows("UPDATE channel_beats SET heard_at = heard_at - interval '10 minutes'");
    await running?.close();
    running = null;
  };
  onTestFinished(async () => {
    await running?.close();
    await database.drop();
  });
  return { start, stop };
}

const inbound = async (desk: OpenProduct) =>
  (
    await desk.rows<{ content: string }>(
      "SELECT content FROM messages WHERE direction = 'inbound' ORDER BY sent_at, id",
    )
  ).map(({ content }) => content);

async function theGap(desk: OpenProduct) {
  await waitFor("the gap", async () => (await desk.rows("SELECT FROM channel_gaps")).length === 1, 30_000);
  return inOrganization(desk.product.db, desk.orgId, (scope) => listGaps(scope, null));
}

it("微信客服 is read on from its cursor: what customers wrote meanwhile is worked once, in order", async () => {
  const wecom = await startEmulatedWecom({ secondMs: 20 });
  onTestFinished(() => wecom.close());
  wecom.customers.addAccount({ openKfId, name: "客服" });
  const { start, stop } = await openRestartable({
    WECOM_CORP_ID: demoAccount.corpId,
    WECOM_AGENT_ID: demoAccount.agentId,
    WECOM_SECRET: demoAccount.secret,
    WECOM_TOKEN: demoAccount.token,
    WECOM_ENCODING_AES_KEY: demoAccount.encodingAesKey,
    WECOM_API_BASE: wecom.baseUrl,
  });
  const before = await start();
  await importFaqs(before);
  wecom.callbacks.setUrl(`${before.url}/webhooks/wecom`);
  const ann = { openKfId, externalUserId: "wmAJ2GCAAAme1XQRC-NI-q0_00000001" };
  wecom.customers.add(ann.externalUserId, "安");
  wecom.customers.writes(ann, "怎么开户？");
  await waitFor("the first message", async () => (await inbound(before)).length === 1);
  await allSent(before);
  await stop();

  wecom.customers.writes(ann, "出金多久到账？");
  wecom.customers.writes(ann, "你们几点上班？");
  await wecom.callbacks.settled();
  const after = await start();
  await waitFor("all that was written", async () => (await inbound(after)).length === 3);
  // The bell of the next message makes it read once more.
  wecom.callbacks.setUrl(`${after.url}/webhooks/wecom`);
  wecom.customers.writes(ann, "谢谢");
  await waitFor("the next message", async () => (await inbound(after)).length === 4);
  expect(await inbound(after)).toEqual(["怎么开户？", "出金多久到账？", "你们几点上班？", "谢谢"]);
  // Members' messages to the app are tried three times within seconds, so not everything is kept.
  expect(await theGap(after)).toMatchObject([{ cause: "process_down", catchUp: "partly" }]);
  expect((await theGap(after))[0]?.onRecord).toBeGreaterThanOrEqual(2);
});

it("Telegram's queue brings what was written meanwhile, once and in order", async () => {
  const token = "700100200:AAHtesttesttesttesttest";
  const telegram = await startTelegramEmulator({ token, secondMs: 20 });
  onTestFinished(() => telegram.close());
  const { start, stop } = await openRestartable({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot });
  const before = await start();
  await importFaqs(before);
  const ann = telegram.addPerson({ id: 6_100_000_001, firstName: "Ann" }).id;
  telegram.post(ann, ann, "How do I open an account?");
  await waitFor("the first message", async () => (await inbound(before)).length === 1);
  await allSent(before);
  await stop();

  telegram.post(ann, ann, "How long does a withdrawal take?");
  telegram.post(ann, ann, "Thank you");
  const after = await start();
  await waitFor("all that was written", async () => (await inbound(after)).length === 3);
  await allSent(after);
  expect((await inbound(after)).toSorted()).toEqual(
    ["How do I open an account?", "How long does a withdrawal take?", "Thank you"].toSorted(),
  );
  expect(await after.rows("SELECT content FROM messages WHERE direction = 'inbound' ORDER BY id")).toEqual([
    { content: "How do I open an account?" },
    { content: "How long does a withdrawal take?" },
    { content: "Thank you" },
  ]);
  expect(await theGap(after)).toMatchObject([{ cause: "process_down", catchUp: "kept" }]);
});
