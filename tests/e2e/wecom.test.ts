import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { demoAccount } from "../../playground/wecom/account.ts";
import { type Seal, sealCallback, sealEcho, xmlOf } from "../../playground/wecom/callbacks.ts";
import { addStaff } from "../support/staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "deskleader" });
});
afterAll(() => desk.close());
afterEach(() => desk.settled());

describe("a member of the corporation in the app", () => {
  it("is told how to link, in their language, while nobody knows them", async () => {
    const [ann, wang] = [desk.newMember("ann"), desk.newMember("wangfang")];
    desk.wecom.members.writes(ann, "hello there");
    desk.wecom.members.writes(wang, "出金多久到账？");
    expect((await desk.memberHears(ann, 1))[0]).toContain("send /link CODE here");
    expect((await desk.memberHears(wang, 1))[0]).toContain("请先绑定账号");
    expect(await desk.rows("SELECT id FROM customers")).toEqual([]);
  });

  it("is answered in Chinese when a code that is not valid happens to spell an English word", async () => {
    const abe = desk.newMember("abe");
    desk.wecom.members.writes(abe, "/link WELCOMED");
    expect((await desk.memberHears(abe, 1))[0]).toContain("此绑定码无效");
  });

  it("links with a code, and then uses commands in words of both languages", async () => {
    const code = await addStaff(desk, { email: "bob@example.com", role: "agent" });
    const bob = desk.newMember("Bob");
    const lines = [`/link ${code}`, "/help", "帮助", "／帮助", "/ask How do I open an account?", "问 出金多久到账？"];
    const answers: string[] = [];
    for (const line of lines) {
      const before = desk.toldMember(bob).length;
      desk.wecom.members.writes(bob, line);
      await desk.memberHears(bob, before + 1);
      await desk.settled();
      answers.push(desk.toldMember(bob).slice(before).join("\n"));
    }
    const [linked, help, zhHelp, slashHelp, asked, zhAsked] = answers;
    expect(linked).toContain("此账号已绑定");
    expect(help).toContain("/ask 问题");
    expect(zhHelp).toContain("/ask 问题");
    expect(slashHelp).toContain("/ask 问题");
    expect(asked).toContain("Register on our website");
    expect(zhAsked).toContain("一般2至3个工作日到账");
  });

  it("is known by their e-mail where WeCom still tells it, in any case of letters, but not once they have left", async () => {
    for (const name of ["cai", "left"]) await addStaff(desk, { email: `${name}@example.com`, role: "agent" });
    const cai = desk.newMember("CaiMing", { email: "CAI@example.com" });
    const left = desk.newMember("left", { email: "left@example.com", status: 5 });
    desk.wecom.members.writes(cai, "/help");
    desk.wecom.members.writes(left, "/help");
    await desk.memberHears(cai, 1);
    await desk.settled();
    expect(desk.toldMember(cai).join("\n")).toContain("/ask 问题");
    expect((await desk.memberHears(left, 1))[0]).toContain("/link CODE");
    const links = await desk.rows(
      "SELECT external_user_id, linked_by FROM user_identities WHERE external_user_id = 'caiming'",
    );
    expect(links).toEqual([{ external_user_id: "caiming", linked_by: "email" }]);
  });
});

describe("the desk on WeCom", () => {
  it("gets a card for a conversation that waits, where somebody is on who is offered it, and its button gives it back", async () => {
    await addStaff(desk, { email: "deskleader@example.com", role: "team_lead" });
    const leader = desk.newMember("deskleader", { email: "deskleader@example.com" });
    const dora = desk.newCustomer("杜拉");
    desk.wecom.customers.writes(dora, "转人工");
    await desk.customerHears(dora, 1);
    const { card, reader } = await waitFor("the card", () =>
      ["bob", "caiming", leader]
        .flatMap((reader) => desk.wecom.appChat(reader).map((card) => ({ card, reader })))
        .find(({ card: { text, buttons } }) => text.includes("(wecom_kf) asks for a person") && buttons.length > 0),
    );
    expect(card.text).toMatch(/^C\d+ · 杜拉 \(wecom_kf\)/);
    expect(card.buttons.map(({ label }) => label)).toEqual(["Take", "Release to the bot", "Resolve", "Customer"]);
    desk.wecom.members.presses(reader, card.id, card.buttons[1]?.id ?? "");
    await waitFor("the answer to the press", () =>
      desk.toldMember(reader).some((text) => /is back with the bot|已交还给机器人/.test(text)),
    );
    desk.wecom.customers.writes(dora, "怎么开户？");
    expect((await desk.customerHears(dora, 2))[1]).toContain("在官网注册");
  });
});

describe("the access token", () => {
  it("is renewed once when WeCom refuses it, however many messages wait for it, and all of them go out", async () => {
    const code = await addStaff(desk, { email: "eve@example.com", role: "agent" });
    const members = Array.from({ length: 12 }, (_, index) => desk.newMember(`token${index}`));
    desk.wecom.members.writes(members[0] ?? "", `/link ${code}`);
    await desk.memberHears(members[0] ?? "", 1);
    await desk.settled();
    desk.wecom.invalidateTokens();
    const before = desk.wecom.calls("gettoken");
    for (const member of members.slice(1)) desk.wecom.members.writes(member, "hello");
    for (const member of members.slice(1)) await desk.memberHears(member, 1);
    await desk.settled();
    expect(desk.wecom.calls("gettoken")).toBe(before + 1);
    for (const member of members) expect(desk.toldMember(member)).toHaveLength(1);
  });
});

describe("the callback address", () => {
  it("passes WeCom's check, also when the echo is full of characters that addresses must escape", async () => {
    expect(await desk.wecom.callbacks.verifyUrl()).toBe(true);
    for (let round = 0, seen = 0; seen < 3; round++) {
      const { query } = sealEcho(demoAccount, `echo-${round}`, newSeal());
      const echo = new URLSearchParams(query).get("echostr") ?? "";
      if (!echo.includes("+") || !echo.includes("/") || !echo.endsWith("=")) continue;
      seen += 1;
      const answer = await fetch(`${desk.url}/webhooks/wecom?${query}`);
      expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: `echo-${round}` });
    }
  });

  it("changes nothing when callbacks are delivered again", async () => {
    const fay = desk.newMember("fay");
    desk.wecom.members.writes(fay, "hello");
    await desk.memberHears(fay, 1);
    const before = await receipts();
    desk.wecom.callbacks.redeliver();
    await desk.settled();
    expect(await receipts()).toEqual(before);
    expect(desk.toldMember(fay)).toHaveLength(1);
  });

  it.each([
    [
      "a wrong signature on the check",
      () => fetch(`${desk.url}/webhooks/wecom?${wrong(sealEcho(demoAccount, "x", newSeal()).query)}`),
      401,
    ],
    ["no signature at all", () => post({ query: "", body: Buffer.from("<xml></xml>") }), 401],
    ["a wrong signature", () => post({ ...sealed("<xml></xml>"), query: wrong(sealed("<xml></xml>").query) }), 401],
    [
      "another corporation's callback",
      () => post(sealCallback({ ...demoAccount, corpId: "ww0000000000000000" }, xmlOf({ MsgType: "text" }), newSeal())),
      401,
    ],
    ["no XML", () => post({ ...sealed("x"), body: Buffer.from("{}") }), 400],
    [
      "an entity in the envelope",
      () =>
        post({ ...sealed("x"), body: Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>') }),
      400,
    ],
    [
      "an entity under the cipher",
      () =>
        post(
          sealed(
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><FromUserName>x</FromUserName><MsgType>text</MsgType><Content>&a;</Content></xml>',
          ),
        ),
      400,
    ],
    ["a body over 1 MiB", () => post({ ...sealed("x"), body: Buffer.alloc(1024 * 1024 + 1, 32) }), 413],
  ])("refuses %s, and leaves no row", async (_, request, status) => {
    const before = await receipts();
    expect((await request()).status).toBe(status);
    expect(await receipts()).toEqual(before);
  });

  it("keeps what it does not know as a receipt, and goes on", async () => {
    const xml = xmlOf({
      ToUserName: demoAccount.corpId,
      FromUserName: "fay",
      CreateTime: 1_772_697_600,
      MsgType: "hologram",
      MsgId: 99n,
    });
    expect((await post(sealed(xml))).status).toBe(200);
    await desk.settled();
    expect(await desk.rows("SELECT status, outcome FROM inbound_receipts WHERE external_id = '99'")).toEqual([
      { status: "ignored", outcome: "unknown: hologram" },
    ]);
  });
});

function newSeal(): Seal {
  return {
    timestamp: String(Math.floor(Date.now() / 1000)),
    nonce: randomBytes(5).toString("hex"),
    random: randomBytes(16),
  };
}

const sealed = (xml: string) => sealCallback(demoAccount, xml, newSeal());
const wrong = (query: string) => query.replace(/msg_signature=[^&]*/, `msg_signature=${"0".repeat(40)}`);
const receipts = () => desk.rows("SELECT count(*) FROM inbound_receipts");

function post({ query, body }: { query: string; body: Buffer }): Promise<Response> {
  return fetch(`${desk.url}/webhooks/wecom?${query}`, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body: new Uint8Array(body),
  });
}
