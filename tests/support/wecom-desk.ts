import { newId } from "../../infra/ids.ts";
import { demoAccount } from "../../playground/wecom/account.ts";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { type EmulatedWecom, startEmulatedWecom } from "../../playground/wecom/index.ts";
import { importFaqs } from "./faqs.ts";
import { type OpenProduct, openProduct } from "./open-product.ts";
import { allSent } from "./settled.ts";
import { waitFor } from "./wait-for.ts";

/** The 微信客服 account that every test's customers write to. */
export const openKfId = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw";

export interface WecomDesk extends OpenProduct {
  wecom: EmulatedWecom;
  environment: Record<string, string>;
  /** A member of the corporation; gives their user id. */
  newMember(userId: string, about?: { email?: string; status?: number }): string;
  /** A WeChat customer at the account. */
  newCustomer(nickname: string): AtDesk;
  /** What the app said to a member, oldest first. */
  toldMember(userId: string): string[];
  /** What we said to a customer, oldest first. */
  toldCustomer(at: AtDesk): string[];
  memberHears(userId: string, count: number): Promise<string[]>;
  customerHears(at: AtDesk, count: number): Promise<string[]>;
  messagesOf(customer: string, direction: "inbound" | "outbound"): Promise<Record<string, unknown>[]>;
  /** Resolves when every callback was taken, every receipt worked and everything sent. */
  settled(withinMs?: number): Promise<void>;
}

/** The whole product with an emulated WeCom as its environment's channel, and the broker's knowledge. */
export async function openWecomDesk(variables: Record<string, string> = {}): Promise<WecomDesk> {
  const wecom = await startEmulatedWecom({ secondMs: 20 });
  wecom.customers.addAccount({ openKfId, name: "客服" });
  const environment = {
    WECOM_CORP_ID: demoAccount.corpId,
    WECOM_AGENT_ID: demoAccount.agentId,
    WECOM_SECRET: demoAccount.secret,
    WECOM_TOKEN: demoAccount.token,
    WECOM_ENCODING_AES_KEY: demoAccount.encodingAesKey,
    WECOM_API_BASE: wecom.baseUrl,
    ...variables,
  };
  const desk = await openProduct(environment, { paceSecondMs: 20 });
  // A person's lines go out one by one unless a test is about those that share a message.
  await setJoinSeconds(desk, 0);
  await importFaqs(desk);
  wecom.callbacks.setUrl(`${desk.url}/webhooks/wecom`);
  return withHelpers(desk, wecom, environment);
}

/** How long a person's lines wait for their next ones. */
export async function setJoinSeconds({ product, orgId }: OpenProduct, seconds: number): Promise<void> {
  await product.db
    .system("settings")
    .insert({
      id: newId(),
      org_id: orgId,
      key: "delivery.join_seconds",
      value: JSON.stringify(seconds),
      value_type: "number",
      category: "delivery",
    })
    .onConflict(["org_id", "key"])
    .merge(["value"]);
}

function withHelpers(desk: OpenProduct, wecom: EmulatedWecom, environment: Record<string, string>): WecomDesk {
  let customers = 0;
  const ours = (messages: { from: string; text: string }[]) =>
    messages.filter(({ from }) => from === "us").map(({ text }) => text);
  const toldMember = (userId: string) => ours(wecom.appChat(userId));
  const toldCustomer = (at: AtDesk) => ours(wecom.kfChat(at.openKfId, at.externalUserId));
  return {
    ...desk,
    wecom,
    environment,
    newMember: (userId, about = {}) => {
      wecom.members.add(userId, { name: userId, ...about });
      return userId;
    },
    newCustomer: (nickname) => {
      customers += 1;
      const externalUserId = `wmAJ2GCAAAme1XQRC-NI-q0_${String(customers).padStart(8, "0")}`;
      wecom.customers.add(externalUserId, nickname);
      return { openKfId, externalUserId };
    },
    toldMember,
    toldCustomer,
    memberHears: (userId, count) =>
      waitFor(`${count} messages to ${userId}`, () => (toldMember(userId).length >= count ? toldMember(userId) : null)),
    customerHears: (at, count) =>
      waitFor(`${count} messages to the customer`, () => (toldCustomer(at).length >= count ? toldCustomer(at) : null)),
    messagesOf: (customer, direction) =>
      desk.rows(
        `SELECT m.* FROM messages m JOIN customers c ON c.id = m.customer_id
         WHERE c.name = ? AND m.direction = ? ORDER BY m.id`,
        [customer, direction],
      ),
    settled: async (withinMs) => {
      await wecom.callbacks.settled();
      await waitFor("every pull to be done", async () => (await openPulls(desk)) === 0, withinMs);
      await allSent(desk, withinMs);
    },
    close: async () => {
      await desk.close();
      await wecom.close();
    },
  };
}

async function openPulls(desk: OpenProduct): Promise<number> {
  const [open] = await desk.rows<{ count: string }>(
    "SELECT count(*) FROM graphile_worker.jobs WHERE key LIKE 'pull:%'",
  );
  return Number(open?.count);
}
