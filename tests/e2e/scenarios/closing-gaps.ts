import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Questions without a good answer that become FAQs by somebody's approval. */
export const closingGaps: readonly Scenario[] = [
  {
    name: "/gaps shows what was not answered with a colleague's reply, which becomes an FAQ by somebody else's approval",
    proves: ["gaps"],
    run: async (stage) => {
      const tanya = await stage.hire("Tanya", "trainer");
      const question = "Are swap free islamic accounts offered?";
      const about = await askedInVain(stage, question);
      await askedInVain(stage, question);
      await askedInVain(stage, "Is a swap free islamic account offered?");
      await stage.asks(stage.ann, `/take ${about.code}`, `Ann has taken ${about.code}`);
      stage.line(stage.ann, `Yes ${about.customer.name}, the Halal account has no swaps.`, about);
      await stage.customerHears(about, "the Halal account has no swaps");
      await stage.asks(stage.ann, "/gaps", "may not use /gaps");
      const list = await stage.asks(tanya, "/缺口", "×3");
      expect(list.text).toContain("the Halal account has no swaps");
      expect(list.text).not.toContain(about.customer.name);
      const [, number = ""] = /(\d+) · ×3/.exec(list.text) ?? [];
      await stage.asks(tanya, "/gaps draft 9999", "has no gap 9999");
      await stage.asks(tanya, `/gaps draft ${number} Halal accounts guarantee returns of 20%.`, "Not drafted");
      const waits = await stage.asks(tanya, `/gaps draft ${number}`, "waits for approval");
      expect(waits.text).toMatch(/answers \d of 2 of these wordings/);
      const row = await stage.row("SELECT number FROM approvals WHERE kind = 'knowledge' ORDER BY number DESC");
      const approval = String(row?.["number"]);
      await stage.asks(tanya, `/gaps draft ${number}`, `a draft of it already: ${approval}`);
      await stage.asks(stage.mia, "/approvals", "the Halal account has no swaps");
      await stage.asks(stage.mia, `/approve ${approval}`, "was approved by Mia");
      await stage.hears(tanya, `${approval} was approved by Mia`);
      const asking = stage.newCustomer(question);
      await waitFor("the answer", () =>
        stage.surface.customerSees(asking.id).some((text) => text.includes("the Halal account has no swaps")),
      );
      expect(await stage.row("SELECT source, question FROM faqs WHERE external_id = ?", `gap-${approval}`)).toEqual({
        source: "gap",
        question,
      });
      await stage.asks(tanya, "/gaps", `✅ FAQ (${approval})`);
    },
  },
  {
    name: "a draft that is rejected is kept with the reason, and its author decides on none of their own",
    proves: ["gaps"],
    run: async (stage) => {
      const theo = await stage.hire("Theo", "manager");
      for (let times = 0; times < 4; times++) await askedInVain(stage, "Can my grandmother inherit the portfolio?");
      const list = await stage.asks(theo, "/gaps", "×4");
      const [, number = ""] = /(\d+) · ×4/.exec(list.text) ?? [];
      await stage.asks(theo, `/gaps draft ${number}`, "Nobody has replied to this yet");
      await stage.asks(theo, `/gaps draft ${number} Write to our legal department.`, "waits for approval");
      const row = await stage.row("SELECT number FROM approvals WHERE kind = 'knowledge' ORDER BY number DESC");
      const approval = String(row?.["number"]);
      await stage.asks(theo, `/approve ${approval}`, "another person must decide");
      await stage.asks(stage.mia, `/reject ${approval}`, "Say why");
      await stage.asks(stage.mia, `/reject ${approval} Legal wants a letter`, "was rejected by Mia");
      await stage.hears(theo, "Legal wants a letter");
      expect(await stage.row("SELECT status, decision_reason FROM approvals WHERE number = ?", approval)).toEqual({
        status: "rejected",
        decision_reason: "Legal wants a letter",
      });
      await stage.asks(theo, "/gaps", `⛔ ${approval}: Legal wants a letter`);
      expect(await stage.row("SELECT id FROM faqs WHERE external_id = ?", `gap-${approval}`)).toBeUndefined();
    },
  },
  {
    name: "a draft shows what it changes on the evaluation set, for better and for worse, before anybody decides",
    proves: ["gaps"],
    run: async (stage) => {
      const tia = await stage.hire("Tia", "trainer");
      const question = "Can I hold a pension plan with you?";
      const kept = `INSERT INTO evaluation_questions (id, org_id, question, gold)
        SELECT gen_random_uuid(), id, ?, ?::text[] FROM organizations WHERE code = 'default' RETURNING id`;
      await stage.row(kept, "How long does a withdrawal take?", "{withdraw-time-en}");
      // Nobody may be told this: a draft that answers it makes things worse.
      await stage.row(kept, "Can I hold a pension plan with you, please?", "{}");
      for (let times = 0; times < 3; times++) await askedInVain(stage, question);
      const list = await stage.asks(tia, "/gaps", "pension plan");
      const [, number = ""] = /(\d+) · ×3[^\n]*\n?[^\n]*pension plan/.exec(list.text) ?? [];
      const draft = await stage.asks(tia, `/gaps draft ${number} Yes, in every branch.`, "waits for approval");
      const effect = [
        "R@1 100.0 % → 100.0 %",
        "right decisions / 正确决策 100.0 % → 50.0 %",
        "2 questions / 2 题",
        "“Can I hold a pension plan with you, please?” – → draft",
      ];
      for (const words of effect) expect(draft.text).toContain(words);
      const [, approval = ""] = /(\d+) waits for approval/.exec(draft.text) ?? [];
      await stage.asks(stage.mia, "/approvals", "100.0 % → 50.0 %");
      await stage.asks(stage.mia, `/reject ${approval} We may not say so`, "was rejected by Mia");
      await stage.row("DELETE FROM evaluation_questions RETURNING id");
      const asking = stage.newCustomer("How long does a withdrawal take?");
      await waitFor("the answer as before", () =>
        stage.surface.customerSees(asking.id).some((text) => text.includes("two to three business days")),
      );
    },
  },
  {
    name: "an answer that a colleague marks wrong is a gap, with their next words as its correction",
    proves: ["[answer_wrong]"],
    run: async (stage) => {
      const customer = stage.newCustomer("How do I open an account?");
      const about = await stage.conversationOf(customer);
      const row = await waitFor("the answer", () =>
        stage.row("SELECT id FROM answers WHERE conversation_id = ? AND outcome = 'answered'", about.id),
      );
      await stage.settled();
      // Without threads the button comes with what was missed.
      await stage.asks(stage.ann, `/take ${about.code}`, `Ann has taken ${about.code}`);
      await stage.settled();
      await stage.presses(stage.ann, `answer_wrong:${row["id"]}`);
      await stage.hears(stage.ann, "Ann marked the bot's answer wrong");
      await stage.presses(stage.ann, `answer_wrong:${row["id"]}`);
      await stage.hears(stage.ann, "marked wrong already");
      stage.line(stage.ann, "Accounts are opened in our branches now.", about);
      await stage.customerHears(about, "in our branches now");
      const trail = `SELECT (SELECT count(*)::int FROM audit_logs WHERE action = 'answer.mark_wrong' AND resource_id = ?) AS audited,
        (SELECT count(*)::int FROM conversation_events WHERE conversation_id = ? AND event_type = 'answer_marked') AS told`;
      expect(await stage.row(trail, String(row["id"]), about.id)).toEqual({ audited: 1, told: 1 });
      const list = await stage.asks(stage.mia, "/gaps", "wrong 1");
      expect(list.text).toContain("Accounts are opened in our branches now.");
    },
  },
];

/** A new customer asks what nobody has written an answer to. */
async function askedInVain(stage: Stage, question: string): Promise<DeskedConversation> {
  const about = await stage.conversationOf(stage.newCustomer(question));
  await waitFor("the question to be kept", () =>
    stage.row("SELECT id FROM answers WHERE conversation_id = ? AND outcome = 'not_answered'", about.id),
  );
  await stage.settled();
  return about;
}
