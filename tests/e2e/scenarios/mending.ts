import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Lines that went to a customer and should not have. */
export const mending: readonly Scenario[] = [
  {
    name: "/recall takes the last line from the customer, or says that they keep it where the platform has no way",
    proves: ["recall"],
    run: async (stage) => {
      const { about } = await said(stage, "The fee is 3 dollars");
      await stage.asks(stage.ben, "/recall", "no line to this customer", about);
      const { canTakeBack } = stage.surface;
      const answer = canTakeBack ? "is asked to take it back" : `${about.customer.name} keeps this line`;
      const told = await stage.asks(stage.ann, "/撤回 the amount is wrong", answer, about);
      if (canTakeBack) await gone(stage, about, "The fee is 3 dollars");
      else expect(told.text).toContain(`/send ${about.code} Correction to my last message:`);
      await stage.settled();
      const trail = `SELECT a.changes->>'outcome' AS outcome, a.changes->>'reason' AS reason FROM audit_logs a
        JOIN messages m ON m.id = a.resource_id::uuid WHERE a.action = 'message.recall' AND m.conversation_id = ?`;
      const outcome = canTakeBack ? "asked" : "impossible";
      expect(await stage.row(trail, about.id)).toEqual({ outcome, reason: "the amount is wrong" });
    },
  },
  {
    name: "the button under a line's mark takes that line from the customer, for who wrote it alone",
    proves: ["[recall]"],
    // 微信客服 takes nothing back: there the button offers a correction instead.
    isImpossibleOn: ["wecom"],
    run: async (stage) => {
      const { about, lineId } = await said(stage, "Your balance is 500");
      await stage.presses(stage.ben, `recall:${lineId}`);
      await stage.hears(stage.ben, "Somebody else wrote this");
      expect(stage.surface.customerSees(about.customer.id)).toContain("Your balance is 500");
      await stage.presses(stage.ann, `recall:${lineId}`);
      await gone(stage, about, "Your balance is 500");
      await stage.hears(stage.ann, `Ann took a line back from ${about.customer.name}`);
    },
  },
  {
    name: "where the customer keeps a line, a button gives words to correct it with, which are sent as a line of its own",
    proves: ["[correct]", "send"],
    run: async (stage) => {
      const { about, lineId } = await said(stage, "The market opens at 8");
      if (stage.surface.canTakeBack) {
        stage.surface.refuseRemoval();
        await stage.asks(stage.ann, "/recall", "is asked to take it back", about);
        await stage.hears(stage.ann, `Not taken back: ${about.customer.name} still has this line`);
      }
      await stage.presses(stage.ann, `correct:${lineId}`);
      await stage.hears(stage.ann, `/send ${about.code} Correction to my last message:`);
      const words = "Correction to my last message: it opens at 9";
      await stage.asks(stage.ann, `/send ${words}`, `On its way to ${about.customer.name}`, about);
      await stage.customerHears(about, words);
      expect(stage.surface.customerSees(about.customer.id)).toContain("The market opens at 8");
    },
  },
  {
    name: "the button that says a line went to the wrong person tells compliance, and nobody else",
    proves: ["[wrong_person]"],
    run: async (stage) => {
      const cora = await stage.hire("Cora", "compliance");
      const { about, lineId } = await mendable(stage, "Dear Mr Gao, your margin call is due");
      await stage.presses(stage.ann, `wrong_person:${lineId}`);
      await stage.hears(stage.ann, `Compliance is told, and ${about.code} is flagged`);
      await stage.hears(cora, "A message to the wrong person", "Dear Mr Gao, your margin call is due");
      if (stage.surface.canTakeBack) await gone(stage, about, "Dear Mr Gao, your margin call is due");
      await stage.settled();
      for (const other of [stage.ann, stage.ben, stage.mia]) {
        const told = stage.surface.sees(other.id).map(({ text }) => text);
        expect(told.filter((text) => text.includes("A message to the wrong person"))).toEqual([]);
      }
      const flagged = "SELECT tags FROM conversations WHERE id = ?";
      expect(await stage.row(flagged, about.id)).toEqual({ tags: ["wrong_person"] });
    },
  },
  {
    name: "a line that waits a moment is stopped with its button, and the customer never gets it",
    proves: ["[cancel_line]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.set("desk.send_delay", 3);
      // Longer than anybody needs to press.
      await stage.set("delivery.join_seconds", 60);
      stage.line(stage.ann, "Sent in a hurry", about);
      const lineId = await lineOf(stage, about, "Sent in a hurry");
      await stage.presses(stage.ann, `cancel_line:${lineId}`);
      await stage.hears(stage.ann, `Cancelled: nothing was sent to ${about.customer.name}`);
      await stage.set("desk.send_delay", 0);
      await stage.set("delivery.join_seconds", 0);
      stage.line(stage.ann, "Sent with care", about);
      await stage.customerHears(about, "Sent with care");
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("in a hurry");
    },
  },
];

/** A line of Ann's that the customer has. */
async function said(stage: Stage, words: string): Promise<{ about: DeskedConversation; lineId: string }> {
  const about = await stage.takenBy(stage.ann);
  stage.line(stage.ann, words, about);
  await stage.customerHears(about, words);
  await stage.hears(stage.ann, `✓ Sent to ${about.customer.name}`);
  await stage.settled();
  return { about, lineId: await lineOf(stage, about, words) };
}

/** The same where the mark said first that it waits: without threads that card offers the buttons in its late answer. */
async function mendable(stage: Stage, words: string): Promise<{ about: DeskedConversation; lineId: string }> {
  if (stage.surface.isThreaded) return said(stage, words);
  await stage.set("desk.send_delay", 0.1);
  const line = await said(stage, words);
  await stage.set("desk.send_delay", 0);
  await stage.presses(stage.ann, `cancel_line:${line.lineId}`);
  await stage.hears(stage.ann, `Too late: it has gone to ${line.about.customer.name}`);
  return line;
}

/** The message's id, which its buttons carry. */
function lineOf(stage: Stage, { id }: DeskedConversation, words: string): Promise<string> {
  const line = "SELECT id FROM messages WHERE conversation_id = ? AND direction = 'outbound' AND content = ?";
  return waitFor(`“${words}” to be kept`, async () => (await stage.row(line, id, words))?.["id"] as string | undefined);
}

async function gone(stage: Stage, { customer }: DeskedConversation, words: string): Promise<void> {
  await waitFor(`“${words}” to be gone`, () => !stage.surface.customerSees(customer.id).includes(words));
}
