import { createServer } from "node:net";
import { wecom } from "../../adapters/wecom/index.ts";
import type { Adapter, Receipt, WebhookRequest } from "../../bot/ports/adapter.ts";
import type { TokenStore } from "../../bot/ports/channel-config.ts";
import { demoAccount } from "../../playground/wecom/account.ts";
import { type Seal, sealCallback, type XmlFields, xmlOf } from "../../playground/wecom/callbacks.ts";
import { type EmulatedWecom, type EmulatedWecomOptions, startEmulatedWecom } from "../../playground/wecom/index.ts";
import { officialKfRules } from "../../playground/wecom/kf-rules.ts";
import type { ShownMessage as WecomMessage } from "../../playground/wecom/shown-message.ts";
import type { SyncItem } from "../../playground/wecom/world.ts";
import {
  type AdapterHarness,
  type Happening,
  type PlatformFailure,
  type ShownMessage,
  UnsupportedHappening,
} from "./adapter-harness.ts";

export const openKfId = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw";
export const customerIds = {
  ann: "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw",
  bob: "wmAJ2GCAAAvM7HOCxnsHdoFzWcpkMEfQ",
} as const;
/** 2026-03-05T08:00:00Z */
const sentAtS = 1_772_697_600;
const secrets = [demoAccount.secret, demoAccount.token, demoAccount.encodingAesKey];

/** The suite cuts texts into more than five parts; the rule itself is tested beside the adapter. */
const generous = { kfRules: { ...officialKfRules, repliesPerTurn: 1_000 } };

/** The WeCom adapter with ann in the self-built app: the staff's side of the channel. */
export async function openWecomAppHarness(): Promise<AdapterHarness> {
  const { emulator, adapter, unreachable } = await openWecomChannel(generous);
  keepFile(emulator);
  const failNext = failing(emulator, unreachable, 81013);
  return {
    ...door((happening) => xmlOf(appFields(happening))),
    adapter,
    target: { chatId: "ann" },
    failNext,
    shown: () => emulator.appChat("ann").filter(isOurs).map(shownMessage),
    // As the console writes it: ids are reported in varying case.
    privately: { personId: "Bob", shown: () => emulator.appChat("bob").map(({ text }) => text) },
    close: emulator.close,
  };
}

/** The WeCom adapter with ann at a 微信客服 account: the customers' side. A request is only the bell. */
export async function openWecomKfHarness(): Promise<AdapterHarness> {
  const { emulator, adapter, unreachable } = await openWecomChannel(generous);
  keepFile(emulator);
  const failNext = failing(emulator, unreachable, 40096);
  const at = { openKfId, externalUserId: customerIds.ann };
  emulator.customers.writes(at, "hello");
  const { cursor: opened } = (await adapter.pull?.({ name: openKfId }, null)) ?? { cursor: "" };
  let position = opened;
  const receipts = async (happening: Happening): Promise<Receipt[]> => {
    emulator.customers.put(openKfId, kfItem(happening));
    const pulled = await adapter.pull?.({ name: openKfId }, position);
    position = pulled?.cursor ?? position;
    return pulled?.receipts ?? [];
  };
  return {
    ...door((happening) => bell(kfItem(happening).msgid)),
    receipts,
    adapter,
    target: { chatId: `${at.openKfId}:${at.externalUserId}` },
    failNext,
    shown: () => emulator.kfChat(at.openKfId, at.externalUserId).filter(isOurs).map(shownMessage),
    close: emulator.close,
  };
}

export interface WecomChannel {
  emulator: EmulatedWecom;
  adapter: Adapter;
  /** Names of the events that the adapter logged. */
  logged: string[];
  unreachable: Unreachable;
}

/** A channel on an emulated WeCom, with ann and bob as members and as customers of one account. */
export async function openWecomChannel(options: EmulatedWecomOptions = {}): Promise<WecomChannel> {
  const emulator = await startEmulatedWecom(options);
  for (const [name, externalUserId] of Object.entries(customerIds)) {
    emulator.members.add(name, { name });
    emulator.customers.add(externalUserId, name);
  }
  emulator.customers.addAccount({ openKfId, name: "Support" });
  const unreachable = await createUnreachable(emulator.baseUrl);
  const logged: string[] = [];
  return { emulator, adapter: createAdapter(unreachable, logged), logged, unreachable };
}

/** The file that every picture and file of the suite points at: the emulator's first, `media-…`. */
function keepFile(emulator: EmulatedWecom): void {
  const at = { openKfId, externalUserId: customerIds.bob };
  emulator.customers.sendsMedia(at, "file", {
    name: "a.pdf",
    mimeType: "application/pdf",
    bytes: Buffer.from("%PDF-1.4"),
  });
}

interface Unreachable {
  /** The next request goes where nobody listens. */
  once(): void;
  address(): string;
}

async function createUnreachable(baseUrl: string): Promise<Unreachable> {
  const deadUrl = await unusedAddress();
  let isNext = false;
  return {
    once: () => {
      isNext = true;
    },
    address: () => {
      const url = isNext ? deadUrl : baseUrl;
      isNext = false;
      return url;
    },
  };
}

function unusedAddress(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(`http://127.0.0.1:${port}`));
    });
  });
}

function createAdapter(unreachable: Unreachable, logged: string[]): Adapter {
  const { corpId: corp_id, agentId: agent_id, secret, token, encodingAesKey: encoding_aes_key } = demoAccount;
  const settings = wecom.settings.parse({ corp_id, agent_id, secret, token, encoding_aes_key });
  // Read for each request, so that one of them can go astray.
  Object.defineProperty(settings, "api_base", { get: unreachable.address });
  const channel = {
    id: "01977a10-0000-7000-8000-00000000c4a2",
    orgId: "01977a10-0000-7000-8000-0000000000a1",
    platform: "wecom",
    name: "contract",
    settings,
  };
  const note = (event: string) => {
    logged.push(event);
  };
  const log = { info: note, warn: note, error: note };
  const clock = { now: () => new Date(sentAtS * 1000) };
  return wecom.create(channel, { clock, log, tokens: createTokens() });
}

function createTokens(): TokenStore {
  const kept = new Map<string, string>();
  return {
    get: async (name, fetchToken, stale) => {
      const known = kept.get(name);
      if (known !== undefined && known !== stale) return known;
      const { token } = await fetchToken();
      kept.set(name, token);
      return token;
    },
  };
}

function failing(emulator: EmulatedWecom, unreachable: Unreachable, goneCode: number) {
  const { failNext } = emulator.faults;
  const causes: Record<PlatformFailure["kind"], () => void> = {
    rate_limited: () => failNext({ kind: "errcode", errcode: 45009 }),
    server_error: () => failNext({ kind: "status", status: 500 }),
    lost_answer: () => failNext({ kind: "cut" }),
    unreachable: unreachable.once,
    recipient_gone: () => failNext({ kind: "errcode", errcode: goneCode }),
    unauthorized: () => {
      emulator.invalidateTokens();
      failNext({ kind: "errcode", errcode: 40001 }, { path: "gettoken" });
    },
  };
  return (failure: PlatformFailure): void => causes[failure.kind]();
}

/** The same door for both sides: one callback, one signature. */
function door(xmlFor: (happening: Happening) => string) {
  return {
    secrets,
    request: (happening: Happening) => sealed(xmlFor(happening)),
    forged: (happening: Happening) => withWrongSignature(sealed(xmlFor(happening))),
    garbage: () => sealed("{ this is no XML }"),
    stranger: () => sealed(xmlOf({ ...envelope("ann"), MsgType: "telepathy", Thought: "42", MsgId: 4_242n })),
  };
}

const seal: Seal = { timestamp: String(sentAtS), nonce: "1597212914", random: Buffer.from("0123456789abcdef") };

const sealed = (xml: string): WebhookRequest => sealCallback(demoAccount, xml, seal);

function withWrongSignature(request: WebhookRequest): WebhookRequest {
  const query = request.query.replace(/msg_signature=(.)/, (_, digit) => `msg_signature=${digit === "0" ? "1" : "0"}`);
  return { ...request, query };
}

const envelope = (from: string): XmlFields => ({
  ToUserName: demoAccount.corpId,
  FromUserName: from,
  CreateTime: sentAtS,
  AgentID: BigInt(demoAccount.agentId),
});

function appFields(happening: Happening): XmlFields {
  const MsgId = 4_561_255_354_251_345_000n + BigInt(happening.id);
  switch (happening.kind) {
    case "text":
      return { ...envelope(happening.from), MsgType: "text", Content: happening.text, MsgId };
    case "command":
      return { ...envelope(happening.from), MsgType: "text", Content: happening.line, MsgId };
    case "image":
      return { ...envelope(happening.from), MsgType: "image", PicUrl: "", MediaId: "media-1", MsgId };
    case "button":
      return {
        ...envelope(happening.from),
        MsgType: "event",
        Event: "template_card_event",
        EventKey: happening.buttonId,
        TaskId: "task-1",
        CardType: "button_interaction",
        ResponseCode: `response-code-${happening.id}`,
      };
    default:
      throw new UnsupportedHappening(happening.kind);
  }
}

function bell(token: string): string {
  const fields = { ToUserName: demoAccount.corpId, CreateTime: sentAtS, MsgType: "event", Event: "kf_msg_or_event" };
  return xmlOf({ ...fields, Token: token, OpenKfId: openKfId });
}

function kfItem(happening: Happening): SyncItem {
  const base = (from: string, id = happening.id) => ({
    msgid: `item-${id}`,
    send_time: sentAtS,
    origin: 3,
    open_kfid: openKfId,
    external_userid: from === "bob" ? customerIds.bob : customerIds.ann,
  });
  switch (happening.kind) {
    case "text":
      return { ...base(happening.from), msgtype: "text", text: { content: happening.text } };
    case "image":
      return { ...base(happening.from), msgtype: "image", image: { media_id: "media-1" } };
    case "file":
      return { ...base(happening.from), msgtype: "file", file: { media_id: "media-1" } };
    case "button":
      return { ...base(happening.from), msgtype: "text", text: { content: "Five", menu_id: happening.buttonId } };
    case "delete": {
      const { open_kfid, external_userid } = base(happening.from);
      const event = { event_type: "user_recall_msg", open_kfid, external_userid, recall_msgid: `item-${happening.id}` };
      return { msgid: `recall-${happening.id}`, send_time: sentAtS, origin: 4, msgtype: "event", event };
    }
    default:
      throw new UnsupportedHappening(happening.kind);
  }
}

const isOurs = (message: WecomMessage): boolean => message.from === "us";

const shownMessage = ({ text, marks, buttons, files, edited, deleted }: WecomMessage): ShownMessage => ({
  text,
  marks,
  buttons: buttons.map((button) => button.label),
  files,
  edited,
  deleted,
});
