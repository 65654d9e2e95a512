import { z } from "zod";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { SentMessage } from "../../bot/ports/outbound-message.ts";
import { toDeliveryError, within } from "./errors.ts";
import type { Session } from "./session.ts";

const Handle = z.object({
  messageIds: z.string().transform((ids, context) => {
    try {
      return z.array(z.string()).parse(JSON.parse(ids));
    } catch {
      context.addIssue("is no list of ids");
      return z.NEVER;
    }
  }),
});

const recallMs = 30_000;

/**
 * Takes back everything that was sent for one message. WeChat allows it for two minutes and puppets only say yes or no.
 * @throws DeliveryError
 */
export async function removeMessage({ handle }: SentMessage, session: Session): Promise<void> {
  const { bot } = session.use();
  const ids = Handle.safeParse(handle).data?.messageIds ?? [];
  if (ids.length === 0) throw new DeliveryError("rejected", "the puppet did not tell what it sent");
  for (const id of ids) if (!(await recall(id))) throw new DeliveryError("rejected", "WeChat did not take it back");

  async function recall(id: string): Promise<boolean> {
    try {
      const message = await within(recallMs, bot.Message.find({ id }));
      return message !== undefined && (await within(recallMs, message.recall()));
    } catch (error) {
      throw toDeliveryError(error);
    }
  }
}
