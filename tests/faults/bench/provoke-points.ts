import { slackMessage, telegramMessage, type WireMessage } from "../../bench/wire-messages.ts";
import { chatNumber, kfCustomer } from "./platforms.ts";
import type { FaultScene } from "./scene.ts";

/** What a new customer of each platform does so that a turn passes every fault point: see `everyPoint`. */
export function provokeAll(scene: FaultScene, chat: number): void {
  const { load, platforms } = scene;
  load.ask("telegram", chat, (wire) => [wire, edited(wire), ofBot(chat)]);
  load.ask("slack", chat, (wire) => [wire, asMention(wire)]);
  load.ask("wecom", chat);
  // The customer has written: WeCom gives no code for a welcome, so nothing is sent for it.
  platforms.wecom.customers.enters(kfCustomer(chat));
}

/** The same message once more with other words around it: an update of its own. */
function edited(wire: WireMessage): WireMessage {
  const { message } = JSON.parse(wire.body);
  const update = JSON.parse(telegramMessage(message.chat.id, message.text).body);
  const { message: _, ...rest } = update;
  return { ...wire, body: JSON.stringify({ ...rest, edited_message: { ...message, edit_date: message.date } }) };
}

/** A line of some bot, which nobody answers. */
function ofBot(chat: number): WireMessage {
  const wire = telegramMessage(chatNumber(chat), "beep");
  const update = JSON.parse(wire.body);
  update.message.from.is_bot = true;
  return { ...wire, body: JSON.stringify(update) };
}

/** Slack tells of one message twice where it names the app: as a message, and as a mention with an id of its own. */
function asMention(wire: WireMessage): WireMessage {
  const other = slackMessage(0, "");
  const { event_id } = JSON.parse(other.body);
  const told = JSON.parse(wire.body);
  return { ...wire, body: JSON.stringify({ ...told, event_id, event: { ...told.event, type: "app_mention" } }) };
}
