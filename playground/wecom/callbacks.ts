import { randomBytes } from "node:crypto";
import { encrypt, getSignature } from "@wecom/crypto";
import type { WebhookRequest } from "../../bot/ports/adapter.ts";
import type { WecomAccount } from "./account.ts";

/** 接收消息与事件 概述 (path 90238): an answer within 5 seconds, three tries in all. */
const ANSWER_WITHIN_MS = 5_000;
const TRIES = 3;

/** What makes one sealed request differ from the next; fixed in tests. */
export interface Seal {
  timestamp: string;
  nonce: string;
  random: Buffer;
}

/** A field of a callback; what is not text is written bare, as WeCom does with numbers. */
export type XmlFields = Record<string, string | number | bigint>;

export function xmlOf(fields: XmlFields): string {
  const lines = Object.entries(fields).map(([name, value]) => `<${name}>${xmlValue(value)}</${name}>`);
  return `<xml>${lines.join("")}</xml>`;
}

const xmlValue = (value: string | number | bigint): string =>
  typeof value === "string" ? `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>` : String(value);

/** An encrypted and signed callback (加解密方案说明, path 91144). */
export function sealCallback(account: WecomAccount, xml: string, seal: Seal): WebhookRequest {
  const cipher = encrypt(account.encodingAesKey, xml, account.corpId, seal.random);
  const body = xmlOf({ ToUserName: account.corpId, Encrypt: cipher, AgentID: account.agentId });
  return {
    method: "POST",
    headers: { "content-type": "text/xml" },
    query: signedQuery(account, cipher, seal).toString(),
    body: Buffer.from(body),
  };
}

/** The request that checks a callback address; the answer must be the plain text. */
export function sealEcho(account: WecomAccount, plain: string, seal: Seal): WebhookRequest {
  const cipher = encrypt(account.encodingAesKey, plain, account.corpId, seal.random);
  const query = signedQuery(account, cipher, seal);
  query.set("echostr", cipher);
  return { method: "GET", headers: {}, query: query.toString(), body: Buffer.alloc(0) };
}

function signedQuery(account: WecomAccount, cipher: string, { timestamp, nonce }: Seal): URLSearchParams {
  const msg_signature = getSignature(account.token, timestamp, nonce, cipher);
  return new URLSearchParams({ msg_signature, timestamp, nonce });
}

export interface Delivered {
  /** HTTP status of each try; 0 where no answer came in time. */
  statuses: number[];
}

/** Calls the app's callback address, as WeCom does. */
export interface Callbacks {
  /** Where to; without an address nothing is called, as in a console where none is set. */
  setUrl(url: string | undefined): void;
  /** Sends a callback on a connection of its own; nobody waits for it. */
  post(xml: string): void;
  /** Every callback so far, also those that were made while no address was set. */
  made(): WebhookRequest[];
  /** Sends every callback so far once more, byte for byte. */
  redeliver(): void;
  /** Whether the address answers the check that the console makes when it is saved. */
  verifyUrl(): Promise<boolean>;
  /** Resolves when nothing is on its way any more: what became of each callback, in the order they were made. */
  settled(): Promise<Delivered[]>;
}

export function createCallbacks(account: WecomAccount, now: () => number): Callbacks {
  let url: string | undefined;
  const sealed: WebhookRequest[] = [];
  const deliveries: Promise<Delivered>[] = [];
  const newSeal = (): Seal => ({
    timestamp: String(Math.floor(now() / 1000)),
    nonce: randomBytes(5).toString("hex"),
    random: randomBytes(16),
  });
  const send = (request: WebhookRequest): void => {
    if (url) deliveries.push(deliver(url, request));
  };
  return {
    setUrl: (next) => {
      url = next;
    },
    post: (xml) => {
      const request = sealCallback(account, xml, newSeal());
      sealed.push(request);
      send(request);
    },
    made: () => [...sealed],
    redeliver: () => {
      for (const request of sealed) send(request);
    },
    verifyUrl: async () => {
      if (!url) return false;
      const plain = String(now());
      const { query } = sealEcho(account, plain, newSeal());
      const answer = await fetch(`${url}?${query}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      return answer.ok && (await answer.text()) === plain;
    },
    settled: async () => {
      for (let count = -1; count !== deliveries.length; ) {
        count = deliveries.length;
        await Promise.all(deliveries);
      }
      return Promise.all(deliveries);
    },
  };
}

async function deliver(url: string, { query, headers, body }: WebhookRequest): Promise<Delivered> {
  const statuses: number[] = [];
  while (statuses.length < TRIES && statuses.at(-1) !== 200) statuses.push(await tryOnce(url, query, headers, body));
  return { statuses };
}

async function tryOnce(url: string, query: string, headers: WebhookRequest["headers"], body: Buffer): Promise<number> {
  try {
    const answer = await fetch(`${url}?${query}`, {
      method: "POST",
      headers: { "content-type": headers["content-type"] ?? "text/xml" },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0; // Refused, cut or too late: what WeCom counts as a failed try.
  }
}
