import type { Receipt, StoredReceipt } from "../../../bot/ports/adapter.ts";
import type { InboundEvent } from "../../../bot/ports/inbound-event.ts";
import type { OutboundMessage } from "../../../bot/ports/outbound-message.ts";
import { plainText, type RichText } from "../../../bot/ports/rich-text.ts";
import type { AdapterHarness, Happening } from "../adapter-harness.ts";

/** One sentence of the contract and the test that holds it; the harness is fresh. */
export type AdapterPromise = (title: string, test: (harness: AdapterHarness) => Promise<void>) => void;

/** What a happening leaves in the inbox: from its request or, where that only announces it, from what is pulled then. */
export async function receiptsOf(harness: AdapterHarness, happening: Happening): Promise<Receipt[]> {
  if (harness.receipts) return harness.receipts(happening);
  return (await harness.adapter.receive(harness.request(happening))).receipts;
}

/** The events of a happening, by the way a message really takes: received, stored as JSON, read back, parsed. */
export async function eventsOf(harness: AdapterHarness, happening: Happening): Promise<InboundEvent[]> {
  const events: InboundEvent[] = [];
  for (const receipt of await receiptsOf(harness, happening)) {
    const stored = JSON.parse(
      JSON.stringify({ ...receipt, receivedAt: "2026-03-05T08:00:00.000Z" }),
    ) as StoredReceipt; /* what the inbox gives back */
    events.push(...(await harness.adapter.parse(stored)));
  }
  return events;
}

/** The first event of that kind; fails the test, saying what came instead. */
export async function eventOf<K extends InboundEvent["kind"]>(
  harness: AdapterHarness,
  kind: K,
  happening: Happening,
): Promise<Extract<InboundEvent, { kind: K }>> {
  const events = await eventsOf(harness, happening);
  const found = events.find((event): event is Extract<InboundEvent, { kind: K }> => event.kind === kind);
  if (!found) throw new Error(`expected an event "${kind}", got ${JSON.stringify(events)}`);
  return found;
}

/** An optional member that this promise is about; a platform without it declares the promise in `cannot`. */
export function offered<T>(member: T | undefined): T {
  if (member === undefined) throw new Error("the adapter does not offer this: declare it in `cannot` with the reason");
  return member;
}

/** A message to the harness's customer, first attempt. */
export function outbound(
  { target }: AdapterHarness,
  content: RichText | string,
  more: Partial<OutboundMessage> = {},
): OutboundMessage {
  return {
    deliveryId: "01977a10-0000-7000-8000-000000000001",
    seq: 1,
    attempt: 0,
    target,
    content: typeof content === "string" ? plainText(content) : content,
    ...more,
  };
}
