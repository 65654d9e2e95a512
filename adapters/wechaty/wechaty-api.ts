import type { Readable } from "node:stream";

/**
 * The part of wechaty (1.20) that the adapter uses. Written down here because the package is optional: its own types
 * are not there where it is not installed. What crosses from a puppet is read with care all the same (`read-message.ts`):
 * puppets fill these shapes as they like.
 */
export interface WechatyPackages {
  buildBot(options: BotOptions): WechatyBot;
  fileBox(bytes: Buffer, name: string): FileBox;
}

export interface BotOptions {
  /** A package's name, resolved by wechaty, or an instance. */
  puppet: unknown;
  puppetOptions?: { token?: string; endpoint?: string };
}

export interface WechatyBot {
  readonly isLoggedIn: boolean;
  readonly currentUser: WechatyContact;
  /** Throws before the bot was started for the first time. */
  readonly puppet: WechatyPuppet;
  readonly log: { level(name?: string): string };
  readonly Contact: { load(id: string): Talkable; find(query: { id: string }): Promise<WechatyContact | undefined> };
  readonly Room: { load(id: string): Talkable };
  readonly Message: { find(query: { id: string }): Promise<WechatyMessage | undefined> };
  on<Name extends keyof WechatyEvents>(name: Name, listener: (...args: WechatyEvents[Name]) => void): unknown;
  /** Rejects when the puppet cannot be built; when it cannot be started that is only an `error` event. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface WechatyPuppet {
  readonly state: { inactive(): boolean | "pending" };
  messageUrl(messageId: string): Promise<unknown>;
  messageMiniProgram(messageId: string): Promise<unknown>;
  messageLocation(messageId: string): Promise<unknown>;
}

export interface WechatyEvents {
  message: [message: WechatyMessage];
  login: [user: WechatyContact];
  logout: [user: WechatyContact, reason?: string];
  scan: [code: string, status: number];
  error: [error: unknown];
}

export interface Talkable {
  /** Resolves with nothing where the puppet does not tell what it sent. */
  say(what: string | FileBox): Promise<WechatyMessage | undefined>;
}

export interface WechatyContact extends Talkable {
  readonly id: string;
  readonly payload?: unknown;
  name(): string;
  /** `contactTypes` */
  type(): number;
}

export interface WechatyRoom extends Talkable {
  readonly id: string;
  readonly payload?: unknown;
  /** The name of a member in this room, where it has one. */
  alias(member: WechatyContact): Promise<string | undefined>;
}

export interface WechatyMessage {
  readonly id: string;
  readonly payload?: unknown;
  /** Place in `messageTypes`. */
  type(): number;
  text(): string;
  talker(): WechatyContact;
  listener(): WechatyContact | undefined;
  room(): WechatyRoom | undefined;
  date(): Date;
  self(): boolean;
  mentionList(): Promise<WechatyContact[]>;
  toFileBox(): Promise<FileBox>;
  toContact(): Promise<WechatyContact>;
  recall(): Promise<boolean>;
}

export interface FileBox {
  readonly name: string;
  readonly mediaType: string;
  toStream(): Promise<Readable>;
}

/** By wechaty-puppet's number of the type (schemas/message: MessageType). */
export const messageTypes = [
  "unknown",
  "attachment",
  "audio",
  "contact",
  "chat_history",
  "emoticon",
  "image",
  "text",
  "location",
  "mini_program",
  "group_note",
  "transfer",
  "red_envelope",
  "recalled",
  "url",
  "video",
  "post",
] as const;

/** wechaty-puppet, schemas/contact: ContactType. Official accounts (公众号) are no people. */
export const officialAccount = 2;

/** wechaty-puppet, schemas/event: ScanStatus. In these two the code is there to be scanned. */
export const scanStatuses = { waiting: 2, timeout: 5 } as const;
