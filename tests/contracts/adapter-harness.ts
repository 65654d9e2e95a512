import type { Adapter, Receipt, WebhookRequest } from "../../bot/ports/adapter.ts";
import type { OutboundTarget } from "../../bot/ports/outbound-message.ts";

/** What the adapter contract needs from a platform's emulated server: one harness a platform. */
export interface AdapterHarness {
  adapter: Adapter;
  /** A customer's private chat on the emulated platform, ready to be written to. */
  target: OutboundTarget;
  /** Values of the channel's secret settings: the suite looks that they never leak into events, errors or references. */
  secrets?: string[];
  /**
   * The request that the platform would send for this, signed as it signs. Deterministic for equal arguments.
   * @throws UnsupportedHappening when the platform has no such thing (WeCom reports no edits); the promises about it
   * then stand in the contract's `cannot`.
   */
  request(happening: Happening): WebhookRequest;
  /**
   * What a happening leaves in the inbox, where its request is only an announcement (微信客服) and the rest is pulled.
   * Absent: what `receive` makes of its request.
   */
  receipts?(happening: Happening): Promise<Receipt[]>;
  /** The same request with a proof that is wrong. */
  forged(happening: Happening): WebhookRequest;
  /** A correctly proved request whose body is not in the platform's format at all (broken JSON, broken XML). */
  garbage(): WebhookRequest;
  /** An authentic request of a shape that no adapter knows. */
  stranger(): WebhookRequest;
  /** Makes the next sends fail the way the platform fails. */
  failNext(failure: PlatformFailure): void;
  /** What the platform's chat shows, in order: plain text as a reader sees it, after the platform undid its escaping. */
  shown(): ShownMessage[];
  /** A place where staff work in threads; absent where the platform has none. */
  desk?: DeskPlace;
  /** Somebody who can be written to in private, and what they see there; absent where nobody can. */
  privately?: { personId: string; shown(): string[] };
  close(): Promise<void>;
}

export interface DeskPlace {
  chatId: string;
  /** Platform ids of two people there. */
  owner: string;
  colleague: string;
  /** Ids of the threads that are there, oldest first. */
  threads(): string[];
  /** Texts of a thread, its first message among them, or of everything in the place, as a person sees them. */
  shownTo(personId: string, threadId?: string): string[];
  /** Somebody says something in a thread. */
  say(personId: string, threadId: string, text: string): void;
  /** Somebody who may do so takes the whole thread away. */
  removeThread(threadId: string): void;
}

export type Happening =
  | { kind: "text"; id: number; from: string; text: string; replyTo?: number }
  | { kind: "image"; id: number; from: string; caption?: string }
  | { kind: "file"; id: number; from: string; name: string }
  | { kind: "edit"; id: number; from: string; text: string; version: number }
  | { kind: "delete"; id: number; from: string }
  | { kind: "command"; id: number; from: string; line: string }
  | { kind: "button"; id: number; from: string; buttonId: string }
  /** Something the bot itself posted, as the platform reports it back. */
  | { kind: "own"; id: number; text: string };

export type PlatformFailure =
  /** Too many requests, try again in this many milliseconds. */
  | { kind: "rate_limited"; retryAfterMs: number }
  /** The server answers 500, or the platform's "busy". */
  | { kind: "server_error" }
  /** The message is taken, but the connection is cut before the answer. */
  | { kind: "lost_answer" }
  /** Nobody answers the connection at all: certainly not sent. */
  | { kind: "unreachable" }
  /** The person cannot be written to any more. */
  | { kind: "recipient_gone" }
  /** The credentials are refused. */
  | { kind: "unauthorized" };

export interface ShownMessage {
  text: string;
  /** Labels of the buttons under it. */
  buttons: string[];
  /** Names of the files with it. */
  files: string[];
  edited: boolean;
  deleted: boolean;
  /** `externalMessageId` of the message it answers, where the platform shows replies and the harness can tell. */
  replyTo?: string;
  /** The stretches the platform shows formatted, in order, where it has formatting and the harness can tell. */
  marks?: ShownMark[];
}

export interface ShownMark {
  type: "bold" | "italic" | "code" | "link" | "codeblock" | "quote";
  text: string;
  /** Of a link. */
  url?: string;
}

/** Thrown by `request` for a happening that the platform does not know. */
export class UnsupportedHappening extends Error {
  constructor(kind: Happening["kind"]) {
    super(`this platform has no "${kind}"`);
  }
}
