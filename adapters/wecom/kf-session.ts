import { z } from "zod";
import type { ChatSession, Sessions } from "../../bot/ports/adapter.ts";
import type { WecomApi } from "./api.ts";
import { refusalError } from "./api-errors.ts";
import { readChatId } from "./chat-address.ts";

/** A WeChat customer at a 微信客服 account. */
export interface KfCustomer {
  openKfId: string;
  externalUserId: string;
}

/** `service_state` of 分配客服会话 (path 94669). */
const NEW = 0;
const ASSISTANT = 1;
const states: Record<number, ChatSession["state"]> = {
  [NEW]: "ours",
  [ASSISTANT]: "ours",
  2: "queued",
  3: "with_person",
  4: "ended",
};

/** Whose a customer's session is, and asking it back. Members' chats with the app have none. */
export function kfSessions(api: WecomApi): Sessions {
  return {
    stateOf: async (chatId) => {
      const address = readChatId(chatId);
      if (address.kind !== "kf") return null;
      const { state, servicer } = await readState(address, api);
      const known = states[state];
      // A number of a later version says nothing that we could act on.
      if (known === undefined) return null;
      return { state: known, ...(known === "with_person" && servicer ? { holder: servicer.toLowerCase() } : {}) };
    },
    takeBack: async (chatId) => {
      const address = readChatId(chatId);
      if (address.kind !== "kf") return;
      const { state } = await readState(address, api);
      if (state === ASSISTANT) return;
      const { errcode } = await move(address, api);
      if (errcode !== 0) throw refusalError(errcode, TRANS);
    },
  };
}

/**
 * Moves a new session to the assistant; any other is left alone: it waits for or is with a person, which only /release
 * changes, or it has ended, which only the customer changes. True when we may send now.
 */
export async function beginSession(customer: KfCustomer, api: WecomApi): Promise<boolean> {
  const { state } = await readState(customer, api);
  return state === NEW && (await move(customer, api)).errcode === 0;
}

const TRANS = "kf/service_state/trans";

async function readState(customer: KfCustomer, api: WecomApi): Promise<{ state: number; servicer: string }> {
  const shape = z.object({ service_state: z.number(), servicer_userid: z.string().default("") });
  const { service_state, servicer_userid } = await api.call("kf/service_state/get", idsOf(customer), shape);
  return { state: service_state, servicer: servicer_userid };
}

const move = (customer: KfCustomer, api: WecomApi) =>
  api.ask(TRANS, { ...idsOf(customer), service_state: ASSISTANT }, "none");

const idsOf = ({ openKfId, externalUserId }: KfCustomer) => ({
  open_kfid: openKfId,
  external_userid: externalUserId,
});
