import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Message } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { leaveJoinedInDoubt } from "../delivery/joined-deliveries.ts";
import { enqueueDelivering, queueRemoval } from "../delivery/queue-delivery.ts";
import { refuse } from "../desk/refuse.ts";
import { isBeingRecalled } from "./is-being-recalled.ts";
import { keepRecalled } from "./keep-recalled.ts";

export interface TakeBack {
  /** Locked. */
  conversation: Conversation;
  message: Message;
  staff: Pick<Staff, "userId" | "name">;
  reason: string | null;
  receipt: string;
}

export type TakenBack =
  /** Nothing of it had gone out, and nothing will. */
  | { kind: "cancelled" }
  /** Nothing more goes out, but an attempt before was not answered: the customer may have it. */
  | { kind: "perhaps_sent" }
  /** The platform is being asked to remove it; what it said is told when it has. */
  | { kind: "asked" }
  /** The customer keeps it. */
  | { kind: "impossible"; why: "platform" | "too_late" | "unanswered" | "elsewhere"; hours?: number };

interface Sent {
  id: string;
  status: string;
  sent_at: Date | null;
}

/**
 * Takes back what was said to a customer, as far as that is possible: what still waits is never sent, which the database
 * decides exactly once against the sender, and what has gone out is removed where the platform lets us.
 * @throws RuleError for what was taken back already, or never reached the customer.
 */
export async function takeBack(scope: OrgScope, deps: ConverseDeps, what: TakeBack): Promise<TakenBack> {
  const { message } = what;
  await refuseNothing(scope, message);
  const cancelled = await cancelWaiting(scope, message);
  if (cancelled.length > 0)
    await enqueueDelivering(scope, what.conversation.channelId, what.conversation.chat, "customer");
  const out = await findOut(scope, message);
  if (out.length > 0) return removeSent(scope, deps, what, out);
  if (cancelled.length === 0) return { kind: "impossible", why: "elsewhere" };
  if (cancelled.some(({ wasUncertain }) => wasUncertain)) return { kind: "perhaps_sent" };
  await keepRecalled(scope, what.message, { ...what.staff, reason: what.reason, at: deps.clock.now(), wasSent: false });
  return { kind: "cancelled" };
}

/**
 * Stops a line of which nothing has gone out yet. True when it was stopped; its first part decides, because it is the
 * first to go, and the database decides between this and the sender exactly once.
 * @throws RuleError for what was taken back already.
 */
export async function stopBeforeSent(scope: OrgScope, message: Message): Promise<boolean> {
  await refuseNothing(scope, message);
  const { trx, orgId } = scope;
  const { rows } = await trx.raw(
    `UPDATE deliveries SET status = 'cancelled', error_message = 'cancelled by its author', updated_at = clock_timestamp()
     WHERE org_id = ? AND message_id = ? AND audience = 'customer' AND operation = 'send' AND part = 1
       AND status = 'queued' AND attempts = 0 RETURNING id`,
    [orgId, message.id],
  );
  if (rows.length === 0) return false;
  await cancelWaiting(scope, message);
  return true;
}

async function refuseNothing(scope: OrgScope, message: Message): Promise<void> {
  if (message.deletedAt !== null || (await isBeingRecalled(scope, message.id))) {
    return refuse("recalled_already", { en: "This line was taken back already.", zh: "此消息已撤回。" });
  }
  if (message.status === "held") {
    return refuse("recall_held", {
      en: "This line was held and never sent: there is nothing to take back.",
      zh: "此消息已被拦截，从未发送，无需撤回。",
    });
  }
  if (message.status === "failed" || message.status === "cancelled") {
    return refuse("recall_unsent", {
      en: "This line did not reach the customer: there is nothing to take back.",
      zh: "此消息未送达客户，无需撤回。",
    });
  }
}

/** What waits is not sent any more. Decided by the row's status: the sender claims it by the same one. */
async function cancelWaiting(
  { trx, orgId }: OrgScope,
  message: Message,
): Promise<{ id: string; wasUncertain: boolean }[]> {
  const { rows } = await trx.raw(
    `UPDATE deliveries SET status = 'cancelled', error_message = 'taken back', updated_at = clock_timestamp()
     WHERE org_id = ? AND message_id = ? AND audience = 'customer' AND operation IN ('send', 'edit') AND status = 'queued'
     RETURNING id, coalesce(error_code LIKE 'delivery.uncertain%', false) AS "wasUncertain"`,
    [orgId, message.id],
  );
  await leaveJoinedInDoubt(
    trx,
    rows.map(({ id }: { id: string }) => id),
  );
  return rows;
}

/** What has gone out of it, or is going out at this moment. */
async function findOut({ trx, orgId }: OrgScope, message: Message): Promise<Sent[]> {
  return trx("deliveries")
    .where({ org_id: orgId, message_id: message.id, audience: "customer", operation: "send" })
    .whereIn("status", ["queued", "sending", "sent", "uncertain"])
    .orderBy("part")
    .select("id", "status", "sent_at");
}

async function removeSent(scope: OrgScope, deps: ConverseDeps, what: TakeBack, out: Sent[]): Promise<TakenBack> {
  const { conversation, message, staff, reason, receipt } = what;
  const channel = await deps.channels.byId(message.channelId);
  if (!channel?.adapter.remove) return { kind: "impossible", why: "platform" };
  const refusal = whyNot(channel, conversation, out, deps.clock.now());
  if (refusal) return refusal;
  for (const { id } of out) {
    await queueRemoval(scope, {
      channel,
      chat: conversation.chat,
      target: {
        chatId: conversation.externalChatId,
        ...(conversation.externalThreadId ? { threadId: conversation.externalThreadId } : {}),
      },
      conversationId: conversation.id,
      customerId: conversation.customerId,
      message: { id: message.id, sentAt: message.sentAt },
      removes: id,
      act: {
        by: "user",
        userId: staff.userId,
        why: "recall",
        receipt,
        after: {
          kind: "end_recall",
          userId: staff.userId,
          name: staff.name,
          reason,
          at: deps.clock.now().toISOString(),
        },
      },
    });
  }
  return { kind: "asked" };
}

function whyNot(channel: LiveChannel, conversation: Conversation, out: Sent[], now: Date): TakenBack | null {
  const { deletes, deletesWithinMs } =
    channel.adapter.capabilitiesFor?.(conversation.externalChatId) ?? channel.adapter.capabilities;
  if (!deletes) return { kind: "impossible", why: "platform" };
  // What nobody knows to have arrived has no id to remove it by.
  if (out.some(({ status }) => status === "uncertain")) return { kind: "impossible", why: "unanswered" };
  const oldest = Math.min(...out.map(({ sent_at }) => sent_at?.getTime() ?? now.getTime()));
  if (deletesWithinMs === undefined || now.getTime() - oldest <= deletesWithinMs) return null;
  return { kind: "impossible", why: "too_late", hours: deletesWithinMs / 3_600_000 };
}
