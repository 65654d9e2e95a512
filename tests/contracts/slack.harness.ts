import { slack } from "../../adapters/slack/index.ts";
import type { Adapter, WebhookRequest } from "../../bot/ports/adapter.ts";
import type { AdapterDeps } from "../../bot/ports/channel-config.ts";
import {
  type SlackEmulator,
  type SlackFault,
  type SlackMessage,
  startSlackEmulator,
} from "../../playground/slack/index.ts";
import { encodePayload, type PayloadKind, signedRequest } from "../../playground/slack/signed-request.ts";
import { encodeTyped } from "../../playground/slack/typed-text.ts";
import {
  blockActionsPayload,
  changedEvent,
  commandFields,
  deletedEvent,
  eventEnvelope,
  type Json,
  messageEvent,
} from "../../playground/slack/wire-shapes.ts";
import type { AdapterHarness, DeskPlace, Happening, PlatformFailure } from "./adapter-harness.ts";

/** When the emulated requests are signed and the adapter looks at its clock. */
export const slackNow = new Date("2026-03-05T08:00:00.000Z");

/** The Slack adapter with an emulated workspace behind it; `settings` are added to those that reach the emulator. */
export async function openSlackHarness(): Promise<AdapterHarness & { emulator: SlackEmulator }> {
  const emulator = await startSlackEmulator();
  const { workspace, credentials } = emulator;
  const adapter = createSlackAdapter(emulator);
  const request = createRequests(emulator);
  return {
    emulator,
    adapter: reachableAgainAfterSend(adapter, emulator),
    target: { chatId: workspace.directWith(personId(emulator, "ann")).id },
    secrets: Object.values(credentials),
    request,
    forged: (happening) => {
      const { headers, ...honest } = request(happening);
      return { ...honest, headers: { ...headers, "x-slack-signature": `v0=${"0".repeat(64)}` } };
    },
    garbage: () => webhook(emulator, { body: '{"type":"event_callback",', contentType: "application/json" }),
    stranger: () =>
      webhook(emulator, { body: '{"type":"telepathy","team_id":"T0EMULATED"}', contentType: "application/json" }),
    failNext: (failure) => fail(emulator, failure),
    shown: () => {
      const { id } = workspace.directWith(personId(emulator, "ann"));
      return emulator.read(id).map(({ text, buttons, files, edited, deleted, marks }) => {
        return { text, buttons: buttons.map(({ label }) => label), files, edited, deleted, marks };
      });
    },
    desk: deskOf(emulator),
    privately: {
      personId: personId(emulator, "bob"),
      shown: () => emulator.read(workspace.directWith(personId(emulator, "bob")).id).map(({ text }) => text),
    },
    close: () => emulator.close(),
  };
}

function deskOf(emulator: SlackEmulator): DeskPlace {
  const { workspace, people } = emulator;
  const [owner, colleague] = [personId(emulator, "owner"), personId(emulator, "colleague")];
  const { id } = workspace.addChannel({ name: "desk", members: [owner, colleague, workspace.bot.userId] });
  return {
    chatId: id,
    owner,
    colleague,
    threads: () => emulator.read(id).flatMap(({ ts, threadTs, deleted }) => (threadTs || deleted ? [] : [ts])),
    shownTo: (user, threadId) => emulator.readAs(user, id, threadId).map(({ text }) => text),
    say: (user, threadTs, text) => void people.write({ user, channel: id, threadTs, text }),
    removeThread: (ts) => people.remove({ channel: id, ts }),
  };
}

/** The adapter as the product builds it, with everything it calls at the emulator. */
export function createSlackAdapter(emulator: SlackEmulator, settings: Record<string, string> = {}): Adapter {
  const { botToken, signingSecret } = emulator.credentials;
  return slack.create(
    {
      id: "01977a10-0000-7000-8000-00000000c4a1",
      orgId: "01977a10-0000-7000-8000-000000000001",
      platform: "slack",
      name: "contract",
      settings: slack.settings.parse({
        bot_token: botToken,
        signing_secret: signingSecret,
        api_url: emulator.apiUrl,
        ...settings,
      }),
    },
    slackDeps,
  );
}

export const slackDeps: AdapterDeps = {
  clock: { now: () => slackNow },
  log: { info() {}, warn() {}, error() {} },
  tokens: { get: async (_name, fetch) => (await fetch()).token },
};

/** A request that the emulator's app secret signs at `slackNow`. */
export function webhook(emulator: SlackEmulator, content: { body: string; contentType: string }): WebhookRequest {
  const { method, headers, body } = signedRequest(emulator.credentials.signingSecret, { ...content, at: slackNow });
  return { method, headers, query: "", body };
}

/** The same for a payload in the form of its kind. */
export function payloadWebhook(emulator: SlackEmulator, kind: PayloadKind, payload: Json): WebhookRequest {
  return webhook(emulator, encodePayload(kind, payload));
}

function createRequests(emulator: SlackEmulator): (happening: Happening) => WebhookRequest {
  const { workspace, baseUrl } = emulator;
  const event = (eventId: string, inner: Json) =>
    payloadWebhook(emulator, "events_api", eventEnvelope(workspace, inner, { eventId, eventTime: 1_700_000_000 }));

  return (happening) => {
    const { id, kind } = happening;
    const userId = kind === "own" ? workspace.bot.userId : personId(emulator, happening.from);
    const channel = workspace.directWith(kind === "own" ? personId(emulator, "ann") : userId);
    const message = messageOf(emulator, happening, userId);
    switch (happening.kind) {
      case "text":
      case "image":
      case "file":
      case "own":
        return event(`Ev${id}`, messageEvent(workspace, channel, message, baseUrl));
      case "edit": {
        const editedAt = tsOf(id + happening.version);
        const after = { ...message, edited: { user: userId, ts: editedAt } };
        const before = { ...message, text: `before version ${happening.version}` };
        const change = changedEvent(workspace, channel, { before, after, ts: editedAt }, baseUrl);
        return event(`Ev${id}E${happening.version}`, change);
      }
      case "delete":
        return event(`Ev${id}D`, deletedEvent(workspace, channel, { message, ts: tsOf(id + 1) }, baseUrl));
      case "command": {
        const [, command = "", text = ""] = /^(\S+)\s?(.*)$/s.exec(happening.line) ?? [];
        const responseUrl = emulator.responseUrls.issue({ channel: channel.id, user: userId }, `command${id}`);
        const spoken = {
          userId,
          userName: happening.from,
          channel,
          command,
          text,
          triggerId: `${id}.1.a`,
          responseUrl,
        };
        return payloadWebhook(emulator, "slash_commands", commandFields(workspace, spoken));
      }
      case "button": {
        const responseUrl = emulator.responseUrls.issue({ channel: channel.id, user: userId }, `button${id}`);
        const button = { action_id: happening.buttonId, value: happening.buttonId };
        const own: SlackMessage = { ...message, user: workspace.bot.userId, botId: workspace.bot.botId };
        const pressed = { userId, userName: happening.from, channel, message: own, button, responseUrl };
        const press = { ...pressed, actionTs: tsOf(id + 1), triggerId: `${id}.1.b` };
        return payloadWebhook(emulator, "interactive", blockActionsPayload(workspace, press, baseUrl));
      }
    }
  };
}

function messageOf(emulator: SlackEmulator, happening: Happening, user: string): SlackMessage {
  const { workspace } = emulator;
  const text = "text" in happening ? happening.text : happening.kind === "image" ? (happening.caption ?? "") : "";
  return {
    ts: tsOf(happening.id),
    ...(happening.kind === "text" && happening.replyTo ? { threadTs: tsOf(happening.replyTo) } : {}),
    user,
    ...(happening.kind === "own" ? { botId: workspace.bot.botId } : {}),
    text: encodeTyped(text, workspace),
    blocks: [],
    files: happening.kind === "image" || happening.kind === "file" ? [fileOf(emulator, happening, user)] : [],
    deleted: false,
  };
}

function fileOf({ workspace }: SlackEmulator, happening: Happening & { kind: "image" | "file" }, user: string) {
  const isImage = happening.kind === "image";
  const file = {
    id: `F${happening.id}`,
    name: isImage ? "image.png" : happening.name,
    mimeType: isImage ? "image/png" : "application/pdf",
    user,
    bytes: Buffer.from("%PDF-1.4\n%%EOF\n"),
    shares: [],
    deleted: false,
  };
  workspace.files.set(file.id, file);
  return file;
}

function personId({ workspace }: SlackEmulator, name: string): string {
  const id = `U0${name.toUpperCase()}`;
  if (!workspace.users.has(id)) workspace.addUser({ id, name });
  return id;
}

const tsOf = (id: number): string => `${1_700_000_000 + id}.000100`;

function fail(emulator: SlackEmulator, failure: PlatformFailure): void {
  const fault = faultOf(failure);
  if (fault) emulator.faults.next("chat.postMessage", fault);
  else emulator.goAway();
}

/** Null for a platform that cannot be reached at all. */
function faultOf(failure: PlatformFailure): SlackFault | null {
  switch (failure.kind) {
    case "rate_limited":
      return { kind: "rate_limited", retryAfterSeconds: failure.retryAfterMs / 1000 };
    case "server_error":
      return { kind: "http", status: 500 };
    case "lost_answer":
      return { kind: "lost_answer" };
    case "recipient_gone":
      return { kind: "error", error: "channel_not_found" };
    case "unauthorized":
      return { kind: "error", error: "invalid_auth" };
    case "unreachable":
      return null;
  }
}

/** An emulator that went away for one send is back for the next. */
function reachableAgainAfterSend(adapter: Adapter, emulator: SlackEmulator): Adapter {
  return {
    ...adapter,
    send: (message) => adapter.send(message).finally(() => emulator.comeBack()),
  };
}
