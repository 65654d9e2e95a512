import { expect } from "vitest";
import { fireReminders } from "../../../bot/reminders/fire-reminders.ts";
import { addShift } from "../../../domain/organisation/duty-shifts.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { addTeam } from "../../support/add-team.ts";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Customers who are come back to: reminders, conversations that staff open, who is on duty next. */
export const followingUp: readonly Scenario[] = [
  {
    name: "/remind keeps a text for a time, lists it, and brings it to whoever has the conversation by then",
    proves: ["remind"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const told = `Ann set a reminder in ${about.code} · ${about.customer.name}`;
      await stage.asks(stage.ann, "/remind in 1m send the form", told, about);
      expect((await stage.asks(stage.ann, "/提醒", "send the form")).text).toContain(about.code);
      await stage.asks(stage.mia, "/assign Ben", `Mia gave ${about.code} to Ben`, about);
      await fireReminders({ ...stage.product, clock: { now: () => new Date(Date.now() + 61_000) } });
      await stage.hears(stage.ben, `⏰ ${about.code} · Ben: send the form (set by Ann)`);
      expect(await remindersOf(stage, about)).toEqual({ status: "fired", words: "send the form" });
    },
  },
  {
    name: "a reminder's button takes it away, so that it never comes",
    proves: ["remind", "[remind_cancel]"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/提醒 2小时后 回电", `set a reminder in ${about.code}`, about);
      const reminder = await stage.row("SELECT id FROM reminders WHERE conversation_id = ?", about.id);
      await stage.presses(stage.ann, `remind_cancel:${reminder?.["id"]}`);
      await stage.hears(stage.ann, "Cancelled: 回电");
      expect(await remindersOf(stage, about)).toEqual({ status: "cancelled", words: "回电" });
      await stage.asks(stage.ann, "/remind", "No reminders", about);
    },
  },
  {
    name: "/open brings an ended conversation back to who opens it, says that they can write, and sends nothing",
    proves: ["open"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/resolve", `Ann resolved ${about.code}`, about);
      await stage.settled();
      const before = stage.surface.customerSees(about.customer.id).length;
      const opened = await stage.asks(stage.ben, `/open ${about.customer.name}`, "You have it. Nothing was sent.");
      expect(opened.text).toContain("you can write now");
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id)).toHaveLength(before);
      const owner = "SELECT u.name, v.status FROM conversations v JOIN users u ON u.id = v.agent_id WHERE v.id = ?";
      expect(await stage.row(owner, about.id)).toEqual({ name: "Ben", status: "active" });
      stage.line(stage.ben, "We have news for you", about);
      await stage.customerHears(about, "We have news for you");
    },
  },
  {
    name: "/roster says who of a team is on duty and who comes next",
    proves: ["roster"],
    run: async (stage) => {
      const { ann, ben } = stage;
      const teamId = await addTeam(stage, "Night", [ann.userId, ben.userId]);
      const weekday = new Date().getUTCDay() || 7;
      const next = (weekday % 7) + 1;
      await inOrganization(stage.product.db, stage.orgId, async (scope) => {
        const hours = { teamId, kind: "duty", from: 0, to: 1440, firstDate: null, lastDate: null } as const;
        await addShift(scope, { actor: "cli" }, { ...hours, userId: ann.userId, weekdays: [weekday] });
        await addShift(scope, { actor: "cli" }, { ...hours, userId: ben.userId, weekdays: [next] });
      });
      const { text } = await stage.asks(ben, "/值班 night", "Night · UTC");
      expect(text).toMatch(/🟢 Ann · until \d\d-\d\d 00:00/);
      expect(text).toMatch(/⏭ Ben · from \d\d-\d\d 00:00/);
      await stage.asks(ben, "/roster Day", "There is no team “Day”");
      await stage.product.db.system("duty_shifts").where({ team_id: teamId }).delete();
    },
  },
];

function remindersOf(stage: Stage, { id }: DeskedConversation) {
  return stage.row("SELECT status, words FROM reminders WHERE conversation_id = ?", id);
}
