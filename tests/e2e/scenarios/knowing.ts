import { expect } from "vitest";
import type { Scenario, Stage } from "./scenario.ts";

/** The customer's card and what changes it: fields, contacts, deals, whose account it is, the blacklist. */
export const knowing: readonly Scenario[] = [
  {
    name: "/customer shows its sides one after the other by their buttons, in private",
    proves: ["customer", "[customer_tab]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const customerId = await customerOf(stage, about.id);
      await stage.asks(stage.ann, "/note likes gold", "Only staff see it", about);
      await stage.asks(stage.ann, "/deal add Gold account 50,000 USD", "#1 Gold account", about);
      await stage.asks(stage.ann, "/customer", "Code: CUST_", about);
      await stage.presses(stage.ann, `customer_tab:timeline:${customerId}`);
      await stage.hears(stage.ann, "Timeline", "note added · likes gold");
      await stage.settled();
      await stage.presses(stage.ann, `customer_tab:funds:${customerId}`);
      await stage.hears(stage.ann, "Funds", "#1 Gold account · 50000.00 USD · initial 20%");
      await stage.settled();
      await stage.presses(stage.ann, `customer_tab:conversations:${customerId}`);
      await stage.hears(stage.ann, "Conversations", `${about.code} ·`);
      await stage.settled();
      await stage.presses(stage.ann, `customer_tab:memories:${customerId}`);
      await stage.hears(stage.ann, "Memories", "Nothing yet");
      expect(stage.surface.sees(stage.ben.id).filter(({ text }) => text.includes("Timeline"))).toEqual([]);
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("gold");
    },
  },
  {
    name: "/customer set fills in a field by its type, and finds customers by it",
    proves: ["customer"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/customer set birth_date 1990-13-01", "Write a day such as 1990-12-31", about);
      await stage.asks(stage.ann, "/customer set birth_date 1990-02-28", "– → 1990-02-28", about);
      const city = `Ürümqi-${about.code}`;
      await stage.asks(stage.ann, `/客户 设置 城市 ${city}`, `– → ${city}`, about);
      const found = await stage.asks(stage.ann, `/customer city=${city.toLowerCase()}`, "CUST_");
      expect(found.text).toContain(about.customer.name);
      const kept = `SELECT c.birth_date::text, c.city,
          (SELECT count(*)::int FROM customer_activities a WHERE a.customer_id = c.id AND a.type = 'field_change') AS shown,
          (SELECT count(*)::int FROM audit_logs l WHERE l.resource_id = c.id AND l.action = 'customer.field') AS audited
        FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = ?`;
      expect(await stage.row(kept, about.id)).toEqual({ birth_date: "1990-02-28", city, shown: 2, audited: 2 });
    },
  },
  {
    name: "/customer screen keeps how the first look ended, and referrer who brought them",
    proves: ["customer"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/customer screen maybe", "screen passed [WHY]", about);
      await stage.asks(stage.ann, "/customer screen rejected", "Say why", about);
      await stage.asks(stage.ann, "/客户 初筛 筛掉 under age", "rejected · under age", about);
      const friend = await stage.takenBy(stage.ann);
      const who = await stage.row(
        "SELECT c.customer_code AS code FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = ?",
        friend.id,
      );
      const code = String(who?.["code"]);
      await stage.asks(stage.ann, `/customer referrer ${code}`, "cannot have brought them", friend);
      await stage.asks(stage.ann, `/customer ${about.code} referrer ${code}`, `brought by ${code}`);
      const kept = `SELECT r.journey_stage <> 'advocate' AS stays, (SELECT a.metadata ->> 'result' FROM customer_activities a
          WHERE a.customer_id = c.id AND a.type = 'screened') AS screened,
          (SELECT count(*)::int FROM audit_logs l WHERE l.resource_id = c.id AND l.action = 'customer.screen') AS audited
        FROM conversations v JOIN customers c ON c.id = v.customer_id JOIN customers r ON r.id = c.referrer_id WHERE v.id = ?`;
      expect(await stage.row(kept, about.id)).toEqual({ stays: true, screened: "rejected", audited: 1 });
    },
  },
  {
    name: "/customer tier by hand stays, with why, until the rule has it again; the scores are explained",
    proves: ["customer"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/customer tier A old client", "may not use /customer tier", about);
      await stage.asks(stage.mia, `/customer ${about.code} tier A`, "Say why");
      await stage.asks(stage.mia, `/customer ${about.code} tier A old client`, "tier C → tier A · old client");
      const card = await stage.asks(stage.mia, `/customer ${about.code} scores`, "tier A, set by Mia on");
      expect(card.text).toContain("old client (by the rule: tier C)");
      expect(card.text).toContain("days on which they wrote × 1");
      await stage.asks(stage.mia, `/客户 ${about.code} 等级 规则`, "by the rule from now on");
      await stage.asks(stage.mia, `/customer ${about.code} tier rule`, "from the rule already");
    },
  },
  {
    name: "/contact keeps how a customer is reached, and whom to ask first",
    proves: ["contact"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(
        stage.ann,
        "/contact add phone +44 20 7946 0018 Eva Lind as decision_maker",
        "+442079460018",
        about,
      );
      await stage.asks(stage.ann, "/联系人 添加 邮箱 eva@example.com Eva Lind", "eva@example.com", about);
      await stage.asks(stage.ann, "/contact add email nonsense", "Write an address", about);
      const { text } = await stage.asks(stage.ann, "/contact list", "Eva Lind", about);
      expect(text).toContain("Eva Lind (decision maker, first) · +442079460018 · eva@example.com");
      await stage.asks(stage.ann, "/contact remove Eva Lind", "-Eva Lind", about);
      await stage.asks(stage.ann, "/contact list", "No contacts yet", about);
    },
  },
  {
    name: "/deal opens a deal and moves it along its stages to its end, where it stays",
    proves: ["deal"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/deal add Gold account 12.50000001 BTC 30%", "12.50000001 BTC · initial 30%", about);
      await stage.asks(stage.ann, "/deal set 1 nothing gold", "/deal set NUMBER", about);
      await stage.asks(stage.ann, "/deal set 1 expected 2026-13-01", "Write a day such as", about);
      await stage.asks(stage.ann, "/deal set 1 expected 2026-12-31", "expected 2026-12-31", about);
      await stage.asks(stage.ann, "/商机 设置 1 产品 黄金，白银", "黄金, 白银", about);
      await stage.asks(stage.ann, "/deal set 1 competitors Acme", "against Acme", about);
      await stage.asks(stage.ann, "/deal set 1 notes prefers calls", "prefers calls", about);
      await stage.asks(stage.ann, "/商机 推进 1 谈判", "initial → negotiation", about);
      await stage.asks(
        stage.ann,
        "/deal move 1 nowhere",
        "can go to: initial, needs confirmed, proposal, won, lost",
        about,
      );
      await stage.asks(stage.ann, "/deal lose 1", "Say why", about);
      await stage.asks(stage.ann, "/deal lose 1 chose another broker", "negotiation → lost", about);
      await stage.asks(stage.ann, "/deal win 1", "which stays so", about);
      const kept = `SELECT d.stage, d.probability, d.amount::text, d.loss_reason, d.actual_close_date IS NOT NULL AS closed,
          d.products, d.competitors, d.notes, d.expected_close_date::text
        FROM deals d JOIN conversations v ON v.customer_id = d.customer_id WHERE v.id = ?`;
      expect(await stage.row(kept, about.id)).toEqual({
        stage: "lost",
        probability: 0,
        amount: "12.50000001",
        loss_reason: "chose another broker",
        closed: true,
        products: ["黄金", "白银"],
        competitors: ["Acme"],
        notes: "prefers calls",
        expected_close_date: "2026-12-31",
      });
    },
  },
  {
    name: "the journey goes one stage at a time by hand, and says where it can go",
    proves: ["stage"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/stage loyal", "from attention to awareness, trust, not to loyal", about);
      await stage.asks(stage.ann, "/阶段 信任 reason: met in person", "attention → trust", about);
      const kept = `SELECT j.from_stage, j.to_stage, j.duration_days, j.trigger_event, j.notes FROM customer_journey j
        JOIN conversations v ON v.customer_id = j.customer_id WHERE v.id = ? AND j.trigger_event = 'manual'`;
      expect(await stage.row(kept, about.id)).toEqual({
        from_stage: "attention",
        to_stage: "trust",
        duration_days: 0,
        trigger_event: "manual",
        notes: "met in person",
      });
    },
  },
  {
    name: "a customer who writes after a person's reply reached them is at trust, once",
    proves: ["take"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const stageNow =
        "SELECT c.journey_stage FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = ?";
      stage.surface.customerWrites(about.customer.id, "Is anybody there?");
      await stage.settled();
      expect(await stage.row(stageNow, about.id)).toEqual({ journey_stage: "attention" });
      stage.line(stage.ann, "A person answers", about);
      await stage.customerHears(about, "A person answers");
      await stage.settled();
      for (const text of ["Thank you, that helps a lot", "And one more thing"]) {
        stage.surface.customerWrites(about.customer.id, text);
        await stage.settled();
      }
      expect(await stage.row(stageNow, about.id)).toEqual({ journey_stage: "trust" });
      const moves = `SELECT string_agg(j.trigger_event, ' ' ORDER BY j.created_at) AS events FROM customer_journey j
        JOIN conversations v ON v.customer_id = j.customer_id WHERE v.id = ?`;
      expect(await stage.row(moves, about.id)).toEqual({ events: "first_message replied_to_person" });
    },
  },
  {
    name: "/customer block silences the bot for a customer, whose words then wait for a person, until /customer unblock",
    proves: ["customer"],
    run: async (stage) => {
      const question = "How long does a withdrawal take?";
      const about = await stage.conversationOf(stage.newCustomer("How do I open an account?"));
      await stage.customerHears(about, "Register on our website");
      await stage.settled();
      await stage.asks(stage.ann, `/customer block ${about.code} rude`, "may not use /customer block");
      await stage.asks(stage.mia, `/customer block ${about.code}`, "Say why");
      await stage.asks(stage.mia, `/customer block ${about.code} threatened our staff`, "Mia blacklisted");
      const before = stage.surface.customerSees(about.customer.id).length;
      stage.surface.customerWrites(about.customer.id, question);
      await stage.hears(stage.ann, "is blacklisted and writes: the bot is silent");
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id)).toHaveLength(before);
      const waits = "SELECT handoff_reason, handoff_told_at FROM conversations WHERE id = ?";
      expect(await stage.row(waits, about.id)).toEqual({ handoff_reason: "blacklisted", handoff_told_at: null });
      const alert = `SELECT a.kind FROM alerts a JOIN conversations v ON v.customer_id = a.customer_id
        WHERE v.id = ? AND a.kind = 'customer_blacklisted'`;
      expect(await stage.row(alert, about.id)).toEqual({ kind: "customer_blacklisted" });
      await stage.asks(stage.ann, "/take", `Ann has taken ${about.code}`, about);
      stage.line(stage.ann, "A person answers", about);
      await stage.customerHears(about, "A person answers");
      await stage.asks(stage.mia, `/客户 解除拉黑 ${about.code} 误操作`, "off the blacklist");
      await stage.asks(stage.ann, "/release", `${about.code} is back with the bot`, about);
      stage.surface.customerWrites(about.customer.id, question);
      await stage.customerHears(about, "two to three business days");
    },
  },
  {
    name: "/customer verify lets scripts speak of what is on file, and /customer unverify ends it",
    proves: ["customer"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/customer verify", "Say how you know", about);
      await stage.asks(stage.ann, "/customer verify called back on the number on file", "counts as theirs", about);
      const kept = `SELECT i.verified_how, u.name AS by, i.verified_at IS NOT NULL AS at FROM customer_identities i
        JOIN conversations v ON v.customer_id = i.customer_id LEFT JOIN users u ON u.id = i.verified_by WHERE v.id = ?`;
      expect(await stage.row(kept, about.id)).toEqual({
        verified_how: "called back on the number on file",
        by: "Ann",
        at: true,
      });
      await stage.asks(stage.ben, "/customer", "verified", about);
      await stage.asks(stage.ann, "/客户 取消核实 手机被盗", "counts as nobody's", about);
      expect(await stage.row(kept, about.id)).toEqual({ verified_how: null, by: null, at: false });
    },
  },
];

async function customerOf(stage: Stage, conversationId: string): Promise<string> {
  const row = await stage.row("SELECT customer_id FROM conversations WHERE id = ?", conversationId);
  return String(row?.["customer_id"]);
}
