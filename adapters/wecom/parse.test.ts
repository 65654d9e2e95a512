import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import { demoAccount } from "../../playground/wecom/account.ts";
import { sealCallback } from "../../playground/wecom/callbacks.ts";
import { kfReceipt } from "./kf-receipt.ts";
import { parse } from "./parse.ts";
import { receive } from "./receive.ts";
import { wecomSettings } from "./settings.ts";

const { corpId, agentId, secret, token, encodingAesKey } = demoAccount;
const settings = wecomSettings.parse({
  corp_id: corpId,
  agent_id: agentId,
  secret,
  token,
  encoding_aes_key: encodingAesKey,
});
const channel = { id: "channel-1", agentId };
const receivedAt = "2026-03-05T08:00:05.000Z";
const openKfId = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw";

async function parseCallback(xml: string): Promise<InboundEvent[]> {
  const seal = { timestamp: "1772697600", nonce: "1597212914", random: Buffer.from("0123456789abcdef") };
  const { receipts } = await receive(sealCallback(demoAccount, xml, seal), settings);
  const events = await Promise.all(receipts.map((receipt) => parse({ ...receipt, receivedAt }, channel)));
  return events.flat();
}

const parseItem = (item: unknown): Promise<InboundEvent[]> =>
  parse({ ...kfReceipt(openKfId, item), receivedAt }, channel);

describe("what WeCom sends parses to the events of its fixture", () => {
  const folder = new URL("../../tests/fixtures/", import.meta.url);
  const variant = <T extends z.ZodType>(body: T) =>
    z.object({ source: z.string().min(10), body, expected: z.array(z.unknown()).min(1) }).optional();
  const schema = z.strictObject({ app: variant(z.string()), kf: variant(z.unknown()) });

  const scenarios = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[^/]+\/wecom\.json$/.test(path))
    .sort();
  const fixtures = scenarios.map((path) => ({
    path,
    ...schema.parse(JSON.parse(readFileSync(new URL(path, folder), "utf8"))),
  }));

  it("has the scenarios that every platform should have, where WeCom knows them", () => {
    const names = scenarios.map((path) => path.split("/")[0]);
    for (const name of ["plain-text", "chinese-emoji", "image", "file", "button", "command", "unknown-content"]) {
      expect(names).toContain(name);
    }
  });

  it.each(fixtures.flatMap(({ path, app }) => (app ? [{ path, ...app }] : [])))(
    "$path, in the app",
    async ({ body, expected }) => {
      expect(await parseCallback(body)).toEqual(expected);
    },
  );

  it.each(fixtures.flatMap(({ path, kf }) => (kf ? [{ path, ...kf }] : [])))(
    "$path, in 微信客服",
    async ({ body, expected }) => {
      expect(await parseItem(body)).toEqual(expected);
    },
  );
});

describe("an app message", () => {
  it("of another app of the corporation is ignored", async () => {
    const xml =
      "<xml><FromUserName>ann</FromUserName><CreateTime>1772697600</CreateTime><MsgType>text</MsgType>" +
      "<Content>hi</Content><MsgId>1</MsgId><AgentID>1000009</AgentID></xml>";
    expect(await parseCallback(xml)).toMatchObject([{ kind: "ignored" }]);
  });

  it("without a time is taken as sent when we stored it", async () => {
    const xml =
      "<xml><FromUserName>ann</FromUserName><MsgType>text</MsgType><Content>hi</Content><MsgId>1</MsgId></xml>";
    expect(await parseCallback(xml)).toMatchObject([{ kind: "message", sentAt: receivedAt }]);
  });

  it("reads its userid the same in whatever case WeCom writes it", async () => {
    const from = (userId: string) =>
      parseCallback(`<xml><FromUserName>${userId}</FromUserName><MsgType>text</MsgType><MsgId>1</MsgId></xml>`);
    const [upper, lower] = [(await from("ZhangSan"))[0], (await from("zhangsan"))[0]];
    expect(upper?.chat).toEqual(lower?.chat);
    expect(upper?.sender).toEqual(lower?.sender);
  });
});

describe("a bell of 微信客服", () => {
  it("is nothing to answer: what it announces is pulled", async () => {
    const xml =
      `<xml><CreateTime>1772697600</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event>` +
      `<Token>t</Token><OpenKfId>${openKfId}</OpenKfId></xml>`;
    expect(await parseCallback(xml)).toMatchObject([
      { kind: "ignored", platform: "wecom_kf", chat: { key: `kf:${openKfId}` } },
    ]);
  });
});

describe("whatever is stored", () => {
  it("becomes exactly one event of the receipt's chat, and never an error", async () => {
    const raws = fc.oneof(fc.string(), fc.json(), fc.constant("<xml><MsgType>text</MsgType></xml>"));
    await fc.assert(
      fc.asyncProperty(raws, fc.boolean(), async (raw, isKf) => {
        const externalId = isKf ? "kf:wk:1" : "1";
        const chat = isKf ? "kf:wk:wm" : "app:ann";
        const events = await parse({ externalId, chat, raw, receivedAt }, channel);
        expect(events).toHaveLength(1);
        expect(events[0]).toMatchObject({ externalId, chat: { key: chat } });
      }),
    );
  });

  it("of 微信客服 with any content of a known type never throws", async () => {
    const types = ["text", "image", "location", "link", "event", "business_card", "msgmenu", "merged_msg"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...types), fc.jsonValue({ maxDepth: 3 }), async (msgtype, content) => {
        const item = { msgid: "1", origin: 3, external_userid: "wm1", msgtype, [msgtype]: content };
        expect(await parseItem(item)).toHaveLength(1);
      }),
    );
  });
});
