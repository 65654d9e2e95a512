import { z } from "zod";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import { kfMessageId } from "./chat-address.ts";
import { type EventBase, ignored, unknown } from "./event-base.ts";

const KfEvent = z.looseObject({
  event_type: z.string(),
  scene: z.string().optional(),
  scene_param: z.string().optional(),
  welcome_code: z.string().optional(),
  fail_msgid: z.string().optional(),
  fail_type: z.number().optional(),
  recall_msgid: z.string().optional(),
  change_type: z.number().optional(),
  old_servicer_userid: z.string().optional(),
  new_servicer_userid: z.string().optional(),
});

/** `fail_type` of 消息发送失败事件 (path 94670). */
const FAIL_REASONS: Record<number, string> = {
  1: "the customer service account was deleted",
  2: "the app was switched off",
  4: "more than 48 hours since the customer's last message",
  5: "the session was closed",
  6: "more than five messages since the customer's last one",
  7: "no video channel is bound",
  8: "the corporation is not verified",
  9: "no video channel is bound and the corporation is not verified",
  10: "the customer refuses messages",
  11: "no member of the corporation is logged in to the WeCom app",
  12: "this kind of message is forbidden here",
};

const QUIET = new Set(["servicer_status_change", "reject_customer_msg_switch_change"]);

/** A system event of 微信客服 (接收消息和事件 / 事件消息, path 94670). */
export function parseKfEvent(base: EventBase, raw: unknown): InboundEvent {
  const event = KfEvent.safeParse(raw).data;
  if (!event) return unknown(base, "kf event");
  switch (event.event_type) {
    case "enter_session":
      return joined(base, event);
    case "msg_send_fail":
      if (!event.fail_msgid) return unknown(base, "msg_send_fail without fail_msgid");
      return {
        kind: "send_failed",
        ...base,
        externalMessageId: kfMessageId(base.chat, event.fail_msgid),
        reason: FAIL_REASONS[event.fail_type ?? 0] ?? `WeCom gave no reason (fail_type ${event.fail_type ?? 0})`,
      };
    case "user_recall_msg":
    case "servicer_recall_msg":
      if (!event.recall_msgid) return unknown(base, `${event.event_type} without recall_msgid`);
      return { kind: "deleted", ...base, externalMessageId: kfMessageId(base.chat, event.recall_msgid) };
    case "session_status_change":
      return sessionMoved(base, event);
    default:
      return QUIET.has(event.event_type)
        ? ignored(base, `${event.event_type} needs no answer`)
        : unknown(base, event.event_type);
  }
}

function joined(base: EventBase, event: z.infer<typeof KfEvent>): InboundEvent {
  const { scene, scene_param: sceneParam, welcome_code: welcomeCode } = event;
  return {
    kind: "joined",
    ...base,
    source: { ...(scene ? { scene } : {}), ...(sceneParam ? { sceneParam } : {}) },
    ...(welcomeCode ? { welcome: { welcomeCode } } : {}),
  };
}

/** `change_type` of 会话状态变更事件 (path 94670): taken from the pool, handed on, ended, taken up again. */
const ENDED = 3;
const TAKEN = new Set([1, 2, 4]);

function sessionMoved(base: EventBase, event: z.infer<typeof KfEvent>): InboundEvent {
  const { change_type: change, old_servicer_userid: before, new_servicer_userid: now } = event;
  if (change !== ENDED && !TAKEN.has(change ?? 0)) return unknown(base, `session_status_change ${change}`);
  const holder = (change === ENDED ? before : now)?.toLowerCase();
  const state = change === ENDED ? "ended" : "with_person";
  return { kind: "session_moved", ...base, state, ...(holder ? { holder } : {}) };
}
