import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk, type TestDesk } from "../../tests/support/held-texts.ts";
import { untell } from "../delivery/untell.ts";
import { plainText, toPlainText } from "../ports/rich-text.ts";
import { splitRichText } from "../ports/split-rich-text.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const notice = { en: "Chats are recorded. Licence 123.", zh: "聊天会被记录。" };
const label = "This is an automated answer. To reach a person, reply “human”.";
const signature = { en: "{name}, licence {licence}" };

describe("the opening notice", () => {
  it.each([
    ["the bot", { type: "ai" as const }],
    ["a job", { type: "system" as const }],
    ["a person", "ann" as const],
  ])("stands in the first text of a conversation, written by %s, and in no other", async (_, who) => {
    await desk.withConversation(async ({ scope, say }) => {
      const sender = who === "ann" ? { type: "agent" as const, userId: desk.ann } : who;
      const rules = { openingNotice: notice };
      expect((await say("One.", { sender }, rules)).split("\n\n")[0]).toBe(notice.en);
      expect(await say("Two.", { sender }, rules)).not.toContain(notice.en);
      expect(await say("Three.", { sender: { type: "agent", userId: desk.bob } }, rules)).not.toContain(notice.en);
      const rows = await scope.trx("messages").where({ direction: "outbound" }).select("content");
      expect(rows.filter(({ content }) => content.includes(notice.en))).toHaveLength(1);
    });
  });

  it("is in the language of the conversation, or in the one there is, and then says so", async () => {
    await desk.withConversation(async ({ say }) => {
      expect(await say("一。", { language: "zh" }, { openingNotice: notice })).toContain(notice.zh);
    });
    await desk.withConversation(async ({ say }) => {
      const said = await say("一。", { language: "zh" }, { openingNotice: { en: notice.en } });
      expect(said).toContain(`以下内容目前仅能以英文提供。\n${notice.en}`);
    });
  });

  it("is not told by a text that is held: the next one has it", async () => {
    await desk.withConversation(async ({ say }) => {
      await say("Guaranteed profit!", {}, { openingNotice: notice });
      expect(await say("Hello.", {}, { openingNotice: notice })).toContain(notice.en);
    });
  });
});

describe("the automation label", () => {
  it("is in the first automated text, and again after a person wrote", async () => {
    await desk.withConversation(async ({ say }) => {
      const bot = { sender: { type: "ai" as const } };
      expect(await say("One.", bot)).toBe(`${label}\n\nOne.`);
      expect(await say("Two.", bot)).toBe("Two.");
      expect(await say("Three.", { sender: { type: "agent", userId: desk.ann } })).toBe("Three.");
      expect(await say("Four.", { sender: { type: "system" } })).toBe(`${label}\n\nFour.`);
      expect(await say("Five.", bot)).toBe("Five.");
    });
  });

  it("is in the first part when the message is cut", async () => {
    await desk.withConversation(async ({ say }) => {
      const text = await say("A sentence. ".repeat(50), { sender: { type: "ai" } });
      const [first] = splitRichText(plainText(text), (part) => toPlainText(part).length, 120);
      expect(toPlainText(first ?? [])).toContain("This is an automated answer.");
    });
  });
});

describe("a person's name", () => {
  const by = (userId: string) => ({ sender: { type: "agent" as const, userId } });

  it("stands in their first line and after each change of person, in the words chosen for it", async () => {
    await desk.withConversation(async ({ say }) => {
      const rules = { personSignature: signature };
      expect(await say("One.", by(desk.ann), rules)).toBe("Ann Public, licence L-1\n\nOne.");
      expect(await say("Two.", by(desk.ann), rules)).toBe("Two.");
      expect(await say("Bot.", {}, rules)).toContain("Bot.");
      expect(await say("Three.", by(desk.ann), rules)).toBe("Three.");
      expect(await say("Four.", by(desk.bob), rules)).toBe("Bob\n\nFour.");
      expect(await say("Five.", by(desk.ann), rules)).toBe("Ann Public, licence L-1\n\nFive.");
    });
  });

  it("is not said where the organisation chose no words for it", async () => {
    await desk.withConversation(async ({ say }) => expect(await say("One.", by(desk.ann))).toBe("One."));
  });
});

it("says again what was in a message that never arrived", async () => {
  await desk.withConversation(async ({ scope, say }) => {
    const rules = { openingNotice: notice, personSignature: signature };
    await say("Bot.", { sender: { type: "ai" } }, rules);
    await say("Second.", { sender: { type: "ai" } }, rules);
    const [first, second] = await scope.trx("deliveries").where({ audience: "customer" }).orderBy("seq").select("id");
    await untell(scope.trx, second.id);
    expect(await say("Third.", { sender: { type: "ai" } }, rules)).toBe("Third.");
    await untell(scope.trx, first.id);
    expect(await say("Fourth.", { sender: { type: "ai" } }, rules)).toBe(`${notice.en}\n\n${label}\n\nFourth.`);
  });
});
