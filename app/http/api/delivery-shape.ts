import { z } from "zod";
import type { DeliveryState } from "../../../bot/delivery/list-deliveries.ts";
import { conversationCode } from "../../../domain/organisation/codes.ts";
import { instant, shownAt } from "./fields.ts";

/** A delivery in an answer. */
export const Delivery = z
  .object({
    id: z.uuid(),
    status: z.string().describe("queued, sending, sent, failed, uncertain, held or cancelled"),
    purpose: z.string(),
    part: z.int(),
    parts: z.int().describe("A text that is long for its platform goes out in several parts"),
    attempts: z.int(),
    message: z.uuid().nullable(),
    conversation: z.string().nullable(),
    errorCode: z.string().nullable(),
    createdAt: instant,
    sentAt: instant.nullable(),
  })
  .meta({ id: "Delivery" });

/** A delivery as an answer shows it. */
export function showDelivery({ messageId, number, ...delivery }: DeliveryState): z.output<typeof Delivery> {
  return {
    ...delivery,
    message: messageId,
    conversation: number === null ? null : conversationCode(number),
    createdAt: delivery.createdAt.toISOString(),
    sentAt: shownAt(delivery.sentAt),
  };
}
