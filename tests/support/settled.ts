import type { Dispatcher } from "../../playground/slack/dispatch.ts";
import type { OpenProduct } from "./open-product.ts";
import { waitFor } from "./wait-for.ts";

/** Resolves when every stored receipt has been worked and everything queued has gone out; else says what has not. */
export async function allSent(desk: Pick<OpenProduct, "rows">, withinMs?: number): Promise<void> {
  let open: Record<string, unknown>[] = [];
  const isDone = async () => {
    open = await desk.rows(
      `SELECT 'receipt' AS what, chat, status, outcome AS detail, NULL AS due FROM inbound_receipts WHERE status = 'pending'
       UNION ALL SELECT operation || ' ' || purpose, chat, status, act ->> 'why', next_attempt_at::text
       FROM deliveries WHERE status IN ('queued', 'sending') LIMIT 20`,
    );
    return open.length === 0;
  };
  await waitFor("everything to be worked and sent", isDone, withinMs).catch((error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(open)}`);
  });
}

/** The same, and every event that came of it was taken and worked as well: what the bot posts is an event on Slack. */
export async function allHeardAndSent(
  desk: Pick<OpenProduct, "rows">,
  { log, settled }: Pick<Dispatcher, "log" | "settled">,
): Promise<void> {
  let events: number;
  do {
    await settled();
    events = log.length;
    await allSent(desk);
  } while (log.length > events);
}
