import { writeAudit } from "../../domain/control/audit-log.ts";
import { CustomerHandover } from "../../domain/customers/customer-handover.ts";
import { passIdleCustomers } from "../../domain/customers/idle-customers.ts";
import type { Language } from "../../domain/language/language.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { customers } from "./offer-customers.ts";
import { isInTeam } from "./receivers.ts";

/** The customers become theirs, as many as the giver still has; the first who presses has them. */
export async function acceptCustomers(context: CommandContext, id: string): Promise<{ giver: User; count: number }> {
  const { scope, deps, staff } = context;
  const offer = await lockStanding(context, id);
  const isAsked =
    offer.toUserId === staff.userId || (offer.toTeamId !== null && (await inTeam(context, offer.toTeamId)));
  if (!isAsked) return refuseNotAsked();
  const at = deps.clock.now();
  const giver = await User.query(scope.trx).findById(offer.fromUserId).throwIfNotFound();
  const count = await passIdleCustomers(scope, giver.id, staff.userId, at);
  await end(scope, offer, { status: "accepted", by: staff.userId, at });
  await tellGiver(scope, deps.channels, giver, offer.id, {
    en: `✅ ${staff.name} accepted ${customers(count)} from you.`,
    zh: `✅ ${staff.name} 已接受您转出的 ${count} 位客户。`,
  });
  return { giver, count };
}

/** Says no for oneself: the customers stay with the giver, who is told. */
export async function declineCustomers(context: CommandContext, id: string): Promise<{ giver: User }> {
  const { scope, deps, staff } = context;
  const offer = await lockStanding(context, id);
  if (offer.toUserId !== staff.userId) return refuseNotAsked();
  const giver = await User.query(scope.trx).findById(offer.fromUserId).throwIfNotFound();
  await end(scope, offer, { status: "declined", by: staff.userId, at: deps.clock.now() });
  await tellGiver(scope, deps.channels, giver, offer.id, {
    en: `↩️ Your customers stay with you: ${staff.name} declined them.`,
    zh: `↩️ 客户仍归您所有：${staff.name} 拒绝了转接。`,
  });
  return { giver };
}

/** An offer that nobody accepted in time ends, and the giver is told. False when it had ended, or stands. */
export async function expireCustomers(
  scope: OrgScope,
  channels: ChannelDirectory,
  id: string,
  now: Date,
): Promise<boolean> {
  const offer = await lock(scope, id);
  if (offer?.status !== "open" || offer.expiresAt > now) return false;
  const giver = await User.query(scope.trx).findById(offer.fromUserId).throwIfNotFound();
  await end(scope, offer, { status: "expired", by: null, at: now });
  await tellGiver(scope, channels, giver, offer.id, {
    en: "↩️ Your customers stay with you: nobody accepted them in time.",
    zh: "↩️ 客户仍归您所有：无人在时限内接受。",
  });
  return true;
}

async function lock({ trx, orgId }: OrgScope, id: string): Promise<CustomerHandover | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return CustomerHandover.query(trx).where({ orgId, id }).forUpdate().first();
}

async function lockStanding({ scope, deps }: CommandContext, id: string): Promise<CustomerHandover> {
  const offer = await lock(scope, id);
  if (!offer) return refuse("handover_unknown", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
  if (offer.status === "open" && offer.expiresAt > deps.clock.now()) return offer;
  return refuse("handover_ended", { en: "Too late: this offer has ended.", zh: "此转接已失效。" });
}

function inTeam({ scope, staff }: CommandContext, teamId: string): Promise<boolean> {
  return isInTeam(scope, staff.userId, teamId);
}

function refuseNotAsked(): never {
  refuse("handover_not_asked", { en: "You were not asked to take them.", zh: "此转接不是给您的。" });
}

async function end(
  scope: OrgScope,
  offer: CustomerHandover,
  { status, by, at }: { status: "accepted" | "declined" | "expired"; by: string | null; at: Date },
): Promise<void> {
  await offer.$query(scope.trx).patch({ status, answeredBy: by, answeredAt: at });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: by ? { userId: by } : { actor: "job" },
    action: "customers.offer_ended",
    resourceType: "user",
    resourceId: offer.fromUserId,
    changes: { offer: offer.id, status },
  });
}

async function tellGiver(
  scope: OrgScope,
  channels: ChannelDirectory,
  giver: User,
  offerId: string,
  words: Record<Language, string>,
): Promise<void> {
  const about = { type: "handover_answer", resourceType: "customer_handover", resourceId: offerId };
  await tellPerson(scope, channels, { user: giver, words, about });
}
