import { createWechatyAdapter, type WechatyParts, wechaty } from "../../adapters/wechaty/index.ts";
import type { Adapter, Receipt, StoredReceipt } from "../../bot/ports/adapter.ts";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import { createMockWechat, importPackage, type MessagePayload, type MockWechat, typeNumber } from "./mock-wechat.ts";

/** 2026-03-05T08:00:00Z */
export const sentAtMs = 1_772_697_600_000;
export const token = "puppet-token-0123456789";

export interface WechatyChannel {
  adapter: Adapter;
  wechat: MockWechat;
  /** What was accepted, in order, own lines among it. */
  accepted: Receipt[];
  logged: { event: string; fields: Record<string, unknown> }[];
  /** What the account said in private or in rooms, in order. */
  said(): MessagePayload[];
  /** Resolves once it was logged, counting from the start. */
  hasLogged(event: string, times?: number): Promise<void>;
  /** Lets it happen and gives the receipt that it left. */
  receiptOf(payload: MessagePayload, file?: { name: string }): Promise<Receipt>;
  /** The same, read back and parsed. */
  eventsOf(payload: MessagePayload, file?: { name: string }): Promise<InboundEvent[]>;
  close(): Promise<void>;
}

export interface ChannelOptions extends WechatyParts {
  accept?: (receipts: Receipt[]) => Promise<void>;
  /** The account scans by itself; default true. */
  logsIn?: boolean;
  /** Changes the platform before anything starts. */
  prepare?: (wechat: MockWechat) => void;
  now?: () => Date;
}

/** A channel that listens on the mock puppet, logged in. */
export async function openWechatyChannel({
  accept,
  logsIn = true,
  prepare,
  now,
  ...parts
}: ChannelOptions = {}): Promise<WechatyChannel> {
  const wechat = await createMockWechat();
  answerWithIds(wechat);
  prepare?.(wechat);
  const watched = createWatched();
  const { accepted, logged } = watched;
  const adapter = createWechatyAdapter(
    {
      id: "channel-1",
      orgId: "org-1",
      platform: "wechaty",
      name: "contract",
      settings: wechaty.settings.parse({ puppet: "wechaty-puppet-mock", puppet_service_token: token }),
    },
    { clock: { now: now ?? (() => new Date(sentAtMs)) }, log: watched.log, tokens: { get: async () => "" } },
    {
      importPackage,
      puppet: wechat.puppet,
      timing: { lookEveryMs: 10, backoffMs: { first: 5, longest: 20 } },
      gapMs: 0,
      ...parts,
    },
  );
  const stopping = new AbortController();
  const take = async (receipts: Receipt[]) => {
    await accept?.(receipts);
    accepted.push(...receipts);
    watched.changed();
  };
  const listening = adapter.listen?.(take, stopping.signal, null) ?? Promise.resolve();
  // Heard in `close`; until then nobody waits for it.
  listening.catch(watched.changed);

  const hasLogged = (event: string, times = 1) =>
    watched.until(() => logged.filter((line) => line.event === event).length >= times);
  await hasLogged("wechaty.started");
  if (logsIn) {
    wechat.mocker.login(wechat.desk);
    await hasLogged("wechaty.login");
  }
  const receiptOf = async (payload: MessagePayload, file?: { name: string }) => {
    const before = accepted.length;
    const arrived = () => accepted.slice(before).find(({ externalId }) => externalId === payload.id);
    wechat.happens(payload, file);
    await watched.until(() => arrived() !== undefined);
    const receipt = arrived();
    if (!receipt) throw new Error("the receipt went away");
    return receipt;
  };
  return {
    adapter,
    wechat,
    accepted,
    logged,
    said: () => [...wechat.mocker.cacheMessagePayload.values()].filter(({ talkerId }) => talkerId === wechat.desk.id),
    hasLogged,
    receiptOf,
    eventsOf: async (payload, file) => adapter.parse(stored(await receiptOf(payload, file))),
    close: async () => {
      stopping.abort();
      await listening;
    },
  };
}

/** As the inbox gives it back. */
export const stored = (receipt: Receipt): StoredReceipt => ({
  ...JSON.parse(JSON.stringify(receipt)),
  receivedAt: "2026-03-05T08:00:01.000Z",
});

/** A text of ann's to the account, with what a test changes. */
export const fromAnn = (id: string, more: Partial<MessagePayload> = {}): MessagePayload => ({
  id,
  type: typeNumber("text"),
  talkerId: "wxid_ann",
  listenerId: "wxid_desk",
  text: "hello",
  timestamp: sentAtMs / 1000,
  ...more,
});

/** The mock returns nothing for what it sent; the services return its id (wechaty-puppet-service, messageSendText). */
function answerWithIds({ puppet, mocker }: MockWechat): void {
  const lastId = () => [...mocker.cacheMessagePayload.keys()].at(-1);
  const { messageSendText, messageSendFile } = puppet;
  puppet.messageSendText = async (chatId, text) => {
    await messageSendText.call(puppet, chatId, text);
    return lastId();
  };
  puppet.messageSendFile = async (chatId, file) => {
    await messageSendFile.call(puppet, chatId, file);
    return lastId();
  };
}

/** What accumulates while a channel runs, and a way to wait for it that does not poll. */
function createWatched() {
  const accepted: Receipt[] = [];
  const logged: { event: string; fields: Record<string, unknown> }[] = [];
  let watchers: (() => void)[] = [];
  const changed = () => {
    for (const watcher of watchers.splice(0)) watcher();
  };
  const note = (event: string, fields: Record<string, unknown> = {}) => {
    logged.push({ event, fields });
    changed();
  };
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise<void>((resolve) => (watchers = [...watchers, resolve]));
  };
  return { accepted, logged, changed, until, log: { info: note, warn: note, error: note } };
}
