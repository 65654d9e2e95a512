import type { BotApiCall } from "../telegram/index.ts";
import type { Row, StoredTurn } from "./read-turn.ts";
import type { Attempt, WireLog } from "./wire-log.ts";

/** One turn as the page shows it: what came in, what was stored, what went out. */
export interface Turn {
  updateId: number;
  state: "working" | "done" | "parked";
  /** From the moment the update was stored until the last word was sent; null while it is not known. */
  milliseconds: number | null;
  webhook: Attempt[];
  inbound: unknown;
  outbound: BotApiCall[];
  rows: Omit<StoredTurn, "payload" | "isSettled">;
}

/** Puts the wire beside the rows. */
export function describeTurn(stored: StoredTurn, chatId: number, wire: WireLog): Turn {
  const { payload, isSettled, ...rows } = stored;
  const updateId = Number(rows.receipt["external_id"]);
  return {
    updateId,
    state: rows.receipt["status"] === "parked" ? "parked" : isSettled ? "done" : "working",
    milliseconds: durationOf(rows.receipt, rows.deliveries),
    webhook: wire.attempts(updateId),
    inbound: JSON.parse(payload),
    outbound: callsOf(rows, chatId, wire),
    rows,
  };
}

function durationOf(receipt: Row, deliveries: Row[]): number | null {
  const start = receipt["received_at"];
  const end = deliveries.at(-1)?.["sent_at"] ?? (deliveries.length === 0 ? receipt["processed_at"] : null);
  return start instanceof Date && end instanceof Date ? end.getTime() - start.getTime() : null;
}

/** The calls that sent this turn's deliveries, and those that failed on the way there. */
function callsOf({ receipt, deliveries }: Turn["rows"], chatId: number, wire: WireLog): BotApiCall[] {
  const sentIds = new Set(deliveries.map((delivery) => delivery["external_message_id"]));
  const calls = wire.calls(chatId);
  const first = calls.findIndex((call) => sentIds.has(idOfSent(call, chatId)));
  const hasRetried = deliveries.some(({ attempts }) => Number(attempts) > 1) && receipt["status"] === "done";
  return calls.filter((call, index) => {
    if (sentIds.has(idOfSent(call, chatId))) return true;
    return call.status !== 200 && hasRetried && (first < 0 || index < first);
  });
}

function idOfSent({ answer }: BotApiCall, chatId: number): string | null {
  const result = (answer as { result?: { message_id?: number } } | null)?.result; // an answer of the emulated Bot API
  return result?.message_id === undefined ? null : `${chatId}:${result.message_id}`;
}
