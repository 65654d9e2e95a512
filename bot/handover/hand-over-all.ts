import { Conversation } from "../../domain/conversations/conversation.ts";
import { workingCalendarOf } from "../../domain/conversations/working-hours.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { sayTime } from "../desk/say-time.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellPerson } from "../desk/tell-person.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import { acceptBy } from "./accept-by.ts";
import { findReceiver, type Receiver } from "./find-receiver.ts";
import { offerCustomers } from "./offer-customers.ts";
import { type Offered, receiverName, showOffer } from "./offer-handover.ts";
import { readOpenMatters } from "./open-matters.ts";
import { receiversOf } from "./receivers.ts";
import { recordHandover } from "./record-handover.ts";
import { refuseUnfit } from "./refuse-unfit.ts";

/** As many as one message offers and one press accepts. */
const MAX_CONVERSATIONS = 100;
const customersWord = /(^|\s)(?:--customers|客户)(?=\s|$)/iu;

/**
 * Offers everything that somebody has to a colleague or team, before they leave: one message to whom it is offered, and
 * each conversation's thread. What nobody accepts stays theirs until they are away, and then goes to the queue. Of many
 * the next hundred are offered each time, and of none their customers, where those are to go along.
 */
export async function handOverAll(context: CommandContext, args: string): Promise<CommandAnswer> {
  const { scope, deps, staff, language } = context;
  const withCustomer = customersWord.test(args);
  const { to, note } = await findReceiver(context, args.replace(customersWord, " "));
  refuseUnfit(to, staff.userId);
  const at = deps.clock.now();
  const { own, left } = await nextToOffer(scope, { userId: staff.userId, to, at });
  if (own.length === 0 && withCustomer) return offerCustomers(context, { to, note });
  if (own.length === 0) {
    return refuse("nothing_to_hand_over", {
      en: "You have no open conversations. /handover all --customers WHO offers your customers alone.",
      zh: "您没有进行中的会话。使用 /交接 全部 客户 同事 可只转接名下客户。",
    });
  }
  const settings = await loadSettings(scope);
  const batchId = newId();
  const offers: Offered[] = [];
  for (const conversation of own) {
    const expiresAt = acceptBy(settings, conversation.priority, at);
    const about = { conversation, fromUserId: staff.userId, to, note, expiresAt, at, batchId, withCustomer };
    const handover = await recordHandover(scope, about);
    offers.push(await shown(context, { handover, conversation, to }));
  }
  const { zone } = workingCalendarOf(settings);
  const isHeard = await tellReceivers(context, { offers, to, note, batchId, withCustomer, zone });
  if (!isHeard) {
    return refuse("unheard", {
      en: `${receiverName(to, "en")} cannot be written to in private: nobody there has a linked account. All stay with you.`,
      zh: `无法私信 ${receiverName(to, "zh")}：没有已绑定的账号。会话仍由您负责。`,
    });
  }
  return plainText(offeredWords(own.length, left, to)[language]);
}

function offeredWords(count: number, left: number, to: Receiver): Record<Language, string> {
  const offered = {
    en: `You offered ${count} conversations to ${receiverName(to, "en")}. What is not accepted stays with you; once you are away it goes to the queue.`,
    zh: `您已把 ${count} 个会话转接给 ${receiverName(to, "zh")}。未被接受的仍由您负责；您离开后将退回队列。`,
  };
  if (left === 0) return offered;
  return {
    en: `${offered.en}\n${left} are not offered yet: the same command again offers the next.`,
    zh: `${offered.zh}\n还有 ${left} 个尚未转接：再次使用同一命令转接后续会话。`,
  };
}

/**
 * What somebody has and has not offered to this receiver yet, locked in the order in which every batch is, and how many
 * more there are. Where all are offered already, they are offered anew.
 */
async function nextToOffer(
  scope: OrgScope,
  about: { userId: string; to: Receiver; at: Date },
): Promise<{ own: Conversation[]; left: number }> {
  const count = await notOffered(scope, about).resultSize();
  const query = count > 0 ? notOffered(scope, about) : openOf(scope, about.userId);
  const own = await query.orderBy("id").limit(MAX_CONVERSATIONS).forUpdate();
  return { own, left: Math.max(0, count - own.length) };
}

function notOffered(scope: OrgScope, { userId, to, at }: { userId: string; to: Receiver; at: Date }) {
  const standing = scope
    .trx("conversation_handovers")
    .where({ org_id: scope.orgId, status: "open", from_user_id: userId })
    .where(to.kind === "person" ? { to_user_id: to.user.id } : { to_team_id: to.id })
    .where("expires_at", ">", at)
    .whereRaw("conversation_id = conversations.id");
  return openOf(scope, userId).whereNotExists(standing);
}

function openOf({ trx, orgId }: OrgScope, userId: string) {
  return Conversation.query(trx).where({ orgId, agentId: userId }).whereIn("status", ["pending", "active"]);
}

async function shown(
  context: CommandContext,
  { handover, conversation, to }: Pick<Offered, "handover" | "conversation" | "to">,
): Promise<Offered> {
  const { scope, deps } = context;
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const desk = await deskOf(scope, deps.channels, conversation.id);
  const offered = { handover, conversation, customer, desk, to };
  const matters = await readOpenMatters(scope, conversation.id, deps.clock.now());
  await showOffer(context, offered, matters);
  return offered;
}

interface Batch {
  offers: Offered[];
  to: Receiver;
  note: string;
  batchId: string;
  withCustomer: boolean;
  zone: string;
}

async function tellReceivers(context: CommandContext, batch: Batch): Promise<boolean> {
  const { scope, deps, staff, receipt } = context;
  let isHeard = false;
  for (const user of await receiversOf(scope, batch.to, staff.userId)) {
    const isTold = await tellPerson(scope, deps.channels, {
      user,
      words: { en: batchWords(context, batch, "en"), zh: batchWords(context, batch, "zh") },
      about: { type: "handover_all", resourceType: "handover_batch", resourceId: batch.batchId },
      buttons: [batchButtons(batch.batchId, user.language ?? "en")],
      receipt,
    });
    isHeard ||= isTold;
  }
  return isHeard;
}

function batchButtons(batchId: string, language: Language): Button[] {
  return [
    { id: `handover_all:${batchId}`, label: { en: "Accept all", zh: "全部接受" }[language], style: "primary" },
    { id: `handover_each:${batchId}`, label: { en: "One by one", zh: "逐个查看" }[language] },
  ];
}

const MAX_LISTED = 20;

function batchWords({ staff, deps }: CommandContext, batch: Batch, language: Language): string {
  const { offers, to, note, withCustomer, zone } = batch;
  const now = deps.clock.now();
  const first = Math.min(...offers.map(({ handover }) => handover.expiresAt.getTime()));
  const until = sayTime(new Date(first), now, zone);
  const zh = language === "zh";
  const waits = (since: Date | null) =>
    since ? (zh ? ` · 自 ${sayTime(since, now, zone)} 等待` : ` · waits since ${sayTime(since, now, zone)}`) : "";
  const lines = offers.slice(0, MAX_LISTED).map(({ conversation, customer }) => {
    return `${conversationCode(conversation.number)} · ${customer.name}${waits(conversation.waitingSince)}`;
  });
  const more = offers.length - lines.length;
  return [
    zh
      ? `🤝 ${staff.name} 把 ${offers.length} 个会话转接给 ${receiverName(to, "zh")}。`
      : `🤝 ${staff.name} offers ${receiverName(to, "en")} ${offers.length} conversations.`,
    ...(note ? [`📝 ${note}`] : []),
    ...(withCustomer ? [zh ? "客户归属一并转移。" : "The customers become yours as well."] : []),
    ...lines,
    ...(more > 0 ? [zh ? `另有 ${more} 个` : `and ${more} more`] : []),
    zh
      ? `请在 ${until} 前接受；未接受的仍由 ${staff.name} 负责。`
      : `Accept by ${until}; what you do not accept stays with ${staff.name}.`,
  ].join("\n");
}
