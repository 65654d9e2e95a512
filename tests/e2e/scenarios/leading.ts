import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Leads: where they came from, how likely they are and why, whose they are and what becomes of them. */
export const leading: readonly Scenario[] = [
  {
    name: "/lead says where a lead came from, its score and what made it, and who has it",
    proves: ["lead"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      stage.surface.customerWrites(about.customer.id, "How do I open an account? My e-mail is wang@example.com");
      await stage.hears(stage.ann, "wang@example.com");
      await stage.settled();
      const { code } = await leadOf(stage, about);
      const { text } = await stage.asks(stage.ann, "/lead", `${code} · ${about.customer.name}`, about);
      expect(text).toContain("asked about opening an account");
      expect(text).toContain("gave a way to reach them");
      expect(text).toContain("Owner: Ann");
      expect(text).toContain("E-mail: wang@example.com");
      expect(text).toMatch(/Score: [1-9]\d* \/ 100/);
      await stage.asks(stage.ann, "/lead", "Next: help them to open an account", about);
      await stage.asks(stage.ben, `/线索 ${code}`, `${code} · ${about.customer.name}`);
    },
  },
  {
    name: "a lead has been contacted with a person's first line, and is qualified and converted once",
    proves: ["lead"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      expect(await leadOf(stage, about)).toMatchObject({ status: "new" });
      stage.line(stage.ann, "Good morning from Ann", about);
      await stage.customerHears(about, "Good morning from Ann");
      await stage.settled();
      const { code, status } = await leadOf(stage, about);
      expect(status).toBe("contacted");
      await stage.asks(stage.ann, `/lead qualify ${code}`, `${about.customer.name}: contacted → qualified`);
      await stage.asks(stage.ann, `/lead convert ${code}`, "qualified → converted");
      await stage.asks(stage.mia, `/lead convert ${code}`, `${code} is converted already`);
      const activities = `SELECT count(*)::int AS count FROM lead_activities a JOIN leads l ON l.id = a.lead_id
        WHERE 'L' || l.number = ? AND a.type = 'status_change'`;
      expect(await stage.row(activities, code)).toEqual({ count: 3 });
      expect(await leadOf(stage, about)).toMatchObject({ status: "converted", owner: "Ann" });
    },
  },
  {
    name: "a lead is lost for a reason, and opened again for one",
    proves: ["lead"],
    run: async (stage) => {
      const about = await stage.waiting();
      const { code } = await leadOf(stage, about);
      await stage.asks(stage.ann, `/lead lose ${code}`, "Say why: /lead lose");
      await stage.asks(stage.ann, `/lead lose ${code} no budget`, "new → lost");
      await stage.asks(stage.ann, `/lead qualify ${code}`, `${code} is lost. Take it up again first`);
      await stage.asks(stage.ann, `/lead reopen ${code} wrote again`, "lost → contacted");
      expect(await leadOf(stage, about)).toMatchObject({ status: "contacted", reason: "wrote again" });
    },
  },
  {
    name: "a lead is given by who leads people alone, by name or to whose turn it is, and they are told",
    proves: ["lead"],
    run: async (stage) => {
      const about = await stage.waiting();
      const { code } = await leadOf(stage, about);
      await stage.asks(stage.ann, `/lead assign ${code} Ben`, "may take leads, not give them to others");
      await stage.asks(stage.mia, `/lead assign ${code} Ben`, `Ben has ${code}`);
      await stage.hears(stage.ben, `Mia gave you the lead ${code}: ${about.customer.name}`);
      expect(await leadOf(stage, about)).toMatchObject({ owner: "Ben" });
      await stage.asks(stage.mia, `/lead next ${code}`, `Ann has ${code}`);
      await stage.hears(stage.ann, `Mia gave you the lead ${code}`);
    },
  },
  {
    name: "the buttons under a lead take it, qualify it and convert it",
    proves: ["lead", "[lead_do]"],
    run: async (stage) => {
      const about = await stage.waiting();
      const { code } = await leadOf(stage, about);
      const number = code.slice(1);
      await stage.asks(stage.ann, `/lead ${code}`, `${code} · ${about.customer.name}`);
      await stage.presses(stage.ann, `lead_do:mine:${number}`);
      await stage.hears(stage.ann, `Ann has ${code}`);
      await stage.presses(stage.ann, `lead_do:qualify:${number}`);
      await stage.hears(stage.ann, `${code} · ${about.customer.name}: new → qualified`);
      await stage.presses(stage.ann, `lead_do:convert:${number}`);
      await stage.hears(stage.ann, `${code} · ${about.customer.name}: qualified → converted`);
      expect(await leadOf(stage, about)).toMatchObject({ status: "converted", owner: "Ann" });
    },
  },
  {
    name: "/leads lists the asker's leads before others, of one status where one is named",
    proves: ["leads"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ben);
      const { code } = await leadOf(stage, about);
      const { text } = await stage.asks(stage.ben, "/leads new", code);
      expect(text).toContain(`${code} · ${about.customer.name}`);
      await stage.asks(stage.ben, "/leads sold", "Which status?");
      await stage.asks(stage.ann, "/线索列表 已转化", "converted");
    },
  },
];

interface LeadRow {
  code: string;
  status: string;
  reason: string | null;
  owner: string | null;
}

async function leadOf(stage: Stage, about: DeskedConversation): Promise<LeadRow> {
  const sql = `SELECT 'L' || l.number AS code, l.status, l.status_reason AS reason, u.name AS owner
    FROM leads l JOIN conversations v ON v.customer_id = l.customer_id LEFT JOIN users u ON u.id = l.assigned_to
    WHERE v.id = ?`;
  return (await stage.row(sql, about.id)) as unknown as LeadRow;
}
