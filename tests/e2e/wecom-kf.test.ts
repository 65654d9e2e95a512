import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { pullEverything } from "../../bot/intake/pull-channel.ts";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { importFaqs } from "../support/faqs.ts";
import { addStaff } from "../support/staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openKfId, openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk();
});
afterAll(() => desk.close());
afterEach(() => desk.settled());

describe("a customer at 微信客服", () => {
  it("is welcomed once, told there that answers are automated, and has the first question answered", async () => {
    const ann = desk.newCustomer("安");
    desk.wecom.customers.enters(ann, { scene: "oamenu", sceneParam: "campaign-7" });
    const [welcome] = await desk.customerHears(ann, 1);
    expect(welcome).toMatch(/自动/);
    desk.wecom.customers.enters(ann);
    desk.wecom.customers.writes(ann, "出金多久到账？");
    const [, answer] = await desk.customerHears(ann, 2);
    expect(answer).toContain("一般2至3个工作日到账");
    expect(answer).toContain("来源：出金多久到账？");
    expect(answer).not.toMatch(/自动/);
    await desk.settled();
    expect(desk.toldCustomer(ann)).toHaveLength(2);
    expect(desk.wecom.calls("kf/send_msg_on_event")).toBe(1);
    const [customer] = await desk.rows("SELECT name, source_channel FROM customers WHERE name = '安'");
    expect(customer).toEqual({ name: "安", source_channel: "wecom_kf" });
    const messages = await desk.messagesOf("安", "inbound");
    expect(messages).toMatchObject([{ platform: "wecom_kf", content: "出金多久到账？" }]);
    expect(String(messages[0]?.["external_message_id"])).toMatch(new RegExp(`^${openKfId}:`));
  });

  it("is told with the first answer that it is automated when the welcome came too late", async () => {
    const ben = desk.newCustomer("本");
    desk.wecom.faults.failNext(
      { kind: "errcode", errcode: 40058, errmsg: "invalid code" },
      { path: "kf/send_msg_on_event" },
    );
    desk.wecom.customers.enters(ben);
    await waitFor("the refusal", async () => (await sends(ben)).some(({ status }) => status === "failed"));
    desk.wecom.customers.writes(ben, "怎么开户？");
    const [answer] = await desk.customerHears(ben, 1);
    expect(answer).toContain("上传身份证件");
    expect(answer).toMatch(/自动/);
  });

  it("is asked for words when they send a voice or a picture alone, and the file is kept", async () => {
    const cai = desk.newCustomer("蔡");
    const bytes = Buffer.from("#!AMR\nvoice of a customer");
    desk.wecom.customers.sendsMedia(cai, "voice", { name: "voice.amr", mimeType: "audio/amr", bytes });
    expect((await desk.customerHears(cai, 1))[0]).toContain("请用文字");
    desk.wecom.customers.sendsMedia(cai, "image", {
      name: "photo.jpg",
      mimeType: "image/jpeg",
      bytes: Buffer.from("jpeg!!"),
    });
    desk.wecom.customers.writes(cai, "怎么开户？");
    expect((await desk.customerHears(cai, 2))[1]).toContain("上传身份证件");
    const kept = await waitFor("the downloads", async () => {
      const rows = await desk.messagesOf("蔡", "inbound");
      return rows.filter((row) => row["media_url"]).length === 2 ? rows : null;
    });
    expect(kept.map((row) => row["content_type"])).toEqual(["voice", "image", "text"]);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(kept[0]).toMatchObject({ media_url: `blob:${sha256}` });
  });

  it("has a recalled message kept, marked, and not answered again", async () => {
    const dai = desk.newCustomer("戴");
    const msgid = desk.wecom.customers.writes(dai, "怎么开户？");
    await desk.customerHears(dai, 1);
    desk.wecom.customers.recalls(dai, msgid);
    const versions = await waitFor("the recall", async () => {
      const rows = await desk.rows(
        `SELECT v.version, v.kind, v.content FROM message_versions v JOIN messages m ON m.id = v.message_id
         WHERE m.external_message_id = ? ORDER BY v.version`,
        [`${openKfId}:${msgid}`],
      );
      return rows.length > 0 ? rows : null;
    });
    expect(versions).toEqual([
      { version: 1, kind: "original", content: "怎么开户？" },
      { version: 2, kind: "deleted", content: null },
    ]);
    expect(desk.toldCustomer(dai)).toHaveLength(1);
  });

  it("asks by pressing a line of a menu that an administrator made: the line is their question", async () => {
    const emi = desk.newCustomer("艾米");
    desk.wecom.customers.presses(emi, { id: "menu-3", label: "出金多久到账？" });
    expect((await desk.customerHears(emi, 1))[0]).toContain("一般2至3个工作日到账");
    expect(await desk.messagesOf("艾米", "inbound")).toMatchObject([{ content: "出金多久到账？" }]);
  });
});

describe("a receptionist who types in WeCom", () => {
  it("is kept as staff's words, named where they are linked, and never answered", async () => {
    const code = await addStaff(desk, { email: "lisi@example.com", role: "agent" });
    const lisi = desk.newMember("LiSi");
    desk.wecom.members.writes(lisi, `/link ${code}`);
    await desk.memberHears(lisi, 1);
    const fan = desk.newCustomer("范");
    desk.wecom.customers.writes(fan, "怎么开户？");
    await desk.customerHears(fan, 1);
    desk.wecom.customers.receptionistTakes(fan, "LiSi");
    const linked = desk.wecom.customers.receptionistWrites(fan, "LiSi", "您好，出金多久到账？");
    desk.wecom.customers.receptionistWrites(fan, "ZhangSan", "转人工");
    await waitFor("both lines", async () => (await desk.messagesOf("范", "outbound")).length === 3);
    await desk.settled();
    expect(desk.toldCustomer(fan)).toHaveLength(1);
    const [user] = await desk.rows("SELECT id FROM users WHERE email = 'lisi@example.com'");
    const lines = (await desk.messagesOf("范", "outbound")).slice(1);
    expect(lines).toMatchObject([
      {
        sender_type: "agent",
        sender_id: "lisi",
        user_id: user?.["id"],
        content: "您好，出金多久到账？",
        status: "sent",
        ai_generated: false,
        external_message_id: `${openKfId}:${linked}`,
      },
      { sender_type: "agent", sender_id: "zhangsan", user_id: null, content: "转人工" },
    ]);
    const [conversation] = await desk.rows(
      `SELECT v.ai_enabled, v.handoff_at, v.message_count, v.automation_told_at FROM conversations v
       JOIN customers c ON c.id = v.customer_id WHERE c.name = '范'`,
    );
    // A person has spoken: the next automated message says anew that it is one.
    expect(conversation).toEqual({ ai_enabled: true, handoff_at: null, message_count: 4, automation_told_at: null });
  });

  it("may be the first to speak: the customer is known from then on", async () => {
    const gao = desk.newCustomer("高");
    desk.wecom.customers.receptionistWrites(gao, "LiSi", "您好，我是您的顾问。");
    await waitFor("the line", async () => (await desk.messagesOf("高", "outbound")).length === 1);
    await desk.settled();
    expect(desk.toldCustomer(gao)).toEqual([]);
  });
});

describe("what 微信客服 takes back or refuses", () => {
  it("turns delivery and message to failed when an accepted message was not shown", async () => {
    const han = desk.newCustomer("韩");
    desk.wecom.customers.writes(han, "怎么开户？");
    await desk.customerHears(han, 1);
    await desk.settled();
    const shown = desk.wecom.kfChat(openKfId, han.externalUserId).find(({ from }) => from === "us");
    desk.wecom.customers.refuses(han, shown?.id ?? "", 10);
    await waitFor("the failure", async () => (await sends(han))[0]?.["status"] === "failed");
    expect(await sends(han)).toMatchObject([{ status: "failed", error_message: "the customer refuses messages" }]);
    expect(await desk.messagesOf("韩", "outbound")).toMatchObject([{ status: "failed" }]);
  });

  it("sends nothing of an answer that would leave no reply for a person, says that one will, and answers the next", async () => {
    const answer = Array.from({ length: 400 }, (_, index) => `第${index + 1}步：请按照页面提示填写资料。`).join("\n");
    await importFaqs(desk, [{ id: "long-zh", question: "完整的入金流程是什么？", answer }]);
    const jia = desk.newCustomer("贾");
    desk.wecom.customers.writes(jia, "完整的入金流程是什么？");
    const [told] = await desk.customerHears(jia, 1);
    await desk.settled();
    expect(told).not.toContain("第1步");
    expect((await sends(jia)).map(({ status }) => status)).toEqual(["sent"]);
    const [waiting] = await desk.rows<{ handoff_reason: string }>(
      "SELECT v.handoff_reason FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = '贾'",
    );
    expect(waiting).toEqual({ handoff_reason: "no_answer" });
    desk.wecom.customers.writes(jia, "怎么开户？");
    expect((await desk.customerHears(jia, 2)).at(-1)).toContain("上传身份证件");
  });

  it("shows an answer once although the reply to the first attempt was lost", async () => {
    const ke = desk.newCustomer("柯");
    desk.wecom.faults.failNext({ kind: "cut" }, { path: "kf/send_msg" });
    desk.wecom.customers.writes(ke, "怎么开户？");
    await waitFor("the delivery to be settled", async () => (await sends(ke))[0]?.["status"] === "sent");
    expect(desk.toldCustomer(ke)).toHaveLength(1);
    expect(await sends(ke)).toMatchObject([{ status: "sent", attempts: 2 }]);
  });
});

describe("the bell", () => {
  it("may be lost: the regular pull brings what it announced, once", async () => {
    const lu = desk.newCustomer("陆");
    desk.wecom.callbacks.setUrl(undefined);
    desk.wecom.customers.writes(lu, "怎么开户？");
    await pullEverything(desk.product);
    expect(await desk.customerHears(lu, 1)).toHaveLength(1);
    desk.wecom.callbacks.setUrl(`${desk.url}/webhooks/wecom`);
    desk.wecom.callbacks.redeliver();
    await desk.settled();
    expect(desk.toldCustomer(lu)).toHaveLength(1);
    expect(await desk.messagesOf("陆", "inbound")).toHaveLength(1);
  });
});

describe("when WeCom does not let us read what customers wrote", () => {
  it("alerts a manager, loses nothing, and goes on by itself when it may again", async () => {
    const mo = desk.newCustomer("莫");
    desk.wecom.faults.failNext(
      { kind: "errcode", errcode: 60020, errmsg: "not allow to access from your ip" },
      { path: "kf/sync_msg" },
    );
    desk.wecom.customers.writes(mo, "怎么开户？");
    const alert = await waitFor(
      "the alert",
      async () => (await desk.rows("SELECT kind, title FROM alerts WHERE kind = 'channel_error'"))[0],
    );
    expect(alert).toEqual({
      kind: "channel_error",
      title:
        "The wecom channel “env” does not work: WeCom refuses calls from this server's address: add it to the app's 企业可信IP (errcode 60020)",
    });
    expect(await desk.customerHears(mo, 1)).toHaveLength(1);
    await waitFor("the end of the alert", async () => {
      return (await desk.rows("SELECT status FROM alerts WHERE kind = 'channel_error'"))[0]?.["status"] === "resolved";
    });
    expect(await desk.rows("SELECT status FROM channels")).toEqual([{ status: "active" }]);
  });
});

function sends({ externalUserId }: AtDesk) {
  return desk.rows("SELECT status, attempts, error_code, error_message FROM deliveries WHERE chat = ? ORDER BY seq", [
    `kf:${openKfId}:${externalUserId}`,
  ]);
}
