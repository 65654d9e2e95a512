import { expect } from "vitest";
import { archiveMonth } from "../../support/archive-month.ts";
import type { Scenario } from "./scenario.ts";

/** What is known and noted of a customer, what the bot would say, and what it may do. */
export const telling: readonly Scenario[] = [
  {
    name: "/help lists the commands that the asker's role has, and no other",
    proves: ["help"],
    run: async (stage) => {
      await stage.asks(stage.ann, "/help", "/take");
      await stage.hears(stage.ann, "/script QUERY");
      await stage.settled();
      const seen = stage.surface.sees(stage.ann.id).map(({ text }) => text);
      expect(seen.join()).not.toContain("/assign [C1042] WHO");
      await stage.asks(stage.mia, "/帮助", "/assign [C1042] WHO");
    },
  },
  {
    name: "/ask shows what the bot would answer, in the language of the question",
    proves: ["ask"],
    run: async (stage) => {
      await stage.asks(stage.ann, "/ask How long does a withdrawal take?", "two to three business days");
      await stage.asks(stage.ann, "/问 出金多久到账？", "2至3个工作日到账");
      await stage.asks(stage.ann, "/ask Do you sponsor football clubs?", "No approved answer is good enough");
    },
  },
  {
    name: "/send brings words to the customer of a conversation one has, and of no other",
    proves: ["send"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/send Your papers have arrived", `On its way to ${about.customer.name}`, about);
      await stage.customerHears(about, "Your papers have arrived");
      const before = new Set(stage.surface.sees(stage.ben.id).map(({ key }) => key));
      await stage.surface.command(stage.ben.id, "/send Not from me", about);
      await stage.settled();
      const told = stage.surface.sees(stage.ben.id).filter(({ key }) => !before.has(key));
      expect(told.map(({ text }) => text).join()).toMatch(/take/);
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("Not from me");
    },
  },
  {
    name: "/note keeps words that only staff read",
    proves: ["note"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/note wants a call on Monday", "Only staff see it", about);
      await stage.settled();
      const note = "SELECT content, user_id FROM messages WHERE conversation_id = ? AND direction = 'internal'";
      expect(await stage.row(note, about.id)).toEqual({
        content: "wants a call on Monday",
        user_id: stage.ann.userId,
      });
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("Monday");
    },
  },
  {
    name: "/name, /tag and /stage change what is known of a customer, and /customer and its button show it",
    proves: ["name", "tag", "stage", "customer", "[customer]"],
    run: async (stage) => {
      const about = await stage.waiting();
      const given = "Eva Lind";
      await stage.asks(stage.ann, `/name ${given}`, `→ ${given}`, about);
      await stage.asks(stage.ann, "/tag +vip", `${given}: +vip`, about);
      await stage.asks(stage.ann, "/阶段 意向", "→ interested", about);
      const known = `SELECT c.name, c.stage, t.name AS tag FROM conversations v JOIN customers c ON c.id = v.customer_id
        JOIN customer_tags ct ON ct.customer_id = c.id JOIN tags t ON t.id = ct.tag_id WHERE v.id = ?`;
      expect(await stage.row(known, about.id)).toEqual({ name: given, stage: "interested", tag: "vip" });
      const shown = await stage.asks(stage.ann, "/customer", "Tags: vip", about);
      expect(shown.text).toMatch(/Code: CUST_\d+/);
      await stage.presses(stage.ben, `customer:${about.id}`);
      const picture = await stage.hears(stage.ben, given, "Tags: vip");
      expect(picture.text).toMatch(/Stage: interested/);
      await stage.asks(stage.ann, "/tag -vip", `${given}: -vip`, about);
      expect(await stage.row(known, about.id)).toBeUndefined();
    },
  },
  {
    name: "/history shows what was said, with who said it and what was internal",
    proves: ["history"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      stage.line(stage.ann, "Here I am", about);
      await stage.customerHears(about, "Here I am");
      await stage.asks(stage.ann, "/note was polite", "Only staff see it", about);
      const { text } = await stage.asks(stage.mia, "/history", "I want to talk to a human", about);
      expect(text).toMatch(/Ann: Here I am/);
      expect(text).toMatch(/\(internal\): was polite/);
      expect(text).not.toContain("archived");
      await archiveMonth(stage, about.id, "2021-03");
      await stage.asks(stage.mia, "/history", "Messages of 2021-03 are archived and not searched", about);
    },
  },
  {
    name: "/bot suggest keeps the bot from customers everywhere, and the desk sees what it would have said",
    proves: ["bot", "[offer_send]"],
    run: async (stage) => {
      await stage.asks(stage.ann, "/bot suggest", "may set the bot in one conversation alone");
      await stage.asks(stage.mia, "/bot suggest", "set to suggest for the whole organisation");
      const customer = stage.newCustomer("How do I open an account?");
      const about = await stage.conversationOf(customer);
      await stage.settled();
      expect(stage.surface.customerSees(customer.id).join()).not.toContain("Register on our website");
      // Where there are no threads, who takes it is shown what nobody was.
      await stage.asks(stage.ann, "/take", `Ann has taken ${about.code}`, about);
      await stage.hears(stage.ann, "Suggested, not sent", "Register on our website");
      const offer = "SELECT id FROM desk_offers WHERE conversation_id = ? AND kind = 'answer'";
      await stage.presses(stage.ann, `offer_send:${(await stage.row(offer, about.id))?.["id"]}`);
      await stage.customerHears(about, "Register on our website");
      await stage.asks(stage.mia, "/机器人 自动", "set to auto for the whole organisation");
      const next = stage.newCustomer("How do I open an account?");
      await stage.customerHears(await stage.conversationOf(next), "Register on our website");
    },
  },
  {
    name: "/bot about one conversation keeps the bot silent there alone, until it is told to answer again",
    proves: ["bot"],
    run: async (stage) => {
      const question = "How long does a withdrawal take?";
      const about = await stage.conversationOf(stage.newCustomer("How do I open an account?"));
      await stage.customerHears(about, "Register on our website");
      await stage.asks(stage.ann, "/bot off", `The bot is silent in ${about.code}`, about);
      const enabled = "SELECT ai_enabled FROM conversations WHERE id = ?";
      expect(await stage.row(enabled, about.id)).toEqual({ ai_enabled: false });
      stage.surface.customerWrites(about.customer.id, question);
      const other = await stage.conversationOf(stage.newCustomer(question));
      await stage.customerHears(other, "two to three business days");
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("two to three business days");
      await stage.asks(stage.ann, "/机器人 自动", `The bot answers in ${about.code} again`, about);
      expect(await stage.row(enabled, about.id)).toEqual({ ai_enabled: true });
      stage.surface.customerWrites(about.customer.id, question);
      await stage.customerHears(about, "two to three business days");
    },
  },
  {
    name: "/intent teaches an intent that the next message has, lists it and forgets it",
    proves: ["intent"],
    run: async (stage) => {
      const example = "How do I become an introducing broker?";
      await stage.asks(stage.mia, `/intent add ib_program ${example}`, "ib_program has 1 example");
      await stage.asks(stage.mia, "/意图 list", "ib_program How do I become");
      const about = await stage.conversationOf(stage.newCustomer(example));
      await stage.settled();
      const intent = `SELECT i.intent FROM message_insights i JOIN messages m ON m.id = i.message_id
        WHERE m.conversation_id = ? AND m.direction = 'inbound'`;
      expect(await stage.row(intent, about.id)).toEqual({ intent: "ib_program" });
      await stage.asks(stage.mia, "/intent remove ib_program", "ib_program is gone");
      await stage.asks(stage.mia, "/intent", "no intents of your own");
    },
  },
  {
    name: "/digest brings the day's figures and their picture in private",
    proves: ["digest"],
    run: async (stage) => {
      const before = stage.surface.sees(stage.mia.id).filter(({ files }) => files > 0).length;
      await stage.asks(stage.mia, "/digest", "goes to your private chat");
      await stage.settled();
      expect(stage.surface.sees(stage.mia.id).filter(({ files }) => files > 0)).toHaveLength(before + 1);
      await stage.asks(stage.ann, "/日报", "may not use /digest");
    },
  },
];
