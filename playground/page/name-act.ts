import { z } from "zod";
import type { PlaygroundPlatform } from "./playground-channel.ts";

/** What an act was, in short, read from its payload as the platform sent it. */
export interface ActName {
  kind: "message" | "edit" | "removal" | "press" | "command" | "arrival" | "event";
  /** The person's id at the platform. */
  who: string | null;
  text: string;
}

const MAX_TEXT = 120;

/** Names an act by its payload; what has no known shape is an event without words. */
export function nameAct(platform: PlaygroundPlatform, payload: unknown): ActName {
  const read = readers[platform](payload);
  return { ...read, text: read.text.slice(0, MAX_TEXT) };
}

const readers: Record<PlaygroundPlatform, (payload: unknown) => ActName> = {
  telegram: nameUpdate,
  slack: nameSlack,
  wecom: nameKfItem,
};

const unknown: ActName = { kind: "event", who: null, text: "" };

const From = z.object({ id: z.number() }).optional();
const Said = z.object({ from: From, text: z.string().optional(), caption: z.string().optional() });
const Update = z.object({
  message: Said.optional(),
  edited_message: Said.optional(),
  callback_query: z.object({ from: From, data: z.string().optional() }).optional(),
});

function nameUpdate(payload: unknown): ActName {
  const update = Update.safeParse(payload).data;
  const said = update?.message ?? update?.edited_message;
  if (said) {
    const text = said.text ?? said.caption ?? "";
    const kind = update?.edited_message ? "edit" : text.startsWith("/") ? "command" : "message";
    return { kind, who: String(said.from?.id ?? ""), text };
  }
  const press = update?.callback_query;
  return press ? { kind: "press", who: String(press.from?.id ?? ""), text: press.data ?? "" } : unknown;
}

const SlackEvent = z.object({
  event: z.object({
    subtype: z.string().optional(),
    user: z.string().optional(),
    text: z.string().optional(),
    message: z.object({ user: z.string().optional(), text: z.string().optional() }).optional(),
    previous_message: z.object({ user: z.string().optional(), text: z.string().optional() }).optional(),
  }),
});
const SlashCommand = z.object({ command: z.string(), text: z.string().default(""), user_id: z.string() });
const BlockActions = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: z.string() }),
  actions: z.array(z.object({ action_id: z.string() })).min(1),
});

function nameSlack(payload: unknown): ActName {
  const typed = SlashCommand.safeParse(payload).data;
  if (typed) return { kind: "command", who: typed.user_id, text: `${typed.command} ${typed.text}`.trim() };
  const pressed = BlockActions.safeParse(payload).data;
  if (pressed) {
    const [name = ""] = pressed.actions[0]?.action_id.split(":") ?? [];
    return { kind: "press", who: pressed.user.id, text: name };
  }
  const event = SlackEvent.safeParse(payload).data?.event;
  if (!event) return unknown;
  const said = event.message ?? event.previous_message ?? event;
  const kind = { message_changed: "edit", message_deleted: "removal" }[event.subtype ?? ""] ?? "message";
  return { kind: kind as ActName["kind"], who: said.user ?? null, text: said.text ?? "" };
}

const KfItem = z.object({
  external_userid: z.string().optional(),
  text: z.object({ content: z.string(), menu_id: z.string().optional() }).optional(),
  msgtype: z.string(),
  event: z.object({ event_type: z.string(), external_userid: z.string().optional() }).optional(),
});

function nameKfItem(payload: unknown): ActName {
  const item = KfItem.safeParse(payload).data;
  if (!item) return unknown;
  const who = item.external_userid ?? item.event?.external_userid ?? null;
  if (item.event?.event_type === "enter_session") return { kind: "arrival", who, text: "" };
  if (item.event) return { kind: "event", who, text: item.event.event_type };
  return { kind: item.text?.menu_id ? "press" : "message", who, text: item.text?.content ?? `[${item.msgtype}]` };
}
