import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { openDesk, type TestDesk } from "../../tests/support/held-texts.ts";
import { plainText } from "../ports/rich-text.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const zh = { language: "zh" as const };

describe("to a customer who writes Traditional Chinese", () => {
  it.each([
    ["an answer", { sender: { type: "ai" as const } }],
    ["a wording", { sender: { type: "system" as const } }],
    ["the satisfaction question", { purpose: "satisfaction" as const }],
  ])("%s goes out in Traditional, with the label above it", async (_, change) => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, { chinese_script: "hant" });
      const said = await say("出金申请会在1个工作日内处理。", { ...zh, ...change });
      expect(said).toContain("出金申請會在1個工作日內處理。");
      expect(said).toContain("本消息由自動助手回覆。需要人工服務，請回覆“人工”。");
    });
  });

  it("a script or suggested answer that a person sends goes out in Traditional, and what they type does not", async () => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, { chinese_script: "hant" });
      const sender = { type: "agent" as const, userId: desk.ann };
      const act = { by: "user" as const, why: "test" };
      const rules = { openingNotice: { zh: "聊天记录会被保存。" } };
      const typed = await say("您的账户没有问题。", { ...zh, sender, act }, rules);
      expect(typed).toContain("聊天記錄會被保存。");
      expect(typed).toContain("您的账户没有问题。");
      expect(await say("您的账户没有问题。", { ...zh, sender, act: { ...act, isPrepared: true } })).toBe(
        "您的賬戶沒有問題。",
      );
    });
  });

  it("a person's name in their signature stays as it is written", async () => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, { chinese_script: "hant" });
      await scope
        .trx("users")
        .where({ id: desk.bob })
        .update({ settings: { public_name: "王国华" } });
      const sender = { type: "agent" as const, userId: desk.bob };
      const rules = { personSignature: { zh: "{name}为您服务" } };
      expect(await say("您好", { ...zh, sender }, rules)).toContain("王国华為您服務");
    });
  });

  it("what was approved and what was sent are both kept", async () => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, { chinese_script: "hant" });
      await say("请稍候。", { ...zh, sender: { type: "ai" } });
      const row = await scope.trx("messages").where({ direction: "outbound" }).first("content", "metadata");
      expect(row.content).toContain("請稍候。");
      expect(row.metadata.traditional).toEqual({ form: "plain", from: "请稍候。" });
    });
  });

  it("a text that is in Traditional already is not changed again", async () => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, { chinese_script: "hant" });
      expect(await say("皇后大道後面的銀行，歡迎光臨", zh)).toContain("皇后大道後面的銀行，歡迎光臨");
      const row = await scope.trx("messages").where({ direction: "outbound" }).first("metadata");
      expect(row.metadata.traditional).toBeUndefined();
    });
  });

  it("the organisation chooses the form", async () => {
    const text = "软件里面的账户说明为准";
    const said = async (traditional: "plain" | "hk" | "tw") => {
      let line = "";
      await desk.withConversation(async ({ scope, conversation, say }) => {
        await write(scope, conversation.customerId, { chinese_script: "hant" });
        line = (await say(text, zh, { traditional })).split("\n\n").at(-1) ?? "";
      });
      return line;
    };
    expect(await said("plain")).toBe("軟件裏面的賬戶說明為準");
    expect(await said("hk")).toBe("軟件裏面的賬户説明為準");
    expect(await said("tw")).toBe("軟體裡面的賬戶說明為準");
  });

  it("a prohibited claim is found in what goes out, also on a button", async () => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, { chinese_script: "hant" });
      await say("保证收益，稳赚不赔", zh);
      await say("您好", { ...zh, buttons: [[{ id: "x", label: "稳赚不赔" }]] });
      const rows = await scope
        .trx("messages")
        .where({ direction: "outbound" })
        .orderBy("id")
        .select("content", "status");
      expect(rows.map(({ status }) => status)).toEqual(["held", "held"]);
      expect(rows[0].content).toContain("穩賺不賠");
    });
  });
});

describe("Simplified stays", () => {
  it.each([
    ["who writes it, whatever their platform says", { chinese_script: "hans", languages: JSON.stringify(["zh-hant"]) }],
    ["of whom nothing is known", {}],
    ["whose platform is set to it", { languages: JSON.stringify(["zh-CN"]) }],
  ])("for a customer %s", async (_, known) => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, known);
      expect(await say("请稍候。", zh)).toContain("请稍候。");
    });
  });

  it.each(["zh-hant", "zh-TW", "zh_HK"])("but not for a new customer whose platform is set to %s", async (tag) => {
    await desk.withConversation(async ({ scope, conversation, say }) => {
      await write(scope, conversation.customerId, { languages: JSON.stringify([tag]) });
      expect(await say("请稍候。", zh)).toContain("請稍候。");
    });
  });
});

it("an address and code in a converted text are left alone", async () => {
  await desk.withConversation(async ({ scope, conversation, say }) => {
    await write(scope, conversation.customerId, { chinese_script: "hant" });
    const link = {
      type: "link" as const,
      url: "https://example.com/关于",
      children: [{ type: "text" as const, text: "关于" }],
    };
    const content = [...plainText("说明："), { type: "paragraph" as const, children: [link] }];
    expect(await say("", { ...zh, content })).toContain("關於 (https://example.com/关于)");
  });
});

async function write({ trx }: OrgScope, id: string, known: Record<string, unknown>): Promise<void> {
  if (Object.keys(known).length > 0) await trx("customers").where({ id }).update(known);
}
