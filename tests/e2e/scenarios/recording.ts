import { expect } from "vitest";
import { archiveMonth } from "../../support/archive-month.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** What compliance does with the record: search it, and keep what a case needs. */
export const recording: readonly Scenario[] = [
  {
    name: "/find shows what was said to who may search, masked, to them alone, and keeps that they looked",
    proves: ["find"],
    run: async (stage) => {
      const cleo = await stage.hire("Cleo", "compliance");
      const about = await stage.takenBy(stage.ann);
      stage.surface.customerWrites(about.customer.id, "The zeppelin fund, 齐柏林基金, card 4111 1111 1111 1111");
      await stage.hears(stage.ann, "The zeppelin fund");
      await stage.asks(stage.ann, "/find zeppelin", "Your role (agent) may not use /find");
      const heard = await stage.asks(cleo, "/find ZEPPELIN", "1 in the last 90 days · for you alone, and logged");
      expect(heard.text).toContain(`${about.code} ${about.customer.name}`);
      expect(heard.text).toContain("The zeppelin fund, 齐柏林基金, card 4111 **** **** 1111");
      await stage.asks(cleo, "/查找 柏林 days:7", "齐柏林基金");
      await stage.asks(cleo, '/寻找 "fund zeppelin"', "Nothing with these words");
      await stage.asks(cleo, "/find z", "at least two characters");
      await stage.settled();
      const others = [stage.ben, stage.mia].flatMap(({ id }) => stage.surface.sees(id).map(({ text }) => text));
      expect(others.join()).not.toContain("in the last 90 days");
      const looks = `SELECT count(*) FILTER (WHERE came_from IS NULL)::int AS nowhere, string_agg(changes ->> 'shown', ',' ORDER BY seq) AS shown
        FROM audit_logs WHERE action = 'record.find' AND user_id = ?`;
      expect(await stage.row(looks, cleo.userId)).toEqual({ nowhere: 0, shown: "1,1,0" });
      await archiveMonth(stage, about.id, "2021-04");
      const back = await stage.asks(cleo, "/find zeppelin days:3660", "in the last 3660 days");
      expect(back.text).toMatch(/2021-04 are archived and not searched/);
      expect((await stage.asks(cleo, "/find zeppelin days:30", "in the last 30 days")).text).not.toContain("archived");
    },
  },
  {
    name: "/hold keeps a customer and their memories from removal until it is ended, says so in /customer, and is for compliance",
    proves: ["hold"],
    run: async (stage) => {
      const cora = await stage.hire("Cosima", "compliance");
      const about = await stage.takenBy(stage.ann);
      const customer = await stage.row(
        "SELECT c.id, c.customer_code AS code FROM customers c JOIN conversations v ON v.customer_id = c.id WHERE v.id = ?",
        about.id,
      );
      const code = String(customer?.["code"]);
      await stage.product.db.system("memories").insert({
        id: String(customer?.["id"]),
        org_id: stage.orgId,
        customer_id: customer?.["id"],
        type: "long_term",
        content: "likes gold",
      });
      await stage.asks(stage.mia, `/hold ON ${code} a case`, "Your role (manager) may not use /hold");
      await stage.asks(cora, `/hold ON ${code}`, "Say ON or OFF, whom, and why");
      await stage.asks(cora, `/hold ON ${code} matter:2026-17 letter of the regulator`, `Customer ${code} is on hold`);
      await stage.asks(cora, `/保全 启用 ${code} 事项:2026-17 监管来函`, "is held for this matter already");
      await stage.asks(cora, `/customer ${code}`, "Legal hold · 2026-17");
      await expect(forgetMemories(stage, about.id)).rejects.toThrow("under legal hold");
      await stage.asks(cora, `/hold ON ${about.code} complaint`, `Conversation ${about.code} is on hold`);
      await stage.asks(
        cora,
        `/hold OFF ${code} case closed`,
        `The hold on Customer ${code} has ended. 1 more in force`,
      );
      await expect(forgetMemories(stage, about.id)).rejects.toThrow("under legal hold");
      await stage.asks(
        cora,
        `/hold OFF ${about.code} case closed`,
        `The hold on Conversation ${about.code} has ended. No other`,
      );
      await forgetMemories(stage, about.id);
      const events = `SELECT string_agg(event_type || ': ' || (event_data ->> 'reason'), ', ' ORDER BY created_at, id) AS events
        FROM conversation_events WHERE conversation_id = ? AND event_type LIKE 'hold%'`;
      expect(await stage.row(events, about.id)).toEqual({
        events: "hold_placed: complaint, hold_released: case closed",
      });
      const trail =
        "SELECT string_agg(action, ', ' ORDER BY seq) AS acts FROM audit_logs WHERE user_id = ? AND action LIKE 'record.%'";
      expect(await stage.row(trail, cora.userId)).toEqual({
        acts: "record.hold_placed, record.hold_placed, record.hold_released, record.hold_released",
      });
    },
  },
];

async function forgetMemories(stage: Stage, conversationId: string): Promise<void> {
  const theirs = stage.product.db.system("conversations").where({ id: conversationId }).select("customer_id");
  await stage.product.db.system("memories").whereIn("customer_id", theirs).delete();
}
