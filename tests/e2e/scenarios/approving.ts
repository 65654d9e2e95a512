import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Texts that are held for a manager. */
export const approving: readonly Scenario[] = [
  {
    name: "/approvals lists a held line with a button, by which it goes out",
    proves: ["approvals", "[approve]"],
    run: async (stage) => {
      const { about, number } = await held(stage);
      const list = await stage.asks(stage.mia, "/approvals", `${number} · ${about.code}`);
      expect(list.text).toContain("guaranteed returns of 20%");
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("20%");
      await stage.presses(stage.mia, `approve:${number}`);
      await stage.customerHears(about, "guaranteed returns of 20%");
      await stage.hears(stage.ann, `✅ ${number} was approved by Mia`);
      expect(await decisionOn(stage, number)).toMatchObject({ status: "approved" });
    },
  },
  {
    name: "/approve sends a held line, which its author may not",
    proves: ["approve"],
    run: async (stage) => {
      const { about, number } = await held(stage);
      await stage.asks(stage.ann, `/approve ${number}`, "may not use /approve");
      await stage.asks(stage.mia, `/批准 ${number}`, `Approved: ${number} is on its way`);
      await stage.customerHears(about, "guaranteed returns of 20%");
      expect(await decisionOn(stage, number)).toEqual({ status: "approved", decided_by: stage.mia.userId });
    },
  },
  {
    name: "/reject ends a held line for good, and its author reads why",
    proves: ["reject"],
    run: async (stage) => {
      const { about, number } = await held(stage);
      await stage.asks(stage.mia, `/reject ${number} no promises please`, `Rejected: ${number} will not be sent`);
      await stage.hears(stage.ann, `⛔ ${number} was rejected by Mia`, "no promises please");
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("20%");
      expect(await decisionOn(stage, number)).toEqual({ status: "rejected", decided_by: stage.mia.userId });
    },
  },
];

/** A line of Ann's that no customer may get as it is. */
async function held(stage: Stage): Promise<{ about: DeskedConversation; number: string }> {
  const about = await stage.takenBy(stage.ann);
  stage.line(stage.ann, "This plan has guaranteed returns of 20%", about);
  await stage.hears(stage.ann, `⏸ Not sent to ${about.customer.name}`);
  const row = await stage.row("SELECT number FROM approvals WHERE conversation_id = ?", about.id);
  return { about, number: String(row?.["number"]) };
}

function decisionOn(stage: Stage, number: string) {
  return stage.row("SELECT status, decided_by FROM approvals WHERE number = ?", number);
}
