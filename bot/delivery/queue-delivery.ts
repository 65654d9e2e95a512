import type { Knex } from "knex";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { currentTraceparent } from "../../infra/tracing/tracing.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { RespondTo } from "../ports/inbound-event.ts";
import { maskRichText } from "../ports/mask-rich-text.ts";
import type { Button, OutboundTarget } from "../ports/outbound-message.ts";
import type { RichText } from "../ports/rich-text.ts";
import { type Lane, laneOf } from "./lane.ts";

/** Who or what sent something, and why: kept with every send. */
export interface DeliveryAct {
  by: "bot" | "user" | "job";
  userId?: string;
  /** The key of the programming interface that it came with. */
  key?: string;
  /** The command, rule or step that caused it. */
  why: string;
  /** The receipt it answers. */
  receipt?: string;
  /** The script whose approved words these are, or that they began from. */
  script?: {
    id: string;
    version: number;
    isChanged: boolean;
    /** These are not its own words but the suggestion of this index for what follows it. */
    followUp?: number;
  };
  /** The material that goes with it, and which version of it. */
  material?: { id: string; version: string };
  /** The offer (`desk_offers`) that was sent, or that the words began from. */
  offer?: { id: string; isChanged: boolean };
  /** Words that a person sent and nobody typed: a script, a suggested answer. */
  isPrepared?: true;
  /** What the customer is told by it besides the text: `notice`, `label`, `signature`. Untold when it fails for good. */
  carries?: string[];
  /** The number of the approval that let it go. */
  approval?: number;
  /**
   * A mirrored line: it may share a message with those of its thread that wait beside it, and says when it was written
   * (by the platform's clock where it tells) where it is shown late.
   */
  line?: { writtenAt?: string; language: Language };
  /** A person's words on a channel that counts replies: with their next ones within some seconds they are one message. */
  joins?: boolean;
  /** The message whose mark at the desk this is: what becomes of it later is shown there. */
  marks?: string;
  /** An answer to a press that stands in the place of the message that was pressed, where the platform can change it. */
  replaces?: true;
  /** What is told to whom once it is known whether it arrived. */
  after?: Aftermath;
}

/** What follows when a delivery is settled, in the same transaction. */
export type Aftermath =
  /** A person's words to a customer: the line in the thread is marked as sent or failed. */
  | {
      kind: "mark_line";
      deskThreadId: string;
      replyTo: string | null;
      language: Language;
      to: string;
      personChat?: PrivateChat;
    }
  /** A message to a customer is taken back: whether the platform did is kept and told. */
  | { kind: "end_recall"; userId: string; name: string; reason: string | null; at: string }
  /** An answer in private: where it cannot arrive, the place where it was asked says how it can. */
  | { kind: "say_how_to_hear"; chat: string; target: OutboundTarget; language: Language }
  /** A chat was asked back from the platform's own people: whether it is ours is kept and told. */
  | { kind: "end_session_move" }
  /** A conversation's thread at another team's desk is open: the thread that it left says where. */
  | { kind: "tell_moved"; deskThreadId: string; team: string };

export interface PrivateChat {
  key: string;
  chatId: string;
}

/** A kept file to send along. */
export interface FileReference {
  sha256: string;
  name: string;
  mimeType: string;
  kind: "image" | "file";
}

export type DeliveryPurpose =
  | "answer"
  | "reply"
  | "service"
  | "marketing"
  | "satisfaction"
  | "desk"
  | "alert"
  | "command";

export interface DeliveryDraft {
  /** Of the row of its first part; a new one unless given. */
  id?: string;
  channel: LiveChannel;
  /** The ordered unit at the platform (`ChatRef.key`). */
  chat: string;
  target: OutboundTarget;
  audience: "customer" | "staff";
  purpose: DeliveryPurpose;
  content: RichText;
  act: DeliveryAct;
  conversationId?: string;
  customerId?: string;
  message?: { id: string; sentAt: Date };
  buttons?: Button[][];
  files?: FileReference[];
  replyTo?: string;
  respondTo?: RespondTo;
  /** The thread it goes into; where it is not open yet, or was lost, that comes first. */
  deskThreadId?: string;
  /** `send` unless said otherwise. `open`: the first words of a desk thread. */
  operation?: "send" | "open";
  /** The delivery whose message it changes, instead of a message of its own. */
  edits?: string;
  /** Held texts wait for a decision and do not stop what comes after them. */
  status?: "queued" | "held";
  /** Nothing of it goes out before; what comes after it in the chat waits as well. */
  notBefore?: Date;
}

/**
 * Writes what is to be sent, cut to the platform's limits: one row a part, sent in this order after everything that
 * the chat still waits for. Exists exactly when the caller's transaction commits. Returns the ids, first part first.
 */
export async function queueDelivery(scope: OrgScope, draft: DeliveryDraft): Promise<string[]> {
  const parts = draft.channel.adapter.split(shownContent(draft));
  const rows = parts.map((content, index) => deliveryRow(scope, draft, content, index, parts.length));
  await insertDeliveries(scope, rows, draft.status === "held" ? null : draft);
  return rows.map((row) => row.id);
}

/** Writes them and, unless they are held, wakes the delivery of their chat. */
async function insertDeliveries(
  scope: OrgScope,
  rows: readonly DeliveryRow[],
  woken: Pick<DeliveryDraft, "channel" | "chat" | "audience" | "purpose"> | null,
): Promise<void> {
  // Both are sent at once, in this order: a job is locked after what the rows refer to, as everywhere.
  const written = insertRows(scope, rows);
  const woke = woken && enqueueDelivering(scope, woken.channel.id, woken.chat, laneOf(woken));
  await Promise.all([written, woke]);
}

async function insertRows({ trx }: OrgScope, rows: readonly DeliveryRow[]): Promise<void> {
  await trx.raw(
    `INSERT INTO deliveries (${COLUMNS}) SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::deliveries, ?::jsonb)`,
    [JSON.stringify(storedJson(rows))],
  );
}

// No worker sees a job before the commit: a transaction asks once for what it would replace by the same.
const wokenIn = new WeakMap<Knex.Transaction, Set<string>>();

/** Wakes the delivery of a chat, inside the caller's transaction. What is not due yet is waited for by the delivery. */
export async function enqueueDelivering(scope: OrgScope, channelId: string, chat: string, lane: Lane): Promise<void> {
  const key = `deliver:${channelId}:${chat}`;
  const woken = wokenIn.get(scope.trx) ?? new Set();
  if (scope.trx.isTransaction) wokenIn.set(scope.trx, woken);
  if (woken.has(`${lane} ${key}`)) return;
  woken.add(`${lane} ${key}`);
  await enqueueJob(scope.trx, { task: "deliver", payload: { channelId, chat, lane }, key });
}

/** Changes a message that an earlier delivery sent, after everything that its chat still waits for. Gives its own id. */
export async function queueEdit(
  scope: OrgScope,
  draft: Omit<DeliveryDraft, "files" | "replyTo" | "operation"> & { edits: string },
): Promise<string> {
  // A message that is changed stays one message: what does not fit is left out.
  const [content = []] = draft.channel.adapter.split(shownContent(draft));
  const row = deliveryRow(scope, draft, content, 0, 1);
  await insertDeliveries(scope, [row], draft);
  return row.id;
}

/**
 * Removes what an earlier delivery sent to a customer, after everything that the chat still waits for. `act.by` is a
 * person: what somebody takes back is taken back whatever the bot may do.
 */
export async function queueRemoval(
  scope: OrgScope,
  draft: Pick<DeliveryDraft, "channel" | "chat" | "target" | "conversationId" | "customerId" | "message" | "act"> & {
    removes: string;
  },
): Promise<void> {
  const row = deliveryRow(scope, { ...draft, audience: "customer", purpose: "reply", content: [] }, [], 0, 1);
  const removal = { ...row, operation: "delete", of_delivery_id: draft.removes };
  await insertDeliveries(scope, [removal], { ...draft, audience: "customer", purpose: "reply" });
}

/** Asks a chat back from the platform's own people, before whatever the chat is sent next. `act.by` is a person. */
export async function queueSessionMove(
  scope: OrgScope,
  draft: Pick<DeliveryDraft, "channel" | "chat" | "target" | "conversationId" | "customerId" | "act">,
): Promise<void> {
  const row = deliveryRow(scope, { ...draft, audience: "customer", purpose: "service", content: [] }, [], 0, 1);
  const move = { ...row, operation: "take_session" };
  await insertDeliveries(scope, [move], { ...draft, audience: "customer", purpose: "service" });
}

/**
 * The card of a desk thread as the first words of another thread, as it reads by now. Wakes nothing: its chat is at work,
 * or is woken by the caller. Returns the delivery.
 */
export async function queueOpeningAgain(trx: Knex.Transaction, cardDeliveryId: string): Promise<string> {
  const id = newId();
  await trx.raw(
    `INSERT INTO deliveries (id, org_id, channel_id, chat, target, operation, audience, purpose, conversation_id, customer_id,
       desk_thread_id, content, buttons, act)
     SELECT ?, d.org_id, d.channel_id, d.chat, d.target, 'open', 'staff', d.purpose, d.conversation_id, d.customer_id,
       d.desk_thread_id, coalesce(e.content, d.content), coalesce(e.buttons, d.buttons),
       (d.act - 'after') || '{"why": "desk: the thread was deleted"}'
     FROM deliveries d LEFT JOIN LATERAL (
       SELECT content, buttons FROM deliveries WHERE of_delivery_id = d.id ORDER BY seq DESC LIMIT 1) e ON true
     WHERE d.id = ?`,
    [id, cardDeliveryId],
  );
  return id;
}

/**
 * Closes a desk thread at the platform once nothing more is to be told in it, or opens it again before what comes next.
 * A conversation that is not over keeps its thread open. Wakes nothing: the caller does.
 */
export async function queueThreadState(
  trx: Knex.Transaction,
  deskThreadId: string,
  state: "close" | "reopen",
): Promise<void> {
  await trx.raw(
    `INSERT INTO deliveries (id, org_id, channel_id, chat, target, operation, audience, purpose, conversation_id, customer_id,
       desk_thread_id, content, act)
     SELECT :id, t.org_id, t.channel_id, 'desk:' || t.id, jsonb_build_object('chatId', t.chat_id), :state, 'staff', 'desk',
       v.id, v.customer_id, t.id, '[]', jsonb_build_object('by', 'bot', 'why', 'desk: the thread follows the conversation')
     FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
     WHERE t.id = :thread AND (:state = 'reopen' OR v.status IN ('resolved', 'closed')) AND NOT EXISTS (
       SELECT FROM deliveries d WHERE d.channel_id = t.channel_id AND d.chat = 'desk:' || t.id AND d.status = 'queued'
         AND d.operation = :state)`,
    { id: newId(), state, thread: deskThreadId },
  );
}

// What staff read without having asked for it shows no card number or password. What answers a command is the command's
// own affair: words to be copied must be exact.
function shownContent({
  audience,
  purpose,
  content,
}: Pick<DeliveryDraft, "audience" | "purpose" | "content">): RichText {
  return audience === "staff" && purpose !== "command" ? maskRichText(content) : content;
}

type DeliveryRow = ReturnType<typeof deliveryRow>;

const COLUMNS = `id, org_id, channel_id, chat, target, audience, purpose, conversation_id, customer_id, message_id,
  message_sent_at, desk_thread_id, operation, of_delivery_id, part, parts, content, buttons, files, reply_to, respond_to, act,
  status, next_attempt_at, trace`;

function deliveryRow(scope: OrgScope, draft: DeliveryDraft, content: RichText, index: number, parts: number) {
  const isFirst = index === 0;
  const isLast = index === parts - 1;
  const operation: string = draft.edits ? "edit" : isFirst ? (draft.operation ?? "send") : "send";
  return {
    id: (isFirst && draft.id) || newId(),
    org_id: scope.orgId,
    channel_id: draft.channel.id,
    chat: draft.chat,
    target: draft.target,
    audience: draft.audience,
    purpose: draft.purpose,
    conversation_id: draft.conversationId ?? null,
    customer_id: draft.customerId ?? null,
    message_id: draft.message?.id ?? null,
    message_sent_at: draft.message?.sentAt.toISOString() ?? null,
    desk_thread_id: draft.deskThreadId ?? null,
    operation,
    of_delivery_id: draft.edits ?? null,
    part: index + 1,
    parts,
    content,
    buttons: isLast && draft.buttons ? draft.buttons : null,
    files: isLast && draft.files?.length ? draft.files : null,
    reply_to: isFirst ? (draft.replyTo ?? null) : null,
    // Only the first part can take the place of the answer to a press; the rest follows it.
    respond_to: draft.respondTo ?? null,
    act: draft.act,
    status: draft.status ?? "queued",
    next_attempt_at: draft.notBefore?.toISOString() ?? null,
    trace: currentTraceparent(),
  };
}
