import { encrypt, getSignature } from "@wecom/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WebhookRequest } from "../../bot/ports/adapter.ts";
import { PayloadError, SignatureError } from "../../infra/errors.ts";
import { demoAccount } from "../../playground/wecom/account.ts";
import { type Seal, sealCallback, sealEcho } from "../../playground/wecom/callbacks.ts";
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
const seal: Seal = { timestamp: "1772697600", nonce: "1597212914", random: Buffer.from("0123456789abcdef") };
const otherSeal: Seal = { ...seal, random: Buffer.from("fedcba9876543210") };
const text = `<xml><FromUserName><![CDATA[Ann]]></FromUserName><CreateTime>1772697600</CreateTime><MsgType>text</MsgType><Content><![CDATA[hi]]></Content><MsgId>4561255354251345929</MsgId></xml>`;

const sealed = (xml: string, how = seal): WebhookRequest => sealCallback(demoAccount, xml, how);

/** A POST whose envelope is written by hand, signed for the cipher that it carries. */
function posted(cipher: string, envelope = `<xml><Encrypt><![CDATA[${cipher}]]></Encrypt></xml>`): WebhookRequest {
  const msg_signature = getSignature(token, seal.timestamp, seal.nonce, cipher);
  const query = new URLSearchParams({ msg_signature, timestamp: seal.timestamp, nonce: seal.nonce }).toString();
  return { method: "POST", headers: {}, query, body: Buffer.from(envelope) };
}

describe("the check of the callback address", () => {
  it("is answered with the plain text, and leaves no receipt", async () => {
    expect(await receive(sealEcho(demoAccount, "1616140317555161061", seal), settings)).toEqual({
      receipts: [],
      reply: { status: 200, contentType: "text/plain", body: "1616140317555161061" },
    });
  });

  it("reads a plus sign of echostr as a plus sign, whether it is encoded or not", async () => {
    const echo = findEchoWithPlus();
    const encoded = `${echo.query}&echostr=${encodeURIComponent(echo.cipher)}`;
    const bare = `${echo.query}&echostr=${echo.cipher}`;
    for (const query of [encoded, bare]) {
      const { reply } = await receive({ method: "GET", headers: {}, query, body: Buffer.alloc(0) }, settings);
      expect(reply.body).toBe("12345");
    }
  });

  it.each([
    ["a wrong signature", (query: string) => query.replace(/msg_signature=./, "msg_signature=x")],
    ["no signature", (query: string) => query.replace(/msg_signature=[^&]*/, "")],
    ["another nonce", (query: string) => query.replace(/nonce=/, "nonce=9")],
    ["no echostr", (query: string) => query.replace(/echostr=[^&]*/, "")],
    ["a value that cannot be decoded", (query: string) => query.replace(/echostr=/, "echostr=%")],
  ])("is refused with %s", async (_, change) => {
    const request = sealEcho(demoAccount, "12345", seal);
    await expect(receive({ ...request, query: change(request.query) }, settings)).rejects.toBeInstanceOf(
      SignatureError,
    );
  });
});

describe("a callback", () => {
  it("gives the decrypted XML under MsgId, which keeps its last digits, and an empty answer", async () => {
    expect(await receive(sealed(text), settings)).toEqual({
      receipts: [{ externalId: "4561255354251345929", chat: "app:ann", raw: text, position: 1_772_697_600_000 }],
      reply: { status: 200 },
    });
  });

  it("that is encrypted for another corporation is refused", async () => {
    const request = sealCallback({ ...demoAccount, corpId: "ww0000000000000000" }, text, seal);
    await expect(receive(request, settings)).rejects.toBeInstanceOf(SignatureError);
  });

  it("that is encrypted with another key is refused, although its signature is right", async () => {
    const otherKey = `${encodingAesKey.slice(0, 42)}A`.replace(/^./, "k");
    const request = posted(encrypt(otherKey, text, corpId));
    await expect(receive(request, settings)).rejects.toBeInstanceOf(SignatureError);
  });

  it.each(["", "AAAA", "not base64 at all", Buffer.alloc(64, 7).toString("base64")])(
    "with the cipher text %j is refused and throws nothing else",
    async (cipher) => {
      const refused = await receive(posted(cipher), settings).catch((error: unknown) => error);
      expect(refused instanceof SignatureError || refused instanceof PayloadError).toBe(true);
    },
  );

  it("is refused whatever the cipher text holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.base64String({ maxLength: 400 }), async (cipher) => {
        const refused = await receive(posted(cipher), settings).catch((error: unknown) => error);
        expect(refused instanceof SignatureError || refused instanceof PayloadError).toBe(true);
      }),
    );
  });

  it.each([
    ["no XML", "{}"],
    ["no Encrypt", "<xml><ToUserName>a</ToUserName></xml>"],
    ["two of them", "<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>"],
    ["a document type", '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'],
    ["unclosed CDATA", "<xml><Encrypt><![CDATA[abc"],
    ["a deep nest", `${"<a>".repeat(5_000)}${"</a>".repeat(5_000)}`],
  ])("whose envelope has %s is refused as malformed", async (_, envelope) => {
    await expect(receive(posted("abc", envelope), settings)).rejects.toBeInstanceOf(PayloadError);
  });

  it("refuses a document type in what was encrypted too", async () => {
    const bomb = '<!DOCTYPE xml [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><xml><Content>&c;</Content></xml>';
    await expect(receive(sealed(bomb), settings)).rejects.toBeInstanceOf(PayloadError);
  });

  it("takes a message that talks about document types", async () => {
    const xml = text.replace("hi", "<!DOCTYPE html> <!ENTITY");
    expect((await receive(sealed(xml), settings)).receipts).toHaveLength(1);
  });

  it("of a megabyte of nonsense is refused quickly", async () => {
    const startedAt = performance.now();
    const request = posted("abc", `<xml><Encrypt>${"<![CDATA[x]]>".repeat(80_000)}</Encrypt>`);
    await expect(receive(request, settings)).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("by another method than GET or POST is refused", async () => {
    await expect(receive({ ...sealed(text), method: "PUT" }, settings)).rejects.toBeInstanceOf(PayloadError);
  });
});

describe("the id of an event", () => {
  const click = (second: number, key: string) =>
    `<xml><FromUserName>ann</FromUserName><CreateTime>${second}</CreateTime><MsgType>event</MsgType><Event>click</Event><EventKey>${key}</EventKey></xml>`;
  const idOf = async (xml: string, how = seal) => (await receive(sealed(xml, how), settings)).receipts[0]?.externalId;

  it("is the same when WeCom sends it again, newly encrypted", async () => {
    expect(await idOf(click(1, "sla"), otherSeal)).toBe(await idOf(click(1, "sla")));
  });

  it("differs for two clicks of one member in the same second", async () => {
    expect(await idOf(click(1, "sla"))).not.toBe(await idOf(click(1, "alerts")));
  });

  it("ignores a MsgId that is no number", async () => {
    expect(await idOf(text.replace("4561255354251345929", "kf:wk1:1"))).toMatch(/^event:[0-9a-f]{64}$/);
  });
});

describe("a bell of 微信客服", () => {
  const bell =
    "<xml><CreateTime>1772697600</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>ENC1</Token><OpenKfId>wk1</OpenKfId></xml>";

  it("says what to pull and with which right", async () => {
    const { receipts } = await receive(sealed(bell), settings);
    expect(receipts).toMatchObject([{ chat: "kf:wk1", pull: { name: "wk1", token: "ENC1" }, raw: bell }]);
  });

  it("is not taken for another one of the same second, which would leave messages waiting", async () => {
    const [first] = (await receive(sealed(bell), settings)).receipts;
    const [second] = (await receive(sealed(bell, otherSeal), settings)).receipts;
    expect(second?.externalId).not.toBe(first?.externalId);
  });

  it("without an account is kept, and pulls nothing", async () => {
    const { receipts } = await receive(sealed(bell.replace("<OpenKfId>wk1</OpenKfId>", "")), settings);
    expect(receipts).toHaveLength(1);
    expect(receipts[0]).not.toHaveProperty("pull");
  });
});

/** Base64 of random bytes has a plus sign nearly always; looks for one that has. */
function findEchoWithPlus(): { cipher: string; query: string } {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const cipher = encrypt(encodingAesKey, "12345", corpId, Buffer.alloc(16, attempt));
    if (!cipher.includes("+")) continue;
    const msg_signature = getSignature(token, seal.timestamp, seal.nonce, cipher);
    return { cipher, query: `msg_signature=${msg_signature}&timestamp=${seal.timestamp}&nonce=${seal.nonce}` };
  }
  throw new Error("no cipher text with a plus sign");
}
