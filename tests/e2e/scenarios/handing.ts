import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Conversations that are offered to a colleague, who answers with a button. */
export const handing: readonly Scenario[] = [
  {
    name: "/handover offers a conversation, which stays the giver's until the colleague presses the button that accepts",
    proves: ["handover", "[handover_accept]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ben, "/handover Ann", `Ann has ${about.code}`, about);
      await stage.asks(stage.ann, "/handover Ben speaks Cantonese", `Ann offered ${about.code} to Ben`, about);
      await stage.hears(stage.ben, `Ann offers Ben ${about.code} · ${about.customer.name}`, "speaks Cantonese");
      expect(await ownerOf(stage, about)).toBe("Ann");
      await stage.presses(stage.ben, `handover_accept:${await offerOf(stage, about)}`);
      await stage.hears(stage.ann, `Ben accepted ${about.code} · ${about.customer.name} from you`);
      expect(await ownerOf(stage, about)).toBe("Ben");
      stage.line(stage.ben, "Ben is with you now", about);
      await stage.customerHears(about, "Ben is with you now");
    },
  },
  {
    name: "the button that declines leaves it with the giver, and the offer cannot be accepted any more",
    proves: ["handover", "[handover_decline]", "[handover_accept]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/转接 Ben", `Ann offered ${about.code} to Ben`, about);
      const offer = await offerOf(stage, about);
      await stage.presses(stage.ben, `handover_decline:${offer}`);
      await stage.hears(stage.ann, `${about.code} stays with you: Ben declined it`);
      await stage.settled();
      await stage.presses(stage.ben, `handover_accept:${offer}`);
      await stage.hears(stage.ben, "Too late: Ann has it");
      expect(await ownerOf(stage, about)).toBe("Ann");
      stage.line(stage.ann, "Ann goes on", about);
      await stage.customerHears(about, "Ann goes on");
    },
  },
  {
    name: "/handover all offers everything that one has, and one button accepts it",
    proves: ["handover", "[handover_all]"],
    run: async (stage) => {
      const { first, second, batch } = await allOffered(stage, "/handover all Ben on leave until Monday");
      await stage.hears(stage.ben, "Ann offers Ben 2 conversations", "on leave until Monday", first.code, second.code);
      expect([await ownerOf(stage, first), await ownerOf(stage, second)]).toEqual(["Ann", "Ann"]);
      await stage.presses(stage.ben, `handover_all:${batch}`);
      await stage.hears(stage.ann, "Ben accepted ", first.code, second.code);
      expect([await ownerOf(stage, first), await ownerOf(stage, second)]).toEqual(["Ben", "Ben"]);
    },
  },
  {
    name: "the button that shows them one by one lets the colleague accept one and leave the other",
    proves: ["handover", "[handover_each]", "[handover_accept]"],
    run: async (stage) => {
      const { first, second, batch } = await allOffered(stage, "/交接 全部 Ben");
      await stage.presses(stage.ben, `handover_each:${batch}`);
      await stage.hears(stage.ben, "2 wait for you");
      await stage.presses(stage.ben, `handover_accept:${await offerOf(stage, second)}`, `Accept ${second.code}`);
      await stage.hears(stage.ann, `Ben accepted ${second.code} · ${second.customer.name} from you`);
      expect([await ownerOf(stage, first), await ownerOf(stage, second)]).toEqual(["Ann", "Ben"]);
    },
  },
  {
    name: "/handover all --customers with nothing open offers the customers alone, to accept or decline with a button",
    proves: ["handover", "[customers_accept]", "[customers_decline]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.product.db.system("conversations").update({ status: "closed", agent_id: null, handoff_at: null });
      const annId = String((await stage.row("SELECT id FROM users WHERE name = 'Ann'"))?.["id"]);
      await stage.product.db.system("customers").update({ owner_id: null });
      await stage.product.db.system("customers").where({ name: about.customer.name }).update({ owner_id: annId });
      const line = "/handover all --customers Ben on leave until Monday";
      await stage.asks(stage.ann, line, "You offered 1 customer to Ben");
      await stage.hears(stage.ben, "Ann offers Ben 1 customer", "on leave until Monday");
      const first = await newestOffer(stage);
      await stage.presses(stage.ben, `customers_decline:${first}`);
      await stage.hears(stage.ann, "Your customers stay with you: Ben declined them");
      expect(await ownerOfCustomer(stage, about)).toBe("Ann");
      await stage.settled();
      await stage.presses(stage.ben, `customers_accept:${first}`);
      await stage.hears(stage.ben, "Too late: this offer has ended");

      await stage.asks(stage.ann, "/交接 全部 客户 Ben", "You offered 1 customer to Ben");
      await waitForOffer(stage, first);
      await stage.presses(stage.ben, `customers_accept:${await newestOffer(stage)}`);
      await stage.hears(stage.ann, "Ben accepted 1 customer from you");
      expect(await ownerOfCustomer(stage, about)).toBe("Ben");
    },
  },
];

/** Ann has two conversations, and no other, and offers them to Ben at once. */
async function allOffered(
  stage: Stage,
  line: string,
): Promise<{ first: DeskedConversation; second: DeskedConversation; batch: string }> {
  await stage.product.db.system("conversations").update({ status: "closed", agent_id: null, handoff_at: null });
  const first = await stage.takenBy(stage.ann);
  const second = await stage.takenBy(stage.ann);
  await stage.asks(stage.ann, line, "You offered 2 conversations to Ben");
  const offer = await stage.row("SELECT batch_id FROM conversation_handovers WHERE conversation_id = ?", first.id);
  return { first, second, batch: String(offer?.["batch_id"]) };
}

/** The newest offer of a conversation: its buttons carry the id. */
async function offerOf(stage: Stage, { id }: DeskedConversation): Promise<string> {
  const newest = "SELECT id FROM conversation_handovers WHERE conversation_id = ? ORDER BY created_at DESC LIMIT 1";
  return String((await stage.row(newest, id))?.["id"]);
}

async function ownerOf(stage: Stage, { id }: DeskedConversation): Promise<unknown> {
  const owner = "SELECT u.name FROM conversations v JOIN users u ON u.id = v.agent_id WHERE v.id = ?";
  return (await stage.row(owner, id))?.["name"];
}

async function newestOffer(stage: Stage): Promise<string> {
  const newest = "SELECT id FROM customer_handovers ORDER BY created_at DESC LIMIT 1";
  return String((await stage.row(newest))?.["id"]);
}

function waitForOffer(stage: Stage, before: string): Promise<boolean> {
  return waitFor("the second offer", async () => (await newestOffer(stage)) !== before);
}

async function ownerOfCustomer(stage: Stage, { customer }: DeskedConversation): Promise<unknown> {
  const owner = "SELECT u.name FROM customers c JOIN users u ON u.id = c.owner_id WHERE c.name = ?";
  return (await stage.row(owner, customer.name))?.["name"];
}
