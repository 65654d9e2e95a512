import { errcodes, WecomRefusal } from "./errcodes.ts";
import type { ShownMessage } from "./shown-message.ts";

export interface Member {
  userId: string;
  name: string;
  email?: string;
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: number;
}

export interface Customer {
  externalUserId: string;
  nickname: string;
}

export interface KfAccount {
  openKfId: string;
  name: string;
  /** Under 通过API管理, with our app named. */
  isManaged: boolean;
  /** What `sync_msg` gives, oldest first. */
  items: SyncItem[];
  /** Message ids that were used on this account. */
  usedMsgids: Set<string>;
}

export type SyncItem = { msgid: string; send_time: number } & Record<string, unknown>;

/** A customer's session at an account (分配客服会话, path 94669). */
export interface Session {
  openKfId: string;
  externalUserId: string;
  /** 0 new, 1 assistant, 2 waiting, 3 receptionist, 4 ended. */
  state: number;
  /** The receptionist who has it, in state 3. */
  servicer: string;
  lastCustomerAt: number | undefined;
  /** Messages of ours since the customer's last one. */
  replies: number;
  welcomedAt: number | undefined;
}

export interface Media {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/** Everything that the emulated WeCom knows. */
export interface World {
  readonly now: () => number;
  /** What `nextNumber` and the cursors of `sync_msg` count from. */
  readonly numbersFrom: number;
  readonly members: Map<string, Member>;
  readonly customers: Map<string, Customer>;
  readonly accounts: Map<string, KfAccount>;
  readonly sessions: Map<string, Session>;
  readonly media: Map<string, Media>;
  /** Chats by `app:userid` and `kf:OPEN_KFID:EXTERNAL_USERID`. */
  readonly chats: Map<string, ShownMessage[]>;
  /** Adds to a chat and tells the listeners. */
  show(chat: string, message: ShownMessage): void;
  /** Tells the listeners that something in the chat is different now. */
  touched(chat: string): void;
  listen(listener: (chat: string) => void): () => void;
  nextNumber(): number;
}

export const appChatOf = (userId: string): string => `app:${userId.toLowerCase()}`;
export const kfChatOf = (openKfId: string, externalUserId: string): string => `kf:${openKfId}:${externalUserId}`;

export function createWorld(now: () => number, numbersFrom = 0): World {
  const listeners = new Set<(chat: string) => void>();
  const chats = new Map<string, ShownMessage[]>();
  let number = numbersFrom;
  const touched = (chat: string) => {
    for (const listener of listeners) listener(chat);
  };
  return {
    now,
    numbersFrom,
    members: new Map(),
    customers: new Map(),
    accounts: new Map(),
    sessions: new Map(),
    media: new Map(),
    chats,
    touched,
    show: (chat, message) => {
      chats.set(chat, [...(chats.get(chat) ?? []), message]);
      touched(chat);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    nextNumber: () => ++number,
  };
}

/** The session of a customer at an account, as it is before anything happened when there is none yet. */
export function sessionOf(world: World, openKfId: string, externalUserId: string): Session {
  const key = kfChatOf(openKfId, externalUserId);
  const known = world.sessions.get(key);
  if (known) return known;
  const session: Session = {
    openKfId,
    externalUserId,
    state: 4,
    servicer: "",
    lastCustomerAt: undefined,
    replies: 0,
    welcomedAt: undefined,
  };
  world.sessions.set(key, session);
  return session;
}

/** The 微信客服 account, or the refusal that WeCom gives for an unknown one. */
export function accountOf(world: World, openKfId: string): KfAccount {
  const account = world.accounts.get(openKfId);
  if (!account) throw new WecomRefusal(errcodes.noKfAccount);
  return account;
}
