import { expect } from "vitest";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** What customers pay in and ask to be paid out. */
export const funding: readonly Scenario[] = [
  {
    name: "/deposit records and lists a customer's deposits, and who may confirms them, once",
    proves: ["deposit"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const reference = `BO-${about.code}`;
      const recorded = await stage.asks(
        stage.ann,
        `/deposit 1,500.50 usd ${reference}`,
        "1,500.50 USD · first deposit",
        about,
      );
      const code = /DEP_\d{8}_\d{3}/.exec(recorded.text)?.[0] ?? "";
      await stage.asks(stage.ann, `/入金 ${about.code} 1500.50 USD ${reference}`, `Recorded before: ${code}`, about);
      await stage.asks(stage.ann, `/deposit ${about.code} 1 USD ${reference}`, "the amount differs", about);
      await stage.asks(stage.ann, `/deposit ${about.code} 0.001 USD`, "has 3 decimal places", about);
      await stage.asks(stage.ann, `/deposit confirm ${code}`, "Your role (agent) may not do this", about);
      await stage.asks(stage.mia, `/deposit confirm ${code}`, "confirmed", about);
      await stage.asks(stage.mia, `/deposit fail ${code}`, `${code} is confirmed already`, about);
      await stage.asks(stage.ann, `/deposit ${about.code}`, "confirmed: 1,500.50 USD", about);
      const row =
        "SELECT total_deposits, deposit_count FROM funnel_bofu WHERE customer_id = (SELECT customer_id FROM conversations WHERE id = ?)";
      expect(await stage.row(row, about.id)).toEqual({ total_deposits: "1500.50", deposit_count: 1 });
    },
  },
  {
    name: "the same deposit typed twice without a reference is recorded once",
    proves: ["deposit"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, `/deposit ${about.code} 70 EUR`, "70.00 EUR · first deposit", about);
      await stage.asks(stage.ann, `/deposit ${about.code} 70 EUR`, "was recorded just now", about);
      const count =
        "SELECT count(*) FROM deposits WHERE customer_id = (SELECT customer_id FROM conversations WHERE id = ?)";
      expect(await stage.row(count, about.id)).toEqual({ count: "1" });
    },
  },
  {
    name: "/withdrawal tells the customer at once in a verified chat, stops selling to them, and nobody turns it down",
    proves: ["withdrawal"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await verify(stage, about.id);
      const recorded = await stage.asks(stage.ann, "/withdrawal 500 USD", "500.00 USD · pending · settle by", about);
      const code = /WTH_\d{8}_\d{3}/.exec(recorded.text)?.[0] ?? "";
      expect(recorded.text).toContain("The customer is told");
      await stage.customerHears(about, `Your withdrawal request for 500.00 USD has arrived. Its reference is ${code}`);
      await stage.asks(stage.mia, `/withdrawal fail ${code}`, "Nobody turns a withdrawal down from here", about);
      await stage.asks(stage.ann, `/withdrawal confirm ${code}`, "Your role (agent) may not do this", about);
      await stage.asks(stage.ann, `/出金 沟通 ${code} needs_funds buys a house`, "The request stands as it did", about);
      await stage.asks(stage.mia, `/withdrawal ${code}`, "buys a house", about);
      expect(await statusOf(stage, code)).toMatchObject({ status: "pending", reason: "needs_funds" });
      await stage.asks(stage.mia, `/withdrawal confirm ${code}`, "confirmed", about);
      expect(await statusOf(stage, code)).toMatchObject({ status: "confirmed" });
    },
  },
  {
    name: "/withdrawal tells nobody in a chat that is not verified, and says so to who records it",
    proves: ["withdrawal"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/withdrawal 500 USD BO-unverified", "none of their chats is verified", about);
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("withdrawal request");
    },
  },
  {
    name: "/funnel sends the figures of a period with a chart to the asker's private chat",
    proves: ["funnel"],
    run: async (stage) => {
      await stage.asks(stage.ann, "/funnel", "Your role (agent) may not use /funnel");
      await stage.asks(stage.mia, "/funnel today", "goes to your private chat");
      await stage.hears(stage.mia, "Funnel · ", "New contacts:", "Paid in:");
      await stage.asks(stage.mia, "/漏斗 Nowhere", "There is no team");
      const picture = `SELECT files FROM deliveries WHERE purpose = 'command' AND act->>'why' = 'command: funnel' AND status = 'sent'`;
      const sent = await waitFor("the chart", () => stage.row(picture));
      expect(sent).toMatchObject({ files: [{ mimeType: "image/png" }] });
    },
  },
];

async function verify(stage: Stage, conversationId: string): Promise<void> {
  await stage.product.db.system.raw(
    `UPDATE customer_identities SET verified_at = now()
     WHERE customer_id = (SELECT customer_id FROM conversations WHERE id = ?)`,
    [conversationId],
  );
}

function statusOf(stage: Stage, code: string) {
  return stage.row("SELECT status, reason FROM withdrawals WHERE withdrawal_code = ?", code);
}
