import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { moveChat } from "../channels/move-chat.ts";
import type { DeliveryError } from "../ports/delivery-error.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";
import { releaseJoined } from "./joined-deliveries.ts";

/**
 * The chat that a delivery was for has another id: it goes there, with everything else that is kept under the old one.
 * False where that is no way out: it was sent there already, it would go round in a circle, or it changes a message that
 * stayed behind.
 */
export async function followMovedChat(
  { db, clock }: { db: Database; clock: Clock },
  channel: LiveChannel,
  delivery: ClaimedDelivery,
  { details }: DeliveryError,
): Promise<boolean> {
  const from = delivery.target.chatId;
  const to = details["newChatId"];
  if (typeof to !== "string" || delivery.ofSent !== null || leadsBack(channel.movedChats, { from, to })) return false;
  await db.system.transaction(async (trx) => {
    const waitsAgain = await trx("deliveries")
      .where({ id: delivery.id, status: "sending" })
      .update({ status: "queued", next_attempt_at: null, updated_at: trx.fn.now() });
    // The answer to an earlier commit was lost.
    if (waitsAgain === 0) return;
    await releaseJoined(trx, delivery.id);
    await moveChat({ orgId: delivery.orgId, trx }, channel, { from, to }, clock.now());
  });
  return true;
}

/** A platform that names each of some chats as the next one must not be asked without end. */
function leadsBack(moved: LiveChannel["movedChats"], { from, to }: { from: string; to: string }): boolean {
  let at: string | undefined = to;
  for (let step = 0; at !== undefined && step <= moved.size; step++) {
    if (at === from) return true;
    at = moved.get(at);
  }
  return false;
}
