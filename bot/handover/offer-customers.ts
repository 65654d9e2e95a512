import { writeAudit } from "../../domain/control/audit-log.ts";
import { workingCalendarOf } from "../../domain/conversations/working-hours.ts";
import { CustomerHandover } from "../../domain/customers/customer-handover.ts";
import { countIdleCustomers } from "../../domain/customers/idle-customers.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { sayTime } from "../desk/say-time.ts";
import { tellPerson } from "../desk/tell-person.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Receiver } from "./find-receiver.ts";
import { receiverName } from "./offer-handover.ts";
import { receiversOf } from "./receivers.ts";

/** Nobody waits in them: longer than an offer of conversations. */
const STANDS_MS = 24 * 3_600_000;

/**
 * Offers the customers of who has no conversation open, before they leave. They stay the giver's until somebody accepts.
 * An offer that stood before is withdrawn.
 * @throws RuleError where there is nobody to offer, or nobody who could hear of it.
 */
export async function offerCustomers(
  context: CommandContext,
  { to, note }: { to: Receiver; note: string },
): Promise<CommandAnswer> {
  const { scope, deps, staff, language } = context;
  const count = await countIdleCustomers(scope, staff.userId);
  if (count === 0) {
    return refuse("nothing_to_hand_over", {
      en: "You have no open conversations and no customers.",
      zh: "您没有进行中的会话，也没有名下客户。",
    });
  }
  const at = deps.clock.now();
  await withdrawOpen(scope, staff.userId, at);
  const offer = await record(scope, { fromUserId: staff.userId, to, note, at, count });
  const { zone } = workingCalendarOf(await loadSettings(scope));
  const until = sayTime(offer.expiresAt, at, zone);
  if (!(await tellReceivers(context, { offer, to, note, count, until }))) {
    return refuse("unheard", {
      en: `${receiverName(to, "en")} cannot be written to in private: nobody there has a linked account. All stay with you.`,
      zh: `无法私信 ${receiverName(to, "zh")}：没有已绑定的账号。客户仍归您所有。`,
    });
  }
  return plainText(
    {
      en: `You have nothing open. You offered ${customers(count)} to ${receiverName(to, "en")}; until it is accepted (by ${until}) they stay yours.`,
      zh: `您没有进行中的会话。您已把 ${count} 位客户转给 ${receiverName(to, "zh")}；在对方接受前（${until} 前）仍归您所有。`,
    }[language],
  );
}

async function withdrawOpen({ trx, orgId }: OrgScope, userId: string, at: Date): Promise<void> {
  await CustomerHandover.query(trx)
    .where({ orgId, fromUserId: userId, status: "open" })
    .patch({ status: "withdrawn", answeredBy: userId, answeredAt: at });
}

async function record(
  scope: OrgScope,
  { fromUserId, to, note, at, count }: { fromUserId: string; to: Receiver; note: string; at: Date; count: number },
): Promise<CustomerHandover> {
  const offer = await CustomerHandover.query(scope.trx).insertAndFetch({
    orgId: scope.orgId,
    fromUserId,
    toUserId: to.kind === "person" ? to.user.id : null,
    toTeamId: to.kind === "team" ? to.id : null,
    note: note || null,
    expiresAt: new Date(at.getTime() + STANDS_MS),
    createdAt: at,
  });
  const { toUserId, toTeamId } = offer;
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: fromUserId },
    action: "customers.offered",
    resourceType: "user",
    resourceId: fromUserId,
    changes: { offer: offer.id, toUserId, toTeamId, count },
  });
  return offer;
}

interface Told {
  offer: CustomerHandover;
  to: Receiver;
  note: string;
  count: number;
  until: string;
}

async function tellReceivers(context: CommandContext, told: Told): Promise<boolean> {
  const { scope, deps, staff, receipt } = context;
  let isHeard = false;
  for (const user of await receiversOf(scope, told.to, staff.userId)) {
    const isTold = await tellPerson(scope, deps.channels, {
      user,
      words: { en: wordsOf(staff.name, told, "en"), zh: wordsOf(staff.name, told, "zh") },
      about: { type: "handover_customers", resourceType: "customer_handover", resourceId: told.offer.id },
      buttons: [buttonsOf(told, user.language ?? "en")],
      receipt,
    });
    isHeard ||= isTold;
  }
  return isHeard;
}

/** Who is asked may decline; of a team nobody speaks for the others. */
function buttonsOf({ offer: { id }, to }: Told, language: Language): Button[] {
  const accept: Button = {
    id: `customers_accept:${id}`,
    label: { en: "Accept", zh: "接受" }[language],
    style: "primary",
  };
  const decline: Button = { id: `customers_decline:${id}`, label: { en: "Decline", zh: "拒绝" }[language] };
  return to.kind === "person" ? [accept, decline] : [accept];
}

/** `1 customer`, `4 customers`. */
export function customers(count: number): string {
  return `${count} ${count === 1 ? "customer" : "customers"}`;
}

function wordsOf(giver: string, { to, note, count, until }: Told, language: Language): string {
  const zh = language === "zh";
  return [
    zh
      ? `🤝 ${giver} 把名下 ${count} 位客户转给 ${receiverName(to, "zh")}，目前没有进行中的会话。`
      : `🤝 ${giver} offers ${receiverName(to, "en")} ${customers(count)}, with nothing open.`,
    ...(note ? [`📝 ${note}`] : []),
    zh
      ? `请在 ${until} 前接受；在此之前或未接受时仍归 ${giver}。`
      : `Accept by ${until}; until then, and otherwise, they stay with ${giver}.`,
  ].join("\n");
}
