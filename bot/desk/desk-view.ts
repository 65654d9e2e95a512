import type { Conversation } from "../../domain/conversations/conversation.ts";
import { DeskThread } from "../../domain/conversations/desk-thread.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { type DeliveryAct, queueDelivery } from "../delivery/queue-delivery.ts";
import { chooseDesk } from "./choose-desk.ts";
import { conversationCard } from "./conversation-card.ts";
import type { FoundPlace } from "./desk-place.ts";
import { isTextWithheld } from "./text-withheld.ts";

/** Where a conversation is shown to staff, with what is needed to write there. */
export interface DeskView {
  thread: DeskThread;
  channel: LiveChannel;
  conversation: Conversation;
  customerName: string;
  /** What staff read as a group: the organisation's language. */
  language: Language;
  /** False where a conversation has no thread of its own (a WeCom app): each line then names the conversation. */
  isThreaded: boolean;
  /** True where the customer's text must not be shown: outside the region of their team, without their consent. */
  isWithheld: boolean;
}

export interface DeskOf {
  conversation: Conversation;
  customer: Customer;
  /** Setting `desk.surface`. */
  surface: string | null;
  language: Language;
}

/** In UTF-16 units: a title that the platform cuts (Telegram: 128) would not be known again when it comes back. */
const MAX_TITLE = 120;

/**
 * The conversation's place at the desk; opened now when it has none yet. A conversation keeps the desk it was opened on.
 * Null where no desk is configured, or its channel is gone.
 */
export async function openDesk(scope: OrgScope, channels: ChannelDirectory, of: DeskOf): Promise<DeskView | null> {
  const existing = await findDesk(scope, channels, of.conversation, of);
  if (existing) return existing;
  const { teamId } = of.conversation;
  const place = await chooseDesk(scope, channels, { teamId, surface: of.surface });
  return place && openDeskAt(scope, place, of, { by: "bot", why: "desk: a conversation began" });
}

/** Opens a conversation's thread in a place; it has none open elsewhere. */
export async function openDeskAt(
  scope: OrgScope,
  { channel, chatId }: FoundPlace,
  of: Omit<DeskOf, "surface">,
  act: DeliveryAct,
): Promise<DeskView> {
  const thread = await DeskThread.query(scope.trx).insertAndFetch({
    orgId: scope.orgId,
    conversationId: of.conversation.id,
    channelId: channel.id,
    chatId,
    title: titleOf(of),
  });
  const isWithheld = await isWithheldHere(scope, channel, of.conversation);
  const view = viewThread(thread, channel, { ...of, isWithheld });
  // Without threads nobody is shown a conversation before it is theirs or waits for somebody (`tellDesk`).
  if (view.isThreaded) await openWithCard(scope, view, of.customer, act);
  return view;
}

/** `C1042 · Wang Li`, cut to what every platform returns whole. */
export function titleOf({
  conversation,
  customer,
}: {
  conversation: Pick<Conversation, "number">;
  customer: Pick<Customer, "name">;
}): string {
  let title = "";
  for (const character of `${conversationCode(conversation.number)} · ${customer.name}`) {
    if (title.length + character.length > MAX_TITLE) break;
    title += character;
  }
  return title.trimEnd();
}

/** The conversation's place at the desk, or null when it has none. */
export async function findDesk(
  scope: OrgScope,
  channels: ChannelDirectory,
  conversation: Conversation,
  about: Pick<DeskOf, "customer" | "language">,
): Promise<DeskView | null> {
  const thread = await findThread(scope, conversation.id);
  const channel = thread && (await channels.byId(thread.channelId));
  if (!thread || !channel) return null;
  const isWithheld = await isWithheldHere(scope, channel, conversation);
  return viewThread(thread, channel, { ...about, conversation, isWithheld });
}

async function findThread({ trx, orgId }: OrgScope, conversationId: string): Promise<DeskThread | null> {
  const { rows } = await trx.raw(
    "SELECT * FROM desk_threads WHERE org_id = ? AND conversation_id = ? AND moved_at IS NULL",
    [orgId, conversationId],
  );
  return rows[0] ? DeskThread.fromDatabaseJson(rows[0]) : null;
}

function isWithheldHere(scope: OrgScope, channel: LiveChannel, { teamId, customerId }: Conversation): Promise<boolean> {
  return isTextWithheld(scope, channel, { teamId, customerId });
}

/** A thread as those see it who write there. */
export function viewThread(
  thread: DeskThread,
  channel: LiveChannel,
  { conversation, customer, language, isWithheld }: Omit<DeskOf, "surface"> & { isWithheld: boolean },
): DeskView {
  const capabilities = channel.adapter.capabilitiesFor?.(thread.chatId) ?? channel.adapter.capabilities;
  return {
    thread,
    channel,
    conversation,
    customerName: customer.name,
    language,
    isThreaded: capabilities.threads,
    isWithheld,
  };
}

/** The key of the deliveries that one conversation's staff read, in order. */
export function deskChat(thread: Pick<DeskThread, "id">): string {
  return `desk:${thread.id}`;
}

async function openWithCard(scope: OrgScope, view: DeskView, customer: Customer, act: DeliveryAct): Promise<void> {
  const { thread, channel, conversation } = view;
  const card = await conversationCard(scope, conversation, customer, view);
  const [cardDeliveryId] = await queueDelivery(scope, {
    channel,
    chat: deskChat(thread),
    target: { chatId: thread.chatId },
    audience: "staff",
    purpose: "desk",
    content: card.content,
    buttons: card.buttons,
    act,
    conversationId: conversation.id,
    customerId: customer.id,
    deskThreadId: thread.id,
    operation: "open",
  });
  await setCard(scope, thread, cardDeliveryId);
}

/** Which delivery is the conversation's card, that is changed with its state. */
export async function setCard(scope: OrgScope, thread: DeskThread, deliveryId: string | undefined): Promise<void> {
  thread.cardDeliveryId = deliveryId ?? null;
  await scope
    .trx("desk_threads")
    .where({ org_id: scope.orgId, id: thread.id })
    .update({ card_delivery_id: thread.cardDeliveryId });
}
