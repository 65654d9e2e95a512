import { demoAccount, type WecomAccount } from "./account.ts";
import { appRoutes } from "./app-api.ts";
import { type Callbacks, createCallbacks } from "./callbacks.ts";
import { createCards } from "./cards.ts";
import { type CustomerActs, createCustomerActs } from "./customer-acts.ts";
import { createFaults, type Faults } from "./faults.ts";
import { startApiServer, type WecomCall } from "./http-server.ts";
import { kfRoutes, type Welcomes } from "./kf-api.ts";
import { type KfRules, officialKfRules } from "./kf-rules.ts";
import { createKfSync, type KfSync } from "./kf-sync.ts";
import { mediaRoutes } from "./media-api.ts";
import { createMemberActs, type MemberActs } from "./member-acts.ts";
import type { ShownMessage } from "./shown-message.ts";
import { createAccessTokens } from "./token-api.ts";
import { appChatOf, createWorld, kfChatOf, type Session, sessionOf } from "./world.ts";

export interface EmulatedWecomOptions {
  account?: WecomAccount;
  /** The address of our webhook; may be set later with `callbacks.setUrl`. */
  callbackUrl?: string;
  /** Milliseconds; what WeCom's clock shows. */
  now?: () => number;
  kfRules?: KfRules;
  /** How long a second of the limit per member lasts; 1000 by default. */
  secondMs?: number;
  /**
   * Message ids and cursors count from above this number. For an app that remembers what it got from an emulator before,
   * whose memory is gone: the same ids again would be duplicates. Default 0.
   */
  numbersFrom?: number;
}

export type { WecomCall } from "./http-server.ts";
export type { ShownMessage } from "./shown-message.ts";

/** WeCom as the product sees it: its server interface over HTTP, its callbacks, and the people who use it. */
export interface EmulatedWecom {
  account: WecomAccount;
  /** What `api_base` has to be. */
  baseUrl: string;
  callbacks: Callbacks;
  /** Members of the corporation, in the self-built app. */
  members: MemberActs;
  /** WeChat customers and receptionists, in 微信客服. */
  customers: CustomerActs;
  kfSync: Pick<KfSync, "insertEmptyPages" | "limitTokenless">;
  faults: Pick<Faults, "failNext">;
  /** Every access token handed out so far is refused from now on. */
  invalidateTokens(): void;
  /** How many of the app's messages were lost because a member was sent more than the limit. */
  dropped(): number;
  /** How often an interface (`kf/send_msg`) was called. */
  calls(path: string): number;
  appChat(userId: string): ShownMessage[];
  kfChat(openKfId: string, externalUserId: string): ShownMessage[];
  session(openKfId: string, externalUserId: string): Session;
  /** Calls back with the chat (`app:…`, `kf:…`) in which something changed; gives the way to stop that. */
  onChange(listener: (chat: string) => void): () => void;
  /** Called after every answered call of the app; gives the way to stop. */
  onCall(listener: (call: WecomCall) => void): () => void;
  close(): Promise<void>;
}

/** Starts an emulated WeCom on a free local port, with nobody in it yet. */
export async function startEmulatedWecom(options: EmulatedWecomOptions = {}): Promise<EmulatedWecom> {
  const { account = demoAccount, callbackUrl, now = Date.now, kfRules = officialKfRules, secondMs = 1_000 } = options;
  const world = createWorld(now, options.numbersFrom);
  const faults = createFaults();
  const cards = createCards(world);
  const kfSync = createKfSync(world);
  const welcomes: Welcomes = new Map();
  const tokens = createAccessTokens(account, world);
  const callbacks = createCallbacks(account, now);
  callbacks.setUrl(callbackUrl);

  let dropped = 0;
  const calls = new Map<string, number>();
  const callListeners = new Set<(call: WecomCall) => void>();
  const server = await startApiServer({
    faults,
    check: tokens.check,
    called: (path) => calls.set(path, (calls.get(path) ?? 0) + 1),
    answered: (call) => {
      for (const listener of callListeners) listener(call);
    },
    routes: {
      ...tokens.routes,
      ...mediaRoutes(world),
      ...appRoutes(account, world, cards, secondMs, () => {
        dropped += 1;
      }),
      ...kfRoutes(world, kfSync, kfRules, welcomes),
    },
  });

  return {
    account,
    baseUrl: server.baseUrl,
    callbacks,
    members: createMemberActs(account, world, cards, callbacks.post),
    customers: createCustomerActs(account, world, kfSync, welcomes, callbacks.post),
    kfSync,
    faults,
    invalidateTokens: tokens.invalidate,
    dropped: () => dropped,
    calls: (path) => calls.get(path) ?? 0,
    appChat: (userId) => [...(world.chats.get(appChatOf(userId)) ?? [])],
    kfChat: (openKfId, externalUserId) => [...(world.chats.get(kfChatOf(openKfId, externalUserId)) ?? [])],
    session: (openKfId, externalUserId) => ({ ...sessionOf(world, openKfId, externalUserId) }),
    onChange: world.listen,
    onCall: (listener) => {
      callListeners.add(listener);
      return () => callListeners.delete(listener);
    },
    close: async () => {
      callbacks.setUrl(undefined);
      await callbacks.settled();
      await server.close();
    },
  };
}
