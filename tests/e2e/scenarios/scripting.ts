import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Approved words: found, sent, changed, rated, proposed, approved, retired. */
export const scripting: readonly Scenario[] = [
  {
    name: "/script finds words for the customer at hand, and its button sends them as the agent's",
    proves: ["script", "[offer_send]", "[script_vote]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const found = await stage.asks(stage.ann, "/script deposit confirmation", "IN-1", about);
      expect(found.text).toContain(`Scripts for ${about.customer.name}`);
      await stage.presses(stage.ann, `offer_send:${await offerOf(stage, about, "IN-1")}`);
      await stage.customerHears(about, "Please send the confirmation of your deposit.");
      await stage.hears(stage.ann, "how good is IN-1");
      const script = await stage.row("SELECT id, usage_count FROM scripts WHERE script_code = 'IN-1'");
      expect(script).toMatchObject({ usage_count: 1 });
      await stage.presses(stage.ann, `script_vote:${script?.["id"]}:4`);
      await stage.hears(stage.ann, "Your vote on IN-1 is 4 of 5");
      const vote = "SELECT rating FROM script_ratings WHERE script_id = ? AND user_id = ?";
      expect(await stage.row(vote, String(script?.["id"]), stage.ann.userId)).toEqual({ rating: 4 });
    },
  },
  {
    name: "／话术 finds Chinese words for a customer who writes Chinese",
    proves: ["script"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      // They wrote English before: two clear messages change the language.
      for (const words of ["我的出金什么时候到？", "我昨天已经提交了申请。"]) {
        stage.surface.customerWrites(about.customer.id, words);
        await stage.hears(stage.ann, words);
      }
      await stage.settled();
      const found = await stage.asks(stage.ann, "／话术 出金", "OUT-1", about);
      expect(found.text).toContain("我来为您查询出金进度，请稍候。");
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("我来为您查询");
    },
  },
  {
    name: "the button that hands out words to change sends nothing, and the next line counts as the agent's own",
    proves: ["[offer_edit]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/script deposit confirmation", "IN-1", about);
      await stage.presses(stage.ann, `offer_edit:${await offerOf(stage, about, "IN-1")}`);
      await stage.hears(stage.ann, "Copy, change and send it as your next line");
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("confirmation");
      stage.line(stage.ann, "Please send me the deposit slip", about);
      await stage.customerHears(about, "Please send me the deposit slip");
      const act = `SELECT act->'script'->>'isChanged' AS changed FROM deliveries
        WHERE conversation_id = ? AND audience = 'customer' AND act->>'why' = 'line'`;
      expect(await stage.row(act, about.id)).toEqual({ changed: "true" });
    },
  },
  {
    name: "a script that an agent proposes is in force once a manager presses its button, until it is retired",
    proves: ["script", "[script_approve]"],
    run: async (stage) => {
      const added = await stage.asks(stage.ann, "/script add #fees Our overnight fee is on the website.", "Kept as");
      const code = /SCR_\d+/.exec(added.text)?.[0] ?? "no code";
      await stage.asks(stage.ann, `/script approve ${code}`, "may not do this");
      await stage.asks(stage.mia, "/话术 列表", code);
      const waits = await stage.row("SELECT id FROM scripts WHERE script_code = ? AND status = 'pending'", code);
      await stage.presses(stage.mia, `script_approve:${waits?.["id"]}`);
      await stage.hears(stage.ann, `${code} v1 is approved and in force`);
      expect(await stateOf(stage, code)).toEqual({ status: "approved" });
      await stage.asks(stage.ann, "/script overnight fee", "Our overnight fee is on the website.");
      await stage.asks(stage.ann, `/script rate ${code} 5`, `Your vote on ${code} is 5 of 5`);
      await stage.asks(stage.mia, `/script retire ${code}`, `${code} is retired`);
      expect(await stateOf(stage, code)).toEqual({ status: "retired" });
      await stage.asks(stage.ann, "/script overnight fee", "No approved script fits");
    },
  },
];

/** What was offered for a conversation: the buttons under a script carry the offer's id. */
async function offerOf(stage: Stage, { id }: DeskedConversation, code: string): Promise<string> {
  const row = await stage.row(
    `SELECT o.id FROM desk_offers o JOIN scripts s ON s.id::text = o.details->'script'->>'id'
     WHERE o.conversation_id = ? AND s.script_code = ?`,
    id,
    code,
  );
  return String(row?.["id"]);
}

function stateOf(stage: Stage, code: string) {
  return stage.row("SELECT status FROM scripts WHERE script_code = ? ORDER BY version DESC", code);
}
