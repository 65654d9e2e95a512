import { expect } from "vitest";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Whose a conversation is: taken, given back, given to somebody, ended, opened again. */
export const owning: readonly Scenario[] = [
  {
    name: "/take makes a person's plain lines go to the customer, and nobody else's",
    proves: ["take"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      stage.line(stage.ben, "Ben may not say this", about);
      await stage.hears(stage.ben, `Internal, not sent to ${about.customer.name}`);
      stage.line(stage.ann, "Ann says hello", about);
      await stage.customerHears(about, "Ann says hello");
      await stage.hears(stage.ann, `✓ Sent to ${about.customer.name}`);
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("Ben may not");
      expect(await ownerOf(stage, about.id)).toEqual({ owner: "Ann", status: "active", ai_enabled: false });
    },
  },
  {
    name: "接手 and ／接手 are /take",
    proves: ["take"],
    run: async (stage) => {
      const about = await stage.waiting();
      await stage.asks(stage.ben, "／接手", `Ben has taken ${about.code}`, about);
      expect(await ownerOf(stage, about.id)).toMatchObject({ owner: "Ben" });
    },
  },
  {
    name: "the button that takes is won by one of two who press it at the same instant, and the other is told",
    proves: ["[take]"],
    run: async (stage) => {
      const about = await stage.waiting();
      const button = `take:${about.id}`;
      await Promise.all([stage.presses(stage.ann, button), stage.presses(stage.ben, button)]);
      await stage.settled();
      const { owner } = (await ownerOf(stage, about.id)) ?? {};
      const [winner, loser] = owner === "Ann" ? [stage.ann, stage.ben] : [stage.ben, stage.ann];
      const refusal = `${winner.name} has ${about.code} already`;
      await stage.hears(loser, refusal);
      expect(stage.surface.sees(winner.id).filter(({ text }) => text.includes(refusal))).toEqual([]);
      expect(await ownerOf(stage, about.id)).toMatchObject({ owner: winner.name });
      const taken = "SELECT count(*) FROM conversation_events WHERE conversation_id = ? AND event_type = 'taken'";
      expect(await stage.row(taken, about.id)).toEqual({ count: "1" });
    },
  },
  {
    name: "the card says who took the conversation, also where not all that is known of the customer fits on it",
    proves: ["[take]"],
    run: async (stage) => {
      const about = await stage.waiting();
      const source = `UPDATE leads SET source_detail = repeat('spring campaign ', 8)
        WHERE customer_id = (SELECT customer_id FROM conversations WHERE id = ?)`;
      await stage.product.db.system.raw(source, [about.id]);
      await stage.presses(stage.ann, `take:${about.id}`);
      await stage.hears(stage.ann, `${about.code} · ${about.customer.name}`, "With: Ann");
    },
  },
  {
    name: "/release gives a conversation back to the bot, which answers again; while the customer waits, only when insisted on",
    proves: ["release"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/release", `The customer of ${about.code} waits for an answer`, about);
      expect(await ownerOf(stage, about.id)).toMatchObject({ owner: "Ann" });
      await stage.asks(stage.ann, "/release now", `${about.code} is back with the bot`, about);
      expect(await ownerOf(stage, about.id)).toEqual({ owner: null, status: "pending", ai_enabled: true });
      stage.surface.customerWrites(about.customer.id, "How long does a withdrawal take?");
      await stage.customerHears(about, "two to three business days");
    },
  },
  {
    name: "the button that releases does what /release does",
    proves: ["[release]"],
    run: async (stage) => {
      const about = await stage.waiting();
      await stage.presses(stage.ann, `take:${about.id}`);
      await stage.hears(stage.ann, `Ann has taken ${about.code}`);
      stage.line(stage.ann, "Answered before the release", about);
      await stage.customerHears(about, "Answered before the release");
      await stage.settled();
      await stage.presses(stage.ann, `release:${about.id}`);
      await stage.hears(stage.ann, `${about.code} is back with the bot`);
      expect(await ownerOf(stage, about.id)).toEqual({ owner: null, status: "pending", ai_enabled: true });
    },
  },
  {
    name: "/assign gives a colleague's conversation to another, who is told",
    proves: ["assign"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ben, "/assign Ben", "Your role (agent) may not use /assign", about);
      await stage.asks(stage.mia, "/assign Ben", `Mia gave ${about.code} to Ben`, about);
      await stage.hears(stage.ben, `Mia gave you ${about.code}: ${about.customer.name}`);
      expect(await ownerOf(stage, about.id)).toMatchObject({ owner: "Ben" });
      stage.line(stage.ben, "Ben goes on", about);
      await stage.customerHears(about, "Ben goes on");
    },
  },
  {
    name: "/resolve ends a conversation, and asks the customer who was helped how it was",
    proves: ["resolve"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      stage.line(stage.ann, "All is done", about);
      await stage.customerHears(about, "All is done");
      await stage.asks(stage.ann, "/resolve", `Ann resolved ${about.code}`, about);
      await stage.customerHears(about, "How satisfied are you");
      expect(await ownerOf(stage, about.id)).toMatchObject({ status: "resolved" });
    },
  },
  {
    name: "/reopen opens it again for who asks, under whom the customer is written to",
    proves: ["reopen"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/resolve", `Ann resolved ${about.code}`, about);
      await stage.asks(stage.ben, "/reopen", `Ben reopened ${about.code} and has it`, about);
      expect(await ownerOf(stage, about.id)).toMatchObject({ owner: "Ben", status: "active" });
      // Where a thread was closed, it is open again a moment later.
      await waitFor("the thread to take lines", () => isTaken(() => stage.line(stage.ben, "One more thing", about)));
      await stage.customerHears(about, "One more thing");
    },
  },
  {
    name: "the buttons that resolve and reopen do what the commands do",
    proves: ["[resolve]", "[reopen]"],
    run: async (stage) => {
      const about = await stage.waiting();
      await stage.presses(stage.ann, `resolve:${about.id}`);
      await stage.hears(stage.ann, `Ann resolved ${about.code}`);
      await stage.settled();
      expect(await ownerOf(stage, about.id)).toMatchObject({ status: "resolved" });
      await stage.presses(stage.ann, `reopen:${about.id}`);
      await stage.hears(stage.ann, `Ann reopened ${about.code}`);
      expect(await ownerOf(stage, about.id)).toMatchObject({ owner: "Ann", status: "active" });
    },
  },
  {
    name: "who is unlinked in the middle can neither write nor press any more, and is told how to link",
    proves: [],
    run: async (stage) => {
      const leo = await stage.hire("Leo", "agent");
      const about = await stage.takenBy(leo);
      stage.line(leo, "Leo is here", about);
      await stage.customerHears(about, "Leo is here");
      await stage.asks(leo, "/script deposit confirmation", "IN-1", about);
      await stage.product.db.system("user_identities").where({ user_id: leo.userId }).delete();
      stage.line(leo, "one last word", about);
      await stage.hears(leo, "/link CODE");
      const before = stage.surface.customerSees(about.customer.id).length;
      await stage.surface.command(leo.id, "/resolve", about);
      const offers =
        "SELECT id, status FROM desk_offers WHERE conversation_id = ? AND kind = 'script' ORDER BY id LIMIT 1";
      await stage.presses(leo, `offer_send:${(await stage.row(offers, about.id))?.["id"]}`);
      await stage.settled();
      expect(await stage.row(offers, about.id)).toMatchObject({ status: "open" });
      expect(stage.surface.customerSees(about.customer.id)).toHaveLength(before);
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("one last word");
      expect(await ownerOf(stage, about.id)).toMatchObject({ owner: "Leo", status: "active" });
      stage.surface.customerWrites(about.customer.id, "Are you there?");
      await stage.settled();
      await stage.asks(stage.mia, "/assign Ann", `Mia gave ${about.code} to Ann`, about);
      await stage.presence("away", leo);
    },
  },
];

function ownerOf(stage: Stage, conversationId: string) {
  return stage.row(
    "SELECT u.name AS owner, v.status, v.ai_enabled FROM conversations v LEFT JOIN users u ON u.id = v.agent_id WHERE v.id = ?",
    conversationId,
  );
}

function isTaken(write: () => void): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}
