import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Alert } from "../../domain/control/alert.ts";
import { moveWithdrawal, withdrawalCauses } from "../../domain/funds/move-withdrawal.ts";
import { recordWithdrawal } from "../../domain/funds/record-withdrawal.ts";
import type { Language } from "../../domain/language/language.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { acknowledge, end, snooze } from "../commands/alert-acts.ts";
import type { CommandContext } from "../commands/command.ts";
import { toPlainText } from "../ports/rich-text.ts";
import { alertCard } from "./alert-card.ts";
import { viewAlert } from "./alert-view.ts";
import { rulesCommand } from "./rules-command.ts";
import { followStorms } from "./watch/follow-storms.ts";
import { wakeAlerts } from "./watch/wake-alerts.ts";
import { watchWithdrawals } from "./watch/watch-withdrawals.ts";

let desk: FundsDesk;
let manager: string;
let customerId: string;

const HOUR = 3_600_000;
const asked = new Date("2026-03-10T09:00:00Z");
const at = (hours: number) => new Date(asked.getTime() + hours * HOUR);
const reporter = { by: { actor: "cli" as const }, at: asked };
const channels = { byId: async () => null, ofOrganisation: async () => [] } as never; // nobody is told where there is no surface

beforeAll(async () => {
  desk = await openFundsDesk();
  manager = await desk.addUser("Mia");
});
afterAll(() => desk.close());
beforeEach(async () => {
  customerId = await desk.addCustomer();
  await desk.set("alerts.rules", {});
  await desk.set("alerts.quiet_hours", null);
  await desk.db.system("withdrawals").update({ status: "confirmed", processed_at: asked });
  await desk.db.system("alerts").update({ status: "resolved" });
});

const withdraw = async () =>
  (
    await desk.inside((scope) =>
      recordWithdrawal(
        scope,
        { customerId, amount: "500", currency: "USD", externalRef: newId(), happenedAt: asked },
        reporter,
      ),
    )
  ).row;
const deps = (now: Date) => ({
  ...{ db: desk.db, channels, clusterQuestions: async () => [], blobs: undefined as never },
  clock: { now: () => now },
});
const watch = (now: Date) => watchWithdrawals(deps(now), desk.orgId);
const alertsOf = (id: string) =>
  Alert.query(desk.db.system)
    .whereIn("cause", Object.values(withdrawalCauses(id)))
    .orderBy("number");
/** A command of the manager's, as it is answered or refused. */
const command = async (
  run: (context: CommandContext, words: string) => Promise<unknown>,
  words: string,
  now: Date,
  language: Language = "en",
): Promise<string> =>
  inOrganization(desk.db, desk.orgId, async (scope) => {
    const staff = { userId: manager, name: "Mia", role: "manager", timezone: null, teamId: null };
    // What these commands need of where they were written.
    const context = { scope, staff, language, deps: deps(now), channel: { id: newId() } } as unknown as CommandContext;
    return toPlainText((await run(context, words)) as never);
  }).catch((error: { details?: { words?: Record<Language, string> } }) => {
    const said = error.details?.words?.[language];
    if (said === undefined) throw error;
    return `refused: ${said}`;
  });

describe("the rules of alerts of a withdrawal", () => {
  it.each([
    ["withdrawal_due", "enabled=no"],
    ["withdrawal_due", "quiet=hold"],
    ["withdrawal_due", "threshold=59"],
    ["withdrawal_due", "severity=warning"],
    ["withdrawal_due", "escalate=61"],
    ["withdrawal_missed", "enabled=no"],
    ["withdrawal_missed", "quiet=hold"],
    ["withdrawal_missed", "severity=info"],
  ])("are not softened: %s %s", async (kind, change) => {
    expect(await command(rulesCommand, `${kind} ${change}`, asked)).toMatch(/^refused: withdrawal_/);
    expect(await command(rulesCommand, `${kind} ${change}`, asked, "zh")).toMatch(/^refused: withdrawal_.*[不最]/);
  });

  it("may be made earlier, graver and faster", async () => {
    const said = await command(rulesCommand, "withdrawal_due threshold=600 severity=critical escalate=5", asked);
    expect(said).toContain("severity=critical");
    expect(said).toContain("threshold=600");
    const { id } = await withdraw();
    await watch(at(13.9));
    expect(await alertsOf(id)).toEqual([]);
    await watch(at(14));
    expect(await alertsOf(id)).toMatchObject([{ severity: "critical" }]);
  });

  it("name compliance whatever roles are given, and say so; also where a customer complains or is in danger", async () => {
    for (const kind of ["withdrawal_due", "withdrawal_missed", "complaint", "distress", "fraud_on_customer"]) {
      const said = await command(rulesCommand, `${kind} roles=readonly team=own`, asked);
      expect(said).toContain("roles=readonly,compliance");
      expect(said).toContain(`Compliance hears of ${kind} whatever roles are named`);
      expect(await command(rulesCommand, `${kind} roles=trainer`, asked, "zh")).toContain("合规人员都会收到");
    }
    expect(await command(rulesCommand, "complaint roles=compliance,admin", asked)).not.toContain("whatever roles");
    expect(await command(rulesCommand, "queue_growing roles=manager", asked)).not.toContain("compliance");
    await desk.set("alerts.rules", { withdrawal_missed: { roles: ["readonly"] } });
    expect(await command(rulesCommand, "withdrawal_missed", asked)).toContain("roles=readonly,compliance");
  });

  it("reach somebody although nobody has any of the roles", async () => {
    const told = async () =>
      (await desk.db.system("notifications").where({ type: "alert:withdrawal_due" }).pluck("user_id")).sort();
    await desk.set("alerts.rules", { withdrawal_due: { roles: ["trainer"] } });
    const boss = await desk.addUser("Bo");
    await desk.db.system("users").whereIn("id", [manager, boss]).update({ role: "agent" });
    await desk.db.system("users").where({ id: boss }).update({ role: "super_admin" });
    await withdraw();
    await watch(at(20));
    expect(await told()).toEqual([boss]);
    const officer = await desk.addUser("Cleo");
    await desk.db.system("users").where({ id: officer }).update({ role: "compliance" });
    await withdraw();
    await watch(at(20));
    expect(await told()).toEqual([boss, officer].sort());
    await desk.db.system("users").where({ id: manager }).update({ role: "manager" });
    await desk.db.system("users").whereIn("id", [boss, officer]).update({ status: "inactive" });
  });

  it("hold against what is stored: at once, also in quiet hours, and not later than an hour before the deadline", async () => {
    const soft = { enabled: false, quiet: "hold", threshold: 1, severity: "info", escalate_minutes: 10_080 };
    await desk.set("alerts.rules", { withdrawal_due: soft, withdrawal_missed: soft });
    await desk.set("alerts.quiet_hours", { from: "00:00", to: "23:59" });
    const { id } = await withdraw();
    await watch(at(22.9));
    expect(await alertsOf(id)).toEqual([]);
    await watch(at(23));
    expect(await alertsOf(id)).toMatchObject([
      { kind: "withdrawal_due", severity: "high", heldUntil: null, escalateAt: at(24) },
    ]);
    await watch(at(24));
    expect((await alertsOf(id))[1]).toMatchObject({ kind: "withdrawal_missed", severity: "critical", heldUntil: null });
  });
});

describe("an alert of a withdrawal that waits", () => {
  const alerted = async (hours: number) => {
    const { id, withdrawalCode } = await withdraw();
    await watch(at(hours));
    const alert = (await alertsOf(id)).at(-1);
    if (!alert) throw new Error("no alert");
    return { id, withdrawalCode, number: alert.number };
  };

  it.each([20, 24])("cannot be resolved by anybody after %i hours, and is resolved by settling it", async (hours) => {
    const { id, withdrawalCode, number } = await alerted(hours);
    const refused = await command(end, number, at(hours));
    expect(refused).toContain(`until ${withdrawalCode} is settled`);
    expect(await command(end, number, at(hours), "zh")).toMatch(new RegExp(`refused: .*${withdrawalCode}.*自动解决`));
    expect(await command(acknowledge, number, at(hours))).toContain("you look after it");
    expect(await command(end, number, at(hours))).toBe(refused);
    expect((await alertsOf(id)).map(({ status }) => status)).toEqual(["acknowledged"]);
    await desk.inside((scope) => moveWithdrawal(scope, withdrawalCode, "confirmed", { ...reporter, at: at(hours) }));
    expect((await alertsOf(id)).map(({ status }) => status)).toEqual(["resolved"]);
  });

  it("comes back an hour before its deadline however long it is put off", async () => {
    const { id, number } = await alerted(20);
    expect(await command(snooze, `${number} 30m`, at(20))).toContain("03-11 05:30");
    expect(await command(snooze, `${number} 24h`, at(20))).toContain("03-11 08:00");
    expect(await alertsOf(id)).toMatchObject([{ status: "snoozed", snoozedUntil: at(23) }]);
    await wakeAlerts(deps(at(23)), desk.orgId);
    expect(await alertsOf(id)).toMatchObject([{ status: "open" }]);
    expect(await command(snooze, `${number} 30m`, at(23))).toMatch(/^refused: .*must be settled by 03-11 09:00/);
    expect(await command(snooze, `${number} 30m`, at(23), "zh")).toMatch(/^refused: .*03-11 09:00/);
  });

  it("cannot be put off once it is missed", async () => {
    const { id, number } = await alerted(25);
    expect(await command(snooze, `${number} 30m`, at(25))).toMatch(/^refused: /);
    expect(await alertsOf(id)).toMatchObject([{ kind: "withdrawal_missed", status: "open" }]);
  });

  it("is raised again where it was ended while the money waits", async () => {
    const { id } = await alerted(20);
    await desk.db.system("alerts").update({ status: "resolved", resolved_at: at(20), escalate_at: null });
    await watch(at(20.1));
    await watch(at(20.2));
    expect((await alertsOf(id)).map(({ status }) => status)).toEqual(["resolved", "open"]);
  });

  it.each([
    [20, ["alert_pick", "alert_ack", "alert_snooze"], ["alert_pick", "alert_snooze"]],
    [24, ["alert_pick", "alert_ack"], ["alert_pick"]],
  ])("offers no button that would be refused, after %i hours", async (hours, open, acknowledged) => {
    const { id, number } = await alerted(hours);
    const buttons = async () => {
      const alert = (await alertsOf(id)).at(-1);
      if (!alert) throw new Error("no alert");
      const view = await desk.inside((scope) => viewAlert(scope, alert));
      return alertCard(view, "en", "UTC", false)
        .buttons.flat()
        .map((button) => button.id.split(":")[0]);
    };
    expect(await buttons()).toEqual(open);
    await command(acknowledge, number, at(hours));
    expect(await buttons()).toEqual(acknowledged);
  });

  it("stands also where a storm's card counts it: that card is bound by the earliest deadline of all that waits", async () => {
    const all = [];
    for (let one = 0; one < 12; one++) all.push(await withdraw());
    await watch(at(20));
    const storm = await Alert.query(desk.db.system).whereLike("cause", "storm:%").first();
    if (!storm) throw new Error("no storm");
    expect(await command(end, storm.number, at(20))).toMatch(/^refused: /);
    await command(snooze, `${storm.number} 24h`, at(20));
    expect(await Alert.query(desk.db.system).findById(storm.id)).toMatchObject({ snoozedUntil: at(23) });
    await followStorms(deps(at(21)), desk.orgId);
    expect((await alertsOf(all[0]?.id ?? "")).map(({ status }) => status)).toEqual(["open"]);
    const card = async (language: Language) => {
      const view = await desk.inside(async (scope) =>
        viewAlert(scope, await Alert.query(scope.trx).findById(storm.id).throwIfNotFound()),
      );
      return toPlainText(alertCard(view, language, "UTC", false).content);
    };
    for (const { withdrawalCode, externalRef } of all) {
      const named = `${withdrawalCode} (${externalRef?.slice(0, 30)})`;
      expect(await card("en")).toContain(`${named} by 03-11 09:00`);
      expect(await card("zh")).toContain(`${named}，03-11 09:00 前`);
    }
    const [first, ...others] = all;
    await desk.inside((scope) =>
      moveWithdrawal(scope, first?.withdrawalCode ?? "", "confirmed", { ...reporter, at: at(21) }),
    );
    expect(await card("en")).not.toContain(first?.withdrawalCode);
    for (const { withdrawalCode } of others) {
      await desk.inside((scope) => moveWithdrawal(scope, withdrawalCode, "confirmed", { ...reporter, at: at(21) }));
    }
    expect(await command(end, storm.number, at(21))).toContain("is resolved");
  });
});
