import type { InboundEvent, RespondTo } from "../../bot/ports/inbound-event.ts";
import { appChat } from "./chat-address.ts";
import { type EventBase, ignored, unknown } from "./event-base.ts";

/** Events that tell the desk nothing. Others that we do not know stay `unknown`, for a later version. */
const QUIET = new Set([
  "enter_agent",
  "view",
  "view_miniprogram",
  "location",
  "batch_job_result",
  "reopen_inactive_agent",
]);

/** An event of the self-built app (事件格式, path 90240). Names differ in case between the vendor's pages. */
export function parseAppEvent(base: EventBase, fields: Record<string, string>): InboundEvent {
  const event = (fields["Event"] ?? "").toLowerCase();
  switch (event) {
    case "subscribe":
      return { kind: "joined", ...base };
    case "unsubscribe":
      return { kind: "left", ...base };
    case "click":
      return { kind: "action", ...base, actionId: fields["EventKey"] ?? "" };
    case "template_card_event":
    case "template_card_menu_event":
      return { kind: "action", ...base, actionId: fields["EventKey"] ?? "", respondTo: respondToOf(base, fields) };
    case "change_contact":
      return readContactChange(base, fields);
    case "close_inactive_agent":
      return { kind: "channel_error", ...base, reason: "WeCom suspended the app because nobody used it for long" };
    default:
      return QUIET.has(event) ? ignored(base, `${event} needs no answer`) : unknown(base, event || "event");
  }
}

/** Of the changes to the address book (通讯录变更, path 90970) only that somebody is gone concerns us. */
function readContactChange(base: EventBase, fields: Record<string, string>): InboundEvent {
  const { ChangeType: change = "", UserID: id } = fields;
  if (change !== "delete_user" || !id) return ignored(base, `change_contact ${change} needs no answer`);
  return { kind: "account_closed", ...base, sender: { id: appChat(id).id, isBot: false, isSelf: false } };
}

/** The code changes the pressed card, once and within 72 hours (更新模版卡片消息, path 94888). */
function respondToOf(base: EventBase, fields: Record<string, string>): RespondTo {
  const { ResponseCode: responseCode, TaskId: taskId } = fields;
  return { userId: base.sender.id, ...(responseCode ? { responseCode } : {}), ...(taskId ? { taskId } : {}) };
}
