import { z } from "zod";

/** The job that answers an edit: which wording of which message, and the receipt that brought it. */
export const EditJob = z.object({
  channelId: z.uuid(),
  chat: z.string(),
  receipt: z.string(),
  messageId: z.uuid(),
  sentAt: z.iso.datetime(),
  version: z.number().int(),
  /** It asks for what must not be missed: worked at once, whatever the customer writes over it. */
  isUrgent: z.boolean(),
});
export type EditJob = z.infer<typeof EditJob>;

/** Jobs of one name replace each other: a later wording the earlier ones, but never one that must not be missed. */
export function nameOfEditJob({ messageId, version, isUrgent }: EditJob): string {
  return isUrgent ? `${messageId}:${version}` : messageId;
}
