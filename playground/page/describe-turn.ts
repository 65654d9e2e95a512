import { type ActName, nameAct } from "./name-act.ts";
import type { PlaygroundPlatform } from "./playground-channel.ts";
import type { Row, StoredTurn } from "./read-turn.ts";
import type { Attempt, WireCall, WireLog } from "./wire-log.ts";

/** One turn as the page shows it: what came in, what was stored, what went out. */
export interface Turn {
  seq: string;
  platform: PlaygroundPlatform;
  act: ActName;
  state: "working" | "done" | "parked";
  /** From the moment the update was stored until the last word was sent; null while it is not known. */
  milliseconds: number | null;
  webhook: Attempt[];
  inbound: unknown;
  outbound: WireCall[];
  rows: Omit<StoredTurn, "payload" | "isSettled" | "channelId">;
}

/** Puts the wire beside the rows. */
export function describeTurn(stored: StoredTurn, platform: PlaygroundPlatform, wire: WireLog): Turn {
  const { payload, isSettled, channelId: _channel, ...rows } = stored;
  const inbound: unknown = JSON.parse(payload);
  const act = nameAct(platform, inbound);
  return {
    seq: String(rows.receipt["seq"]),
    platform,
    act,
    state: rows.receipt["status"] === "parked" ? "parked" : isSettled ? "done" : "working",
    milliseconds: durationOf(rows.receipt, rows.deliveries),
    webhook: wire.attempts(String(rows.receipt["external_id"])),
    inbound,
    outbound: callsOf(rows, act.who, wire),
    rows,
  };
}

function durationOf(receipt: Row, deliveries: Row[]): number | null {
  const start = receipt["received_at"];
  // What the customer waits for; of acts of staff, what staff wait for.
  const forCustomer = deliveries.filter(({ audience }) => audience === "customer");
  const awaited = forCustomer.length > 0 ? forCustomer : deliveries;
  const end = awaited.length === 0 ? receipt["processed_at"] : awaited.at(-1)?.["sent_at"];
  return start instanceof Date && end instanceof Date ? end.getTime() - start.getTime() : null;
}

/** What is shown to one person alone gets no id: it is known by its time. */
const SHOWN_WITHIN_MS = 150;

/** The calls that sent this turn's deliveries, those that failed on the way, and what only the acting person saw. */
function callsOf({ receipt, deliveries }: Turn["rows"], who: string | null, wire: WireLog): WireCall[] {
  const sentIds = new Set(deliveries.map((delivery) => delivery["external_message_id"]));
  const chats = new Set(deliveries.map((delivery) => delivery["chat_id"]));
  const from = timeOf(receipt["received_at"]) ?? 0;
  const isOpen = deliveries.some(({ sent_at: sentAt }) => sentAt === null);
  const ends = deliveries.flatMap(({ sent_at: sentAt }) => timeOf(sentAt) ?? []);
  const until = isOpen || ends.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...ends) + SHOWN_WITHIN_MS;
  return wire.calls().filter((call) => {
    if (call.messageId !== null && sentIds.has(call.messageId)) return call.at.getTime() >= from;
    const isWithin = call.at.getTime() >= from && call.at.getTime() <= until;
    if (!isWithin || deliveries.length === 0) return false;
    return call.onlyFor === null ? !call.isOk && chats.has(call.chat) : call.onlyFor === who;
  });
}

const timeOf = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null);
