import { expect } from "vitest";
import { newId } from "../../../infra/ids.ts";
import type { Colleague } from "../../support/surfaces/staffed-desk.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Figures of staff: whose they are, who sees them, and the leaderboard. */
export const measuring: readonly Scenario[] = [
  {
    name: "/kpi brings one's own figures of service and sales with a picture, in private",
    proves: ["kpi"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      stage.line(stage.ann, "Good morning, how may I help you?", about);
      await stage.customerHears(about, "Good morning, how may I help you?");
      await stage.asks(stage.ann, "/resolve", "resolved", about);
      const pictures = picturesOf(stage, stage.ann);
      await stage.asks(stage.ann, "/kpi today", "go to your private chat");
      const figures = await stage.hears(stage.ann, "📈 Ann", "First response: median");
      const counted = await stage.row(
        "SELECT conversations_handled AS handled, conversations_resolved AS resolved FROM employee_kpis WHERE user_id = ?",
        stage.ann.userId,
      );
      expect(Number(counted?.["handled"])).toBeGreaterThan(0);
      expect(Number(counted?.["resolved"])).toBeGreaterThan(0);
      expect(figures.text).toContain(`Conversations: ${counted?.["handled"]}`);
      expect(figures.text).toContain(`resolved ${counted?.["resolved"]}`);
      expect(figures.text).toMatch(/Deposits: 0 .*0\.00 USD/);
      await stage.settled();
      expect(picturesOf(stage, stage.ann)).toBe(pictures + 1);
    },
  },
  {
    name: "a colleague's figures are for who leads them and for managers, and a sum without a rate says so",
    proves: ["kpi"],
    run: async (stage) => {
      await stage.asks(stage.ben, "/kpi Ann", "You see your own figures");
      await stage.asks(stage.ben, "/绩效 全员", "You see your own figures");
      await stage.asks(stage.mia, "/kpi Nobody-here week", "Nobody active here is called");
      await deposit(stage, stage.ann, "500", "EUR");
      await stage.asks(stage.mia, "/kpi Ann today", "The figures of Ann");
      await stage.hears(stage.mia, "📈 Ann", "No sum: there is no rate for EUR");
      const team = `Measured ${stage.surface.platform}`;
      await lead(stage, team, stage.ben, stage.ann);
      await stage.asks(stage.ben, "/kpi Ann 本周", "The figures of Ann");
      await stage.hears(stage.ben, "📈 Ann", "No sum: there is no rate for EUR");
      await stage.asks(stage.ben, `/kpi ${team} today`, `The figures of ${team}`);
      await stage.hears(stage.ben, `📈 ${team}`, "Ann ·");
      await stage.asks(stage.mia, "/kpi all last month", "The figures of Everybody");
    },
  },
  {
    name: "the leaderboard is for managers until one of them switches it on for everybody",
    proves: ["kpi"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ben);
      stage.line(stage.ben, "Hello from Ben", about);
      await stage.customerHears(about, "Hello from Ben");
      await stage.asks(stage.ben, "/kpi board", "The leaderboard is off here");
      await stage.asks(stage.ben, "/kpi board on", "Only managers switch the leaderboard");
      await stage.asks(stage.mia, "/kpi board today", "goes to your private chat");
      await stage.hears(stage.mia, "🏅 Leaderboard", "Ben ·", "first response", "unanswered");
      await stage.asks(stage.mia, "/绩效 排行 开", "Everybody sees the leaderboard now");
      await stage.asks(stage.ben, "/kpi board today", "goes to your private chat");
      await stage.hears(stage.ben, "🏅 Leaderboard", "You are ");
      await stage.asks(stage.ben, "/kpi board soon", "Which period?");
      await stage.asks(stage.mia, "/kpi board off", "Only managers see the leaderboard now");
      await stage.asks(stage.ben, "/kpi board", "The leaderboard is off here");
      const trail = "SELECT changes ->> 'after' AS after FROM audit_logs WHERE changes ->> 'key' = ? ORDER BY seq DESC";
      expect(await stage.row(trail, "kpi.leaderboard")).toEqual({ after: "false" });
    },
  },
];

function picturesOf(stage: Stage, person: Colleague): number {
  return stage.surface.sees(person.id).filter(({ files }) => files > 0).length;
}

async function deposit(stage: Stage, person: Colleague, amount: string, currency: string): Promise<void> {
  const customer = await stage.row("SELECT id FROM customers ORDER BY created_at LIMIT 1");
  const at = stage.product.clock.now();
  await stage.product.db.system("deposits").insert({
    id: newId(),
    org_id: stage.orgId,
    deposit_code: newId(),
    customer_id: customer?.["id"],
    user_id: person.userId,
    amount,
    currency,
    deposit_type: "first",
    status: "confirmed",
    deposited_at: at,
    confirmed_at: at,
  });
}

async function lead(stage: Stage, name: string, leader: Colleague, member: Colleague): Promise<void> {
  const team = { id: newId(), org_id: stage.orgId, name, leader_id: leader.userId };
  await stage.product.db.system("teams").insert(team);
  await stage.product.db
    .system("user_teams")
    .insert({ org_id: stage.orgId, team_id: team.id, user_id: member.userId, role: "member" });
}
