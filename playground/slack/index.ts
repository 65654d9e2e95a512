import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { assistantMethods } from "./assistant-methods.ts";
import { chatMethods } from "./chat-methods.ts";
import { createDispatcher, type Dispatcher, type SlackDelivery } from "./dispatch.ts";
import { createFaults, type Faults } from "./faults.ts";
import { fileMethods } from "./file-methods.ts";
import { createHttpServer } from "./http-server.ts";
import type { Arguments, Method, MethodContext, WorkspaceEvents } from "./method.ts";
import { createPeople, type People } from "./people.ts";
import { createPostLimit, type PostRate } from "./post-limit.ts";
import { readMethods } from "./read-methods.ts";
import { createResponseUrls, type ResponseUrls } from "./response-urls.ts";
import { type ShownMessage, showChannel, showChannelTo } from "./shown.ts";
import { createSocketServer, type SocketServer } from "./socket-server.ts";
import { appMentionEvent, changedEvent, deletedEvent, type Json, messageEvent, tombstoneEvent } from "./wire-shapes.ts";
import { createWorkspace, repliesTo, type SlackChannel, type SlackMessage, type Workspace } from "./workspace.ts";

export type { SlackDelivery } from "./dispatch.ts";
export type { SlackFault } from "./faults.ts";
export type { ShownMessage } from "./shown.ts";
export type { SlackMessage } from "./workspace.ts";

export interface SlackEmulatorOptions {
  botToken?: string;
  appToken?: string;
  signingSecret?: string;
  teamId?: string;
  botName?: string;
  /** The app's address for events, commands and interactions; can be set later with `connect`. */
  requestUrl?: string;
  /** Delivers through sockets instead of `requestUrl`. */
  socketMode?: boolean;
  /** The token's scopes; all that Deskhand asks for by default. */
  scopes?: string[];
  /** Slack's pauses by default: at once, a minute, five minutes. */
  retryDelaysMs?: number[];
  /** Off by default, so that tests may post quickly. */
  postRate?: PostRate;
  /** Told of each post that counts against `postRate`; `retryAfterSeconds` where it was refused. */
  onPost?: (post: { channel: string; retryAfterSeconds: number | null }) => void;
  port?: number;
  now?: () => Date;
  /**
   * Ids count from above this number. For an app that remembers what it got from an emulator before, whose memory is
   * gone: the same ids again would be duplicates. Default 0.
   */
  idsFrom?: number;
}

/** A call of the Web API with its answer. */
export interface SlackCall {
  method: string;
  args: Arguments;
  answer: Json;
}

/** A change in a channel, for pages that follow along. */
export interface SlackChange {
  kind: "posted" | "changed" | "deleted";
  channel: string;
  ts: string;
}

export interface SlackEmulator {
  /** For `api_url`: ends in `/api/`. */
  readonly apiUrl: string;
  /** `http://127.0.0.1:PORT/` */
  readonly baseUrl: string;
  readonly credentials: { botToken: string; appToken: string; signingSecret: string };
  readonly workspace: Workspace;
  readonly people: People;
  readonly faults: Faults;
  /** What was sent to the app, how often and with which result. */
  readonly dispatcher: Dispatcher;
  readonly responseUrls: ResponseUrls;
  readonly socket: SocketServer;
  /** How many posts were refused because a channel got more than `postRate`. */
  limited(): number;
  /** Calls of the Web API in order. */
  readonly calls: readonly { method: string; args: Arguments }[];
  connect(requestUrl: string): void;
  /** A channel or one of its threads as its members see it, deleted messages included and marked. */
  read(channel: string, threadTs?: string): ShownMessage[];
  /** The same as one person sees it: without what is deleted or was shown to others alone. */
  readAs(user: string, channel: string, threadTs?: string): ShownMessage[];
  /** Returns the way to stop it. */
  subscribe(listener: (change: SlackChange) => void): () => void;
  /** Called after every answered call of the app. Returns the way to stop. */
  onCall(listener: (call: SlackCall) => void): () => void;
  /** Called after every delivery to the app, and each retry. Returns the way to stop. */
  onAttempt(listener: (delivery: SlackDelivery) => void): () => void;
  setScopes(scopes: string[]): void;
  /** Removes the app: its token stops working, and Slack says so in two events. */
  uninstall(): void;
  /** Refuses connections until `comeBack`. */
  goAway(): void;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

const allScopes = (
  "app_mentions:read channels:history channels:read chat:write commands files:read files:write groups:history " +
  "groups:read im:history im:read im:write mpim:history mpim:read users:read users:read.email"
).split(" ");

/** Starts an emulated Slack workspace in this process, on a port of its own. Close it when done. */
export async function startSlackEmulator(options: SlackEmulatorOptions = {}): Promise<SlackEmulator> {
  const now = options.now ?? (() => new Date());
  const credentials = {
    botToken: options.botToken ?? "xoxb-emulated-bot-token",
    appToken: options.appToken ?? "xapp-emulated-app-token",
    signingSecret: options.signingSecret ?? "emulated-signing-secret",
  };
  const workspace = createWorkspace({
    teamId: options.teamId ?? "T0EMULATED",
    botName: options.botName ?? "deskhand",
    idsFrom: options.idsFrom ?? 0,
    now,
  });
  const faults = createFaults();
  const calls: { method: string; args: Arguments }[] = [];
  const listeners = new Set<(change: SlackChange) => void>();
  const callListeners = new Set<(call: SlackCall) => void>();
  const attemptListeners = new Set<(delivery: SlackDelivery) => void>();
  let requestUrl = options.requestUrl ?? null;
  let scopes = options.scopes ?? allScopes;
  let isInstalled = true;

  const limit = createPostLimit(options.postRate, now);
  let limited = 0;
  const openConnection: Method = () => ({
    url: `${baseUrl.replace("http", "ws")}link/?ticket=${workspace.nextId("")}`,
  });
  const http = createHttpServer({
    methods: {
      ...chatMethods,
      ...assistantMethods,
      ...readMethods,
      ...fileMethods,
      "apps.connections.open": openConnection,
    },
    context: () => context,
    responseUrls: () => responseUrls,
    faults,
    refuse,
    scopes: () => scopes,
    limit: (method, args) => {
      const refusal = limit(method, args);
      if (refusal) limited += 1;
      if (options.postRate && method === "chat.postMessage") {
        const retryAfterSeconds = refusal?.kind === "rate_limited" ? refusal.retryAfterSeconds : null;
        options.onPost?.({ channel: args["channel"] ?? "", retryAfterSeconds });
      }
      return refusal;
    },
    called: (method, args) => void calls.push({ method, args }),
    answered: (method, args, answer) => {
      for (const listener of callListeners) listener({ method, args, answer });
    },
  });
  http.listen(options.port ?? 0, "127.0.0.1");
  await once(http, "listening");
  // A server that listens on TCP has an address of this type.
  const { port } = http.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/`;

  const socket = createSocketServer(http, workspace.appId);
  const dispatcher = createDispatcher(workspace, {
    signingSecret: credentials.signingSecret,
    retryDelaysMs: options.retryDelaysMs ?? [0, 60_000, 300_000],
    requestUrl: () => requestUrl,
    socket: options.socketMode ? socket : null,
    onAttempt: (delivery) => {
      for (const listener of attemptListeners) listener(delivery);
    },
    now,
  });
  const events = createWorkspaceEvents({ workspace, dispatcher, baseUrl, tell });
  const responseUrls = createResponseUrls(workspace, events, { baseUrl, now });
  const context: MethodContext = { workspace, baseUrl, events };
  const people = createPeople({ workspace, events, dispatcher, responseUrls, filesUrl: baseUrl });

  function tell(change: SlackChange): void {
    for (const listener of listeners) listener(change);
  }

  function refuse(method: string, token: string | null): string | null {
    if (!token) return "not_authed";
    if (method === "apps.connections.open") return token === credentials.appToken ? null : "invalid_auth";
    if (token !== credentials.botToken) return "invalid_auth";
    return isInstalled ? null : "account_inactive";
  }

  return {
    apiUrl: `${baseUrl}api/`,
    baseUrl,
    credentials,
    workspace,
    people,
    faults,
    limited: () => limited,
    dispatcher,
    responseUrls,
    socket,
    calls,
    connect(url) {
      requestUrl = url;
    },
    read(id, threadTs) {
      const channel = workspace.channels.get(id);
      return channel ? showChannel(workspace, channel, threadTs) : [];
    },
    readAs(user, id, threadTs) {
      const channel = workspace.channels.get(id);
      return channel ? showChannelTo(user, workspace, channel, threadTs) : [];
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onCall(listener) {
      callListeners.add(listener);
      return () => void callListeners.delete(listener);
    },
    onAttempt(listener) {
      attemptListeners.add(listener);
      return () => void attemptListeners.delete(listener);
    },
    setScopes(next) {
      scopes = next;
    },
    uninstall() {
      isInstalled = false;
      dispatcher.event({ type: "tokens_revoked", tokens: { oauth: [], bot: [workspace.bot.userId] } });
      dispatcher.event({ type: "app_uninstalled" });
    },
    goAway() {
      http.close();
      http.closeAllConnections();
    },
    async comeBack() {
      if (http.listening) return;
      http.listen(port, "127.0.0.1");
      await once(http, "listening");
    },
    async close() {
      dispatcher.close();
      socket.close();
      http.closeAllConnections();
      if (http.listening) await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** Every change in a channel that the bot is in becomes an event, the bot's own posts included; ephemeral ones do not. */
function createWorkspaceEvents({
  workspace,
  dispatcher,
  baseUrl,
  tell,
}: {
  workspace: Workspace;
  dispatcher: Dispatcher;
  baseUrl: string;
  tell: (change: SlackChange) => void;
}): WorkspaceEvents {
  const isHeard = (channel: SlackChannel, message: SlackMessage) =>
    !message.ephemeralTo && channel.members.has(workspace.bot.userId);
  const mention = `<@${workspace.bot.userId}>`;

  return {
    posted(channel, message) {
      tell({ kind: "posted", channel: channel.id, ts: message.ts });
      if (!isHeard(channel, message)) return;
      dispatcher.event(messageEvent(workspace, channel, message, baseUrl));
      if (channel.kind !== "im" && message.text.includes(mention)) {
        dispatcher.event(appMentionEvent(workspace, channel, message, baseUrl));
      }
    },
    changed(channel, before, after) {
      tell({ kind: "changed", channel: channel.id, ts: after.ts });
      if (!isHeard(channel, after)) return;
      dispatcher.event(changedEvent(workspace, channel, { before, after, ts: workspace.nextTs() }, baseUrl));
    },
    deleted(channel, message) {
      tell({ kind: "deleted", channel: channel.id, ts: message.ts });
      if (!isHeard(channel, message)) return;
      const hasReplies = repliesTo(channel, message.ts).length > 0;
      const event = hasReplies ? tombstoneEvent : deletedEvent;
      dispatcher.event(event(workspace, channel, { message, ts: workspace.nextTs() }, baseUrl));
    },
  };
}
