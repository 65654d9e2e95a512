import { expect } from "vitest";
import type { Scenario, Stage } from "./scenario.ts";

/** Whose turn it is, what waits, and until when. */
export const routing: readonly Scenario[] = [
  {
    name: "/presence says whether conversations may be given to a person, and shows it",
    proves: ["presence"],
    run: async (stage) => {
      const { ben } = stage;
      await stage.asks(ben, "/presence busy", "You are busy");
      await stage.asks(ben, "/状态", "You are busy");
      expect(await stage.row("SELECT presence FROM users WHERE id = ?", ben.userId)).toEqual({ presence: "busy" });
      await stage.asks(ben, "/状态 在线", "You are online");
      expect(await stage.row("SELECT presence FROM users WHERE id = ?", ben.userId)).toEqual({ presence: "online" });
    },
  },
  {
    name: "/signature says by which name customers know a person, in the next line that they write",
    proves: ["signature"],
    run: async (stage) => {
      const { ben } = stage;
      const about = await stage.takenBy(ben);
      await stage.set("conduct.person_signature", { en: "This is {name}", zh: "我是{name}" });
      try {
        await stage.asks(ben, "/signature Benjamin Li", "Customers read: This is Benjamin Li");
        stage.line(ben, "Good morning to you", about);
        await stage.customerHears(about, "This is Benjamin Li");
        await stage.asks(ben, "/signature {licence}", "at most 60 letters");
        await stage.asks(ben, "/signature Guaranteed Profit", "prohibited claim");
        await stage.asks(ben, "/署名 ann", "A colleague is known by that name");
        await stage.asks(ben, "/signature none", `Customers read: This is Ben`);
        expect(await stage.row("SELECT settings FROM users WHERE id = ?", ben.userId)).toEqual({ settings: {} });
      } finally {
        await stage.product.db.system("settings").where({ key: "conduct.person_signature" }).delete();
      }
    },
  },
  {
    name: "a conversation that is offered is taken by the button of the private message",
    proves: ["[take]"],
    run: async (stage) => {
      await routed(stage, "offer", async () => {
        const about = await stage.waiting();
        await stage.hears(stage.ben, `Your turn: ${about.code} · ${about.customer.name}`);
        const offered = "SELECT offered_to, agent_id FROM conversations WHERE id = ?";
        expect(await stage.row(offered, about.id)).toEqual({ offered_to: stage.ben.userId, agent_id: null });
        await stage.presses(stage.ben, `take:${about.id}`);
        await stage.hears(stage.ben, `Ben has taken ${about.code}`);
        expect(await stage.row(offered, about.id)).toEqual({ offered_to: null, agent_id: stage.ben.userId });
      });
    },
  },
  {
    name: "a conversation that is assigned is theirs at once, and their lines reach the customer",
    proves: [],
    run: async (stage) => {
      await routed(stage, "assign", async () => {
        const about = await stage.conversationOf(stage.newCustomer("I want to talk to a human"));
        await stage.hears(stage.ben, `You have been given ${about.code}`);
        stage.line(stage.ben, "I have you", about);
        await stage.customerHears(about, "I have you");
      });
    },
  },
  {
    name: "/queue shows what waits with buttons to take it, /mine what one has, and /sla who is due",
    proves: ["queue", "mine", "sla", "[take]"],
    run: async (stage) => {
      await stage.product.db.system("conversations").update({ status: "closed", agent_id: null, handoff_at: null });
      await stage.asks(stage.ann, "/queue", "Nothing waits for a person");
      await stage.asks(stage.ann, "/mine", "You have no conversations");
      const about = await stage.waiting();
      const queue = await stage.asks(stage.ann, "/排队", "1 waiting");
      expect(queue.text).toContain(`${about.code} · ${about.customer.name} · asks for a person · since`);
      await stage.presses(stage.ann, `take:${about.id}`, `Take ${about.code}`);
      await stage.hears(stage.ann, `Ann has taken ${about.code}`);
      const mine = await stage.asks(stage.ann, "/我的", "You have 1");
      expect(mine.text).toContain(`${about.code} · ${about.customer.name} · waits since`);
      const overdue = "UPDATE conversations SET sla_first_response_at = now() - interval '5 minutes' WHERE id = ?";
      await stage.product.db.system.raw(overdue, [about.id]);
      const sla = await stage.asks(stage.mia, "/sla", "1 overdue · 0 due within 30 minutes");
      expect(sla.text).toMatch(new RegExp(`${about.code} · ${about.customer.name} · medium · Ann · answer ⚠`));
      await stage.asks(stage.ann, "/sla", "may not use /sla");
    },
  },
  {
    name: "a lead's /queue offers to give what waits, and the choice of a colleague gives it to them",
    proves: ["queue", "[assign_pick]", "[assign_to]"],
    run: async (stage) => {
      await stage.product.db.system("conversations").update({ status: "closed", agent_id: null, handoff_at: null });
      const about = await stage.waiting();
      await stage.asks(stage.mia, "/queue", `${about.code} · ${about.customer.name}`);
      await stage.presses(stage.mia, `assign_pick:${about.id}`, `Assign ${about.code}`);
      const choice = await stage.hears(stage.mia, `Who takes ${about.code} · ${about.customer.name}?`);
      expect(choice.buttons.map(({ label }) => label)).toEqual(expect.arrayContaining(["Ann", "Ben", "Mia"]));
      await stage.presses(stage.mia, `assign_to:${about.code.slice(1)}:${stage.ben.userId}`, "Ben");
      await stage.hears(stage.ben, `Mia gave you ${about.code}: ${about.customer.name}`);
      stage.line(stage.ben, "I was asked to help", about);
      await stage.customerHears(about, "I was asked to help");
    },
  },
];

/** While only Ben is there, and conversations find their person in one way. */
async function routed(stage: Stage, mode: "offer" | "assign", run: () => Promise<void>): Promise<void> {
  await stage.presence("away", stage.ann, stage.mia);
  await stage.set("routing.mode", mode);
  try {
    await run();
  } finally {
    await stage.set("routing.mode", "manual");
    await stage.presence("online", stage.ann, stage.mia);
  }
}
