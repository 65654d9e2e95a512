import type { Readable } from "node:stream";
import type { SessionState } from "../../domain/conversations/conversation.ts";
import type { Language } from "../../domain/language/language.ts";
import type { CatchUp } from "./catch-up.ts";
import type { FileRef, InboundEvent } from "./inbound-event.ts";
import type { OutboundMessage, OutboundTarget, SentMessage } from "./outbound-message.ts";
import type { PullHint, Receipt } from "./receipt.ts";
import type { RichText } from "./rich-text.ts";

export type { PullHint, Receipt } from "./receipt.ts";

/** A platform, as the core sees it. Everything optional has an honest fallback in the core. */
export interface Adapter {
  /** For logs, metrics and configuration. Nobody above adapters/ compares it. */
  readonly platform: string;
  readonly capabilities: Capabilities;
  /** Where chats of one channel differ (a WeCom member's and a 微信客服 customer's); absent: `capabilities` holds for all. */
  capabilitiesFor?(chatId: string): Capabilities;

  /**
   * Proves the sender and reads only the keys. Touches no database and sends nothing.
   * @throws SignatureError when the sender is not proved (401), PayloadError when the body is not the platform's (400).
   */
  receive(request: WebhookRequest): Promise<Received>;

  /** Interprets one stored receipt, in the worker. What it does not know becomes an `unknown` event, never an error. */
  parse(receipt: StoredReceipt): Promise<InboundEvent[]>;

  /** Cuts text at the platform's limit without breaking formatting or a character. Pure; at least one part. */
  split(content: RichText): RichText[];

  /** Resolves with the platform's id of what was sent. Throws DeliveryError, which says whether sending again is safe. */
  send(message: OutboundMessage): Promise<SentMessage>;

  /**
   * Opens a thread of its own in a staff place (`message.target.chatId`) with `message` as its first words. `title` is
   * unique among the place's threads, so that a thread whose opening was never answered can be found again. Absent
   * where `capabilities.threads` is false. Throws DeliveryError.
   */
  openThread?(title: string, message: OutboundMessage): Promise<OpenedThread>;
  /**
   * Closes a thread that was opened, and opens it again; what is so already is success. Absent where
   * `capabilities.closesThreads` is not set. Throws DeliveryError; a lost answer is `retry`.
   */
  closeThread?(target: OutboundTarget): Promise<void>;
  reopenThread?(target: OutboundTarget): Promise<void>;
  /** Where a person is written to in private; absent where the channel cannot begin such a chat. Pure. */
  privateChat?(personId: string): { key: string; chatId: string };
  /** The chats whose rates one message to `chatId` counts against, where it goes to several people; absent: itself. Pure. */
  receivers?(chatId: string): string[];
  /**
   * Shows in a chat that an answer is being written, by something of the platform that is no message and that it
   * forgets within minutes by itself; with null it is taken away, where that can be done. Safe to repeat. Throws
   * DeliveryError.
   */
  showWorking?(target: OutboundTarget, words: string | null): Promise<void>;
  /** Changes a message that was sent. Throws DeliveryError. */
  edit?(sent: SentMessage, message: OutboundMessage): Promise<void>;
  /** Removes a message that was sent. Throws DeliveryError. */
  remove?(sent: SentMessage, target: OutboundTarget): Promise<void>;
  /** Platforms that only announce (微信客服): one page after `cursor`; null starts at the earliest. */
  pull?(hint: PullHint, cursor: string | null): Promise<Pulled>;
  /** What to pull at start and from time to time, since an announcement may be lost. */
  pullHints?(): Promise<PullHint[]>;
  /** Reads what was said while nobody listened; absent: only what `capabilities.keepsUntaken` says comes afterwards. */
  catchUp?: CatchUp;
  /** Platforms whose own people can have a customer's chat (微信客服); absent: every chat is ours. */
  sessions?: Sessions;
  /** What the platform knows about a person (`Sender.id`); null when it knows nobody by that id. Throws DeliveryError. */
  profile?(personId: string): Promise<PersonProfile | null>;
  /** The bytes of an attachment. Throws DeliveryError: `rejected` when it is gone or too big for the platform. */
  fetchFile?(ref: FileRef): Promise<FetchedFile>;
  /**
   * Sockets and polling: runs until `signal` aborts. `accept` resolves once the receipts are durable and rejects when
   * they are not: only then may the position at the platform advance. Throws only when it cannot go on by itself.
   */
  listen?(accept: Accept, signal: AbortSignal, cursor: string | null, hearing?: Hearing): Promise<void>;
  /**
   * Tells the platform what it must know: webhook address, command lists. Safe to repeat. Resolves with who we are
   * there.
   */
  register?(registration: Registration): Promise<RegisteredAccount>;
  /** Says, for each thing that must be right at the platform, whether it is and what to do. Sends nothing to people. */
  diagnose?(): Promise<Diagnosis[]>;
  /**
   * Says of each place of staff who reads there: whether it is public, and whether it holds people who are not in
   * `staff`, the accounts that are linked to active users (`Sender.id`); null: nobody can be linked yet, so members are
   * not looked at. What the platform does not tell is said. Only reads.
   */
  diagnosePlaces?(places: PlaceToDiagnose[], staff: ReadonlySet<string> | null): Promise<Diagnosis[]>;
}

export interface Sessions {
  /** Whose a chat is now; null for chats that have no session. Throws DeliveryError. */
  stateOf(chatId: string): Promise<ChatSession | null>;
  /** Makes a chat ours again. Safe to repeat. Throws DeliveryError: `rejected` where the platform allows no such move. */
  takeBack(chatId: string): Promise<void>;
}

/** Whose a chat is at the platform. */
export interface ChatSession {
  state: "ours" | SessionState;
  /** The platform's id of who has it. */
  holder?: string;
}

export interface Capabilities {
  /** Which texts `split` guards, in the platform's own unit. For docs and hints; `split` decides. */
  textLimit: { max: number; unit: "utf16" | "characters" | "bytes" };
  buttons: boolean;
  /** How many buttons one message takes; absent: more than we ever send. */
  maxButtons?: number;
  /** Characters of a plain line that is one message with its buttons; a longer one is two. Absent: always one. */
  buttonedLine?: number;
  /** Buttons cost no message of their own and a press is none: an answer may carry some that nobody has to press. */
  quietButtons?: true;
  /** A pressed button shows that it waits until something is sent with the press's `respondTo`. */
  pressWaits?: true;
  threads: boolean;
  /** Threads can be closed, which is more than a mark on their card. */
  closesThreads?: true;
  /**
   * How `OutboundTarget.onlyFor` is kept from others: `in_place` shows the message in the chat to that person alone;
   * absent: the platform cannot, and the core writes to the person's private chat instead.
   */
  confidential?: "in_place";
  edits: boolean;
  /** A message takes one edit, and one for each press of its buttons. */
  editsOnce?: true;
  deletes: boolean;
  /** For how long after it was sent a message can be removed; absent: as long as it is there. */
  deletesWithinMs?: number;
  filesPerMessage: number;
  /** Bytes of one outbound file. */
  maxFileBytes: number;
  /**
   * What to do when the answer to a send never came. `safe`: sending the same delivery again cannot double it.
   * `lookup`: `send` with `attempt > 0` looks first. `resend_once`: cannot be decided; sent again at most once.
   */
  uncertainSend: "safe" | "lookup" | "resend_once";
  /** Messages the platform lets us send after each message of the customer, and for how long; null: no such rule. */
  replyBudget: { messages: number; windowMs: number } | null;
  /** What people here write as long as nothing tells otherwise; absent: the organisation's own default. */
  language?: Language;
  /** `profile` tells an e-mail that the platform vouches for, good enough to know staff by. */
  vouchesForEmail?: boolean;
  /** What nobody took is kept for a day or more and comes once somebody listens again; absent: it is lost. */
  keepsUntaken?: "all" | "some";
  /** Published rates, obeyed for mirrors and campaigns always and for everything after a refusal for rate. */
  rates: Rates;
}

export interface OpenedThread {
  /** What `OutboundTarget.threadId` takes from now on. */
  threadId: string;
  /** The thread's first message. */
  sent: SentMessage;
  /** Opens the thread in the platform's app, for buttons elsewhere. */
  url?: string;
}

export interface Rates {
  perChat?: Rate;
  perGroup?: Rate;
  perChannel?: Rate;
  /** What goes beyond is lost without an error, so the rates count for everything, always. */
  dropsSurplus?: boolean;
}

export interface Rate {
  messages: number;
  perMs: number;
}

export interface WebhookRequest {
  method: string;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** The raw query string without `?`, as it came. */
  query: string;
  /** The raw bytes, at most 1 MiB. */
  body: Buffer;
}

export interface Received {
  /** Empty for requests that carry nothing to keep (URL verification). */
  receipts: Receipt[];
  reply: WebhookReply;
}

export interface StoredReceipt extends Receipt {
  /** When we stored it, ISO 8601. */
  receivedAt: string;
}

export interface WebhookReply {
  status: number;
  contentType?: string;
  body?: string;
}

export interface Pulled {
  receipts: Receipt[];
  cursor: string;
  /** More is waiting: pull again, even when `receipts` is empty. */
  more: boolean;
}

/** Says whether what the platform has for us can reach us at this moment. Until it is called, it can. */
export type Hearing = (isHeard: boolean) => void;

/** Stores receipts and, with them, how far the platform has been read. */
export type Accept = (receipts: Receipt[], cursor?: string) => Promise<void>;

export interface PersonProfile {
  displayName?: string;
  avatarUrl?: string;
  /** As the platform vouches for it; used to link staff. */
  email?: string;
  /** BCP 47. */
  language?: string;
  /** IANA name. */
  timezone?: string;
  /** A full member of the organisation's own workspace: not a guest, stranger, bot or deactivated account. */
  isFullMember: boolean;
}

export interface FetchedFile {
  stream: Readable;
  name?: string;
  mimeType?: string;
}

export interface Registration {
  /** Where the platform shall call us; absent when nothing is reachable from outside. */
  webhookUrl?: string;
  /** The commands to show people, per audience and language. */
  commands: CommandListing[];
}

export interface RegisteredAccount {
  /** The account's id at the platform (Slack team, Telegram bot); one account belongs to one organisation. */
  accountId?: string;
}

export interface CommandListing {
  audience: "customer" | "staff";
  language: "en" | "zh";
  commands: { name: string; description: string }[];
  /** Chats that belong to the audience (`staff`: desk and alert places). */
  chatIds: string[];
}

export interface Diagnosis {
  check: string;
  ok: boolean;
  /** What was found, and when it is not fine, what to do. */
  message: string;
}

export interface PlaceToDiagnose {
  /** `desk`, `alert place of Gold`: for people to read. */
  label: string;
  chatId: string;
}
