import type { Alert } from "../../domain/control/alert.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { User } from "../../domain/organisation/user.ts";
import { alertName } from "../alerts/alert-card.ts";
import { changeAlert, lockAlert } from "../alerts/change-alert.ts";
import { refuse } from "../desk/refuse.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import { acknowledgeThis, assignTo, by, endThis, SNOOZE_MINUTES, snoozeThis } from "./alert-acts.ts";
import type { ButtonAction, CommandContext } from "./command.ts";
import { take } from "./take.ts";

const pressed = ({ scope, staff }: CommandContext, id: string): Promise<Alert> =>
  lockAlert(scope, staff, { id: idOf(id) });

export const alertAck: ButtonAction = {
  name: "alert_ack",
  permission: "alert.handle",
  run: async (context, id) => acknowledgeThis(context, await pressed(context, id)),
};

export const alertEnd: ButtonAction = {
  name: "alert_end",
  permission: "alert.handle",
  run: async (context, id) => endThis(context, await pressed(context, id)),
};

export const alertSnooze: ButtonAction = {
  name: "alert_snooze",
  permission: "alert.handle",
  run: async (context, id) => snoozeThis(context, await pressed(context, id), `${SNOOZE_MINUTES}m`),
};

/** Takes the conversation that the alert is about; who does so looks after the alert as well. */
export const alertTake: ButtonAction = {
  name: "alert_take",
  permission: "conversation.take",
  run: async (context, id) => {
    const alert = await pressed(context, id);
    if (!alert.conversationId || !("run" in take)) return gone();
    const answer = await take.run(context, alert.conversationId);
    const isFree = alert.status === "open" || alert.status === "snoozed";
    if (isFree) await changeAlert(context.scope, alert, { act: "acknowledge", ...by(context) });
    return answer;
  },
};

const MAX_CHOICES = 5;

/** Offers the people who can be given the alert, oneself first. */
export const alertPick: ButtonAction = {
  name: "alert_pick",
  permission: "alert.handle",
  run: async (context, id) => {
    const { language, staff } = context;
    const alert = await pressed(context, id);
    const me = { id: staff.userId, name: { en: "Me", zh: "我" }[language] };
    const buttons: Button[] = [me, ...(await colleaguesOf(context))].map((user) => ({
      id: `alert_give:${alert.number}:${user.id}`,
      label: user.name,
    }));
    const words = {
      en: `Who looks after ${alertName(alert, "en")}? Anybody else: /alerts assign ${alert.number} NAME`,
      zh: `${alertName(alert, "zh")} 由谁负责？其他人请用 /alerts assign ${alert.number} 姓名`,
    };
    return { say: plainText(words[language]), buttons: [buttons] };
  },
};

/** One of the people who were offered. The argument is `NUMBER:USER`, which fits where two ids would not. */
export const alertGive: ButtonAction = {
  name: "alert_give",
  permission: "alert.handle",
  run: async (context, argument) => {
    const [number = "", userId = ""] = argument.split(":");
    if (!/^\d{1,15}$/.test(number)) return gone();
    const alert = await lockAlert(context.scope, context.staff, { number });
    const { trx, orgId } = context.scope;
    const user = await User.query(trx).findOne({ id: idOf(userId), orgId, status: "active" });
    return user ? assignTo(context, alert, user) : gone();
  },
};

/** Those on duty first. */
async function colleaguesOf({ scope, staff }: CommandContext): Promise<Pick<User, "id" | "name">[]> {
  const users = await User.query(scope.trx)
    .where({ orgId: scope.orgId, status: "active" })
    .whereNot({ id: staff.userId })
    .orderByRaw("presence = 'online' DESC NULLS LAST, employee_code");
  return users.filter(({ role }) => isAllowed(role, "conversation.take")).slice(0, MAX_CHOICES);
}

function idOf(text: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : gone();
}

function gone(): never {
  return refuse("alert_unknown", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
}
