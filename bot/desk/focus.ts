import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** How long a conversation stays current for a person on a surface without threads. */
export const FOCUS_MS = 10 * 60_000;

/** The conversation that is current for a person on this channel, or null when none is or it is too old. */
export async function findFocus(
  { trx, orgId }: OrgScope,
  channelId: string,
  userId: string,
  now: Date,
): Promise<string | null> {
  const row = await trx("desk_focus")
    .where({ org_id: orgId, channel_id: channelId, user_id: userId })
    .where("set_at", ">", new Date(now.getTime() - FOCUS_MS))
    .first("conversation_id");
  return row?.conversation_id ?? null;
}

/** Makes a conversation current for a person. */
export async function setFocus(
  { trx, orgId }: OrgScope,
  focus: { channelId: string; userId: string; conversationId: string; at: Date },
): Promise<void> {
  await trx("desk_focus")
    .insert({
      org_id: orgId,
      channel_id: focus.channelId,
      user_id: focus.userId,
      conversation_id: focus.conversationId,
      set_at: focus.at,
    })
    .onConflict(["user_id", "channel_id"])
    .merge(["conversation_id", "set_at"]);
}

/** Another customer of the person wrote, or they turned to another: what was current for them is no longer. */
export async function dropOtherFocus({ trx, orgId }: OrgScope, userId: string, conversationId: string): Promise<void> {
  await trx("desk_focus")
    .where({ org_id: orgId, user_id: userId })
    .whereNot("conversation_id", conversationId)
    .delete();
}

/** Nothing is current for the person any more. */
export async function dropFocus({ trx, orgId }: OrgScope, userId: string): Promise<void> {
  await trx("desk_focus").where({ org_id: orgId, user_id: userId }).delete();
}
