import { expect } from "vitest";
import { raiseAlert } from "../../../bot/alerts/raise-alert.ts";
import { unknownGroupCause } from "../../../bot/converse/unknown-group.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** What managers must look at. */
export const alerting: readonly Scenario[] = [
  {
    name: "/alerts lists what is open, shows one, and acknowledges, snoozes, gives and resolves it",
    proves: ["alerts"],
    run: async (stage) => {
      const { about, alert } = await alerted(stage);
      await stage.asks(stage.mia, "/告警", about.customer.name);
      await stage.asks(stage.mia, `/alerts ${alert.number}`, `Alert ${alert.number} · `);
      await stage.asks(stage.mia, `/alerts ack ${alert.number}`, "is acknowledged: you look after it");
      expect(await stateOf(stage, alert)).toMatchObject({ status: "acknowledged", by: "Mia" });
      await stage.asks(stage.mia, `/alerts snooze ${alert.number} 45m`, `Alert ${alert.number} comes back at`);
      expect(await stateOf(stage, alert)).toMatchObject({ status: "snoozed" });
      await stage.asks(stage.mia, `/alerts assign ${alert.number} Ben`, `Alert ${alert.number} is Ben's`);
      await stage.hears(stage.ben, `Mia gave you ${about.code}`);
      expect(await stateOf(stage, alert)).toMatchObject({ status: "acknowledged", assigned: "Ben", owner: "Ben" });
      await stage.asks(stage.mia, `/alerts resolve ${alert.number}`, `Alert ${alert.number} is resolved`);
      expect(await stateOf(stage, alert)).toMatchObject({ status: "resolved" });
      await stage.asks(stage.ann, "/alerts", "may not use /alerts");
    },
  },
  {
    name: "the card's buttons acknowledge and resolve an alert, and the card says so",
    proves: ["[alert_ack]", "[alert_end]"],
    run: async (stage) => {
      const { alert } = await alerted(stage);
      await stage.presses(stage.mia, `alert_ack:${alert.id}`);
      await stage.hears(stage.mia, `Alert ${alert.number} · `, "Acknowledged by Mia");
      await stage.settled();
      expect(await stateOf(stage, alert)).toMatchObject({ status: "acknowledged", by: "Mia" });
      await stage.presses(stage.mia, `alert_end:${alert.id}`);
      await stage.hears(stage.mia, `Alert ${alert.number} · `, "Resolved");
      expect(await stateOf(stage, alert)).toMatchObject({ status: "resolved" });
    },
  },
  {
    name: "the card's button puts an alert off for half an hour",
    proves: ["[alert_snooze]"],
    run: async (stage) => {
      const { alert } = await alerted(stage);
      await stage.presses(stage.mia, `alert_snooze:${alert.id}`);
      await stage.hears(stage.mia, `Alert ${alert.number} · `, "Snoozed until");
      const left = await stage.row(
        "SELECT extract(epoch FROM snoozed_until - now()) / 60 AS minutes FROM alerts WHERE id = ?",
        alert.id,
      );
      expect(Number(left?.["minutes"])).toBeGreaterThan(28);
      expect(Number(left?.["minutes"])).toBeLessThanOrEqual(30);
    },
  },
  {
    name: "the card's button takes the conversation that the alert is about",
    proves: ["[alert_take]"],
    run: async (stage) => {
      const { about, alert } = await alerted(stage);
      await stage.presses(stage.mia, `alert_take:${alert.id}`);
      await stage.hears(stage.mia, `Mia has taken ${about.code}`);
      expect(await stateOf(stage, alert)).toMatchObject({ status: "acknowledged", by: "Mia", owner: "Mia" });
      stage.line(stage.mia, "Mia is with you", about);
      await stage.customerHears(about, "Mia is with you");
    },
  },
  {
    name: "the card's button offers colleagues, and the choice gives them the alert and its conversation",
    proves: ["[alert_pick]", "[alert_give]"],
    run: async (stage) => {
      const { about, alert } = await alerted(stage);
      await stage.presses(stage.mia, `alert_pick:${alert.id}`);
      const choice = await stage.hears(stage.mia, `Who looks after Alert ${alert.number}?`);
      expect(choice.buttons.map(({ label }) => label)).toEqual(expect.arrayContaining(["Me", "Ann", "Ben"]));
      await stage.presses(stage.mia, `alert_give:${alert.number}:${stage.ben.userId}`);
      await stage.hears(stage.ben, `Mia gave you ${about.code}`);
      expect(await stateOf(stage, alert)).toMatchObject({ status: "acknowledged", assigned: "Ben", owner: "Ben" });
    },
  },
  {
    name: "the card's button registers a group in which the bot was silent, and the alert is over",
    proves: ["[alert_register]"],
    run: async (stage) => {
      const channel = await stage.product.channels.ofEnvironment(stage.surface.platform);
      const group = { channelId: channel?.id ?? "", chatId: "GROUP-1", title: "Gold Traders" };
      const alert = {
        kind: "unknown_group" as const,
        cause: unknownGroupCause(group.channelId, group.chatId),
        title: { en: "A group asks", zh: "有群提问" },
        details: { group },
      };
      const { product, orgId } = stage;
      await inOrganization(product.db, orgId, (scope) =>
        raiseAlert(scope, product.channels, alert, product.clock.now()),
      );
      const row = await stage.row("SELECT id FROM alerts WHERE cause = ?", alert.cause);
      await stage.hears(stage.mia, "A group asks");
      await stage.presses(stage.mia, `alert_register:${row?.["id"]}`);
      await stage.hears(stage.mia, "“Gold Traders” is registered");
      expect(await stage.row("SELECT status FROM alerts WHERE cause = ?", alert.cause)).toEqual({ status: "resolved" });
      expect(await stage.row("SELECT name FROM channel_groups WHERE chat_id = 'GROUP-1'")).toEqual({
        name: "Gold Traders",
      });
    },
  },
];

interface Raised {
  id: string;
  number: string;
}

/** A customer asks for a person while nobody is there. */
async function alerted(stage: Stage): Promise<{ about: DeskedConversation; alert: Raised }> {
  const everybody = [stage.ann, stage.ben, stage.mia];
  await stage.presence("away", ...everybody);
  const about = await stage.waiting();
  await stage.presence("online", ...everybody);
  const row = await stage.row("SELECT id, number FROM alerts WHERE conversation_id = ?", about.id);
  const alert = { id: String(row?.["id"]), number: String(row?.["number"]) };
  await stage.hears(stage.mia, `Alert ${alert.number} · A person is wanted and nobody is online`);
  return { about, alert };
}

function stateOf(stage: Stage, { id }: Raised) {
  return stage.row(
    `SELECT a.status, acknowledger.name AS by, assignee.name AS assigned, owner.name AS owner
     FROM alerts a JOIN conversations v ON v.id = a.conversation_id
     LEFT JOIN users acknowledger ON acknowledger.id = a.acknowledged_by
     LEFT JOIN users assignee ON assignee.id = a.assigned_to
     LEFT JOIN users owner ON owner.id = v.agent_id WHERE a.id = ?`,
    id,
  );
}
