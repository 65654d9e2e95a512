import type { Conversation } from "../../domain/conversations/conversation.ts";
import { Handover, type HandoverStatus } from "../../domain/conversations/handover.ts";
import { recordAct } from "../../domain/conversations/record-act.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { refuse } from "../desk/refuse.ts";
import type { Receiver } from "./find-receiver.ts";

export interface NewHandover {
  /** Locked. */
  conversation: Conversation;
  fromUserId: string;
  to: Receiver;
  note: string;
  expiresAt: Date;
  at: Date;
  batchId?: string;
  withCustomer?: boolean;
}

/** Keeps the offer of a locked conversation; one that stood before is withdrawn. */
export async function recordHandover(scope: OrgScope, offer: NewHandover): Promise<Handover> {
  const { conversation, to, at } = offer;
  await withdrawOpen(scope, conversation, offer.fromUserId, at);
  const handover = await Handover.query(scope.trx).insertAndFetch({
    orgId: scope.orgId,
    conversationId: conversation.id,
    fromUserId: offer.fromUserId,
    toUserId: to.kind === "person" ? to.user.id : null,
    toTeamId: to.kind === "team" ? to.id : null,
    note: offer.note || null,
    batchId: offer.batchId ?? null,
    withCustomer: offer.withCustomer ?? false,
    expiresAt: offer.expiresAt,
    createdAt: at,
  });
  await keepTrail(scope, handover, "handover_offered", offer.fromUserId);
  return handover;
}

async function withdrawOpen(scope: OrgScope, conversation: Conversation, userId: string, at: Date): Promise<void> {
  const open = await Handover.query(scope.trx)
    .where({ orgId: scope.orgId, conversationId: conversation.id, status: "open" })
    .first();
  if (open) await endHandover(scope, open, { status: "withdrawn", by: userId, at });
}

/** The offer, locked after its conversation; refused where the button leads nowhere. */
export async function lockHandover(scope: OrgScope, id: string): Promise<Handover> {
  const handover = await Handover.query(scope.trx).where({ orgId: scope.orgId, id }).forUpdate().first();
  return handover ?? gone();
}

/** The offer as it is, without a lock. */
export async function findHandover(scope: OrgScope, id: string): Promise<Handover> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return gone();
  return (await Handover.query(scope.trx).findOne({ orgId: scope.orgId, id })) ?? gone();
}

function gone(): never {
  return refuse("handover_unknown", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
}

/** Ends an open, locked offer; `handover` is then as the database has it. */
export async function endHandover(
  scope: OrgScope,
  handover: Handover,
  end: { status: Exclude<HandoverStatus, "open">; by: string | null; at: Date },
): Promise<void> {
  await handover.$query(scope.trx).patch({ status: end.status, answeredBy: end.by, answeredAt: end.at });
  await keepTrail(scope, handover, end.status === "accepted" ? "handover_accepted" : "handover_ended", end.by);
}

async function keepTrail(
  scope: OrgScope,
  handover: Handover,
  eventType: "handover_offered" | "handover_accepted" | "handover_ended",
  userId: string | null,
): Promise<void> {
  const { id, conversationId, status, fromUserId, toUserId, toTeamId } = handover;
  await recordAct(scope, {
    conversation: { id: conversationId },
    by: userId ? { userId } : { actor: "job" },
    eventType,
    data: { handover: id, status, fromUserId, toUserId, toTeamId },
  });
}
