import { z } from "zod";
import { InputError } from "../../infra/errors.ts";
import type { Arrival } from "./store-receipts.ts";

const Receipt = z.object({
  externalId: z.string(),
  chat: z.string(),
  raw: z.string(),
  position: z.number().exactOptional(),
  trace: z.string().exactOptional(),
  pull: z.object({ name: z.string(), token: z.string().exactOptional() }).exactOptional(),
});
const Spooled = z.object({
  v: z.literal(1),
  channelId: z.uuid(),
  orgId: z.uuid(),
  arrivedAt: z.iso.datetime(),
  receipts: z.array(Receipt),
});

/** What came in one request, as it stands in the spool. */
export function writeArrival({ source, receipts, arrivedAt }: Required<Arrival>): string {
  return JSON.stringify({ v: 1, ...source, arrivedAt, receipts });
}

/** Null when it was not written by `writeArrival`, or by that of a later version. */
export function readArrival(record: string): Required<Arrival> | null {
  try {
    const { channelId, orgId, arrivedAt, receipts } = Spooled.parse(JSON.parse(record));
    return { source: { channelId, orgId }, arrivedAt, receipts };
  } catch {
    return null;
  }
}

/**
 * What the database would refuse must be refused while it is away as well, since nobody can be told afterwards.
 * @throws InputError
 */
export function assertStorable({ receipts }: Arrival): void {
  for (const { externalId, chat } of receipts) {
    if (!isKey(externalId) || !isKey(chat)) throw new InputError("a delivery's id and chat have 1 to 300 characters");
  }
}

const isKey = (text: string): boolean => {
  // As the database counts: characters, after what it cannot hold was taken out.
  const { length } = [...text.replaceAll("\u0000", "")];
  return length >= 1 && length <= 300;
};
