import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decrypt } from "@wecom/crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmulatedWecom, startEmulatedWecom } from "./index.ts";

const ann = { openKfId: "wk1", externalUserId: "wmAnn" };

let emulator: EmulatedWecom;
let webhook: Server;
let answers: number[];
let bodies: string[];

/** A webhook that answers with the given statuses first, and with 200 from then on. */
beforeEach(async () => {
  answers = [];
  bodies = [];
  webhook = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const echo = new URL(request.url ?? "/", "http://x").searchParams.get("echostr");
    if (request.method === "POST") bodies.push(Buffer.concat(chunks).toString());
    const status = answers.shift() ?? 200;
    response.writeHead(status).end(echo && decrypt(emulator.account.encodingAesKey, echo).message);
  });
  await new Promise<void>((resolve) => webhook.listen(0, "127.0.0.1", resolve));
  const { port } = webhook.address() as AddressInfo;
  emulator = await startEmulatedWecom({ callbackUrl: `http://127.0.0.1:${port}/webhooks/wecom` });
  emulator.members.add("Ann", { name: "Ann" });
  emulator.customers.addAccount({ openKfId: "wk1", name: "Support" });
  emulator.customers.add("wmAnn", "Ann");
});
afterEach(async () => {
  await emulator.close();
  await new Promise((resolve) => webhook.close(resolve));
});

const opened = (): string[] =>
  bodies.map(
    (body) => decrypt(emulator.account.encodingAesKey, /Encrypt><!\[CDATA\[(.*?)\]\]/.exec(body)?.[1] ?? "").message,
  );

const call = async (path: string, body: object): Promise<Record<string, unknown>> => {
  const { corpId, secret } = emulator.account;
  const token = await fetch(`${emulator.baseUrl}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
  const { access_token } = (await token.json()) as { access_token: string };
  const answer = await fetch(`${emulator.baseUrl}/cgi-bin/${path}?access_token=${access_token}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
};

describe("the emulated WeCom's callbacks", () => {
  it("are tried again until one is answered with 200", async () => {
    answers = [500, 503];
    emulator.members.writes("Ann", "hello");
    expect(await emulator.callbacks.settled()).toEqual([{ statuses: [500, 503, 200] }]);
    expect(new Set(bodies).size).toBe(1);
  });

  it("are given up after three tries", async () => {
    answers = [500, 500, 500];
    emulator.members.writes("Ann", "hello");
    expect(await emulator.callbacks.settled()).toEqual([{ statuses: [500, 500, 500] }]);
  });

  it("can be delivered once more, byte for byte", async () => {
    emulator.members.writes("Ann", "hello");
    await emulator.callbacks.settled();
    emulator.callbacks.redeliver();
    await emulator.callbacks.settled();
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
  });

  it("carry a message's words unharmed, and ids that no number holds", async () => {
    emulator.members.writes("Ann", "5 < 6 ]]> & 黄金");
    await emulator.callbacks.settled();
    expect(opened()[0]).toMatch(/<MsgId>45612553542513459\d\d<\/MsgId>/);
    expect(opened()[0]).toContain("<![CDATA[5 < 6 ]]]]><![CDATA[> & 黄金]]>");
  });

  it("only announce what came to 微信客服, once for many messages at once", async () => {
    emulator.customers.writesMany(ann, ["one", "two"]);
    await emulator.callbacks.settled();
    expect(opened()).toHaveLength(1);
    expect(opened()[0]).toContain("kf_msg_or_event");
    expect(opened()[0]).not.toContain("wmAnn");
  });

  it("check an address as the console does", async () => {
    expect(await emulator.callbacks.verifyUrl()).toBe(true);
    answers = [401];
    expect(await emulator.callbacks.verifyUrl()).toBe(false);
  });
});

describe("the emulated WeCom's rules", () => {
  const text = (content: string, more: object = {}) => ({ msgtype: "text", text: { content }, ...more });
  const toAnn = { touser: "ann", agentid: 1_000_002 };

  it("cut a long text off silently, as WeCom does", async () => {
    expect(await call("message/send", { ...toAnn, ...text("x".repeat(3_000)) })).toMatchObject({ errcode: 0 });
    expect(emulator.appChat("ann")[0]?.text).toHaveLength(2_048);
  });

  it("drop what exceeds thirty messages a minute without an error", async () => {
    for (let count = 1; count <= 31; count++) {
      expect(await call("message/send", { ...toAnn, ...text(`${count}`) })).toMatchObject({ errcode: 0 });
    }
    expect(emulator.appChat("ann")).toHaveLength(30);
  });

  it("refuse a second use of a msgid, and the sixth answer", async () => {
    emulator.customers.writes(ann, "hi");
    const to = { touser: "wmAnn", open_kfid: "wk1" };
    for (let count = 1; count <= 5; count++) {
      expect(await call("kf/send_msg", { ...to, ...text("x", { msgid: `m${count}` }) })).toMatchObject({ errcode: 0 });
    }
    expect(await call("kf/send_msg", { ...to, ...text("x", { msgid: "m1" }) })).toMatchObject({ errcode: 40058 });
    expect(await call("kf/send_msg", { ...to, ...text("x", { msgid: "m6" }) })).toMatchObject({ errcode: 95001 });
  });

  it("allow only the moves of the session's flow chart", async () => {
    emulator.customers.writes(ann, "hi");
    const move = (service_state: number) =>
      call("kf/service_state/trans", { open_kfid: "wk1", external_userid: "wmAnn", service_state });
    expect(await move(1)).toMatchObject({ errcode: 0 });
    expect(await move(4)).toMatchObject({ errcode: 0 });
    expect(await move(1)).toMatchObject({ errcode: 95016 });
  });

  it("tell of every change in a chat", async () => {
    const seen: string[] = [];
    const stop = emulator.onChange((chat) => seen.push(chat));
    emulator.members.writes("Ann", "hello");
    emulator.customers.writes(ann, "hello");
    stop();
    emulator.customers.writes(ann, "unheard");
    expect(seen).toEqual(["app:ann", "kf:wk1:wmAnn"]);
  });
});

it("reads a cursor of an earlier run as one from before its first item", async () => {
  const later = await startEmulatedWecom({ numbersFrom: 1_000 });
  later.customers.addAccount({ openKfId: "wk1", name: "Support" });
  later.customers.add("wmAnn", "Ann");
  later.customers.writes(ann, "hello");
  const { corpId, secret } = later.account;
  const call = async (path: string, body?: object) => {
    const request = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const response = await fetch(`${later.baseUrl}/cgi-bin/${path}`, request);
    return (await response.json()) as Record<string, unknown>;
  };
  const { access_token } = await call(`gettoken?corpid=${corpId}&corpsecret=${secret}`);
  const page = await call(`kf/sync_msg?access_token=${access_token}`, { open_kfid: "wk1", cursor: "cursor-57" });
  expect(page).toMatchObject({ msg_list: [{ text: { content: "hello" } }], next_cursor: "cursor-1001" });
  const next = await call(`kf/sync_msg?access_token=${access_token}`, {
    open_kfid: "wk1",
    cursor: page["next_cursor"],
  });
  expect(next).toMatchObject({ msg_list: [] });
  await later.close();
});
