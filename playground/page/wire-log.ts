import type { Clock } from "../../infra/clock.ts";
import type { SlackDelivery, SlackEmulator } from "../slack/index.ts";
import type { TelegramEmulator } from "../telegram/index.ts";
import type { EmulatedWecom } from "../wecom/index.ts";
import type { PlaygroundPlatform } from "./playground-channel.ts";

/** One call of ours to a platform, with its answer. */
export interface WireCall {
  platform: PlaygroundPlatform;
  method: string;
  /** What the platform said, in a word. */
  status: string;
  isOk: boolean;
  params: unknown;
  answer: unknown;
  at: Date;
  /** The chat that it was about, as deliveries name it. */
  chat: string;
  /** The message that it made or changed, as `deliveries.external_message_id` names it. */
  messageId: string | null;
  /** The only person who was shown it. */
  onlyFor: string | null;
}

/** How a webhook of ours answered one call of a platform. */
export interface Attempt {
  status: number | null;
  milliseconds: number;
}

export interface WireLog {
  /** How the webhook answered, each attempt, by the receipt's `external_id`. */
  attempts(externalId: string): Attempt[];
  /** The newest calls, oldest first. */
  calls(): readonly WireCall[];
  close(): void;
}

const MAX_RECEIPTS = 1_000;
const MAX_CALLS = 500;

/** Remembers what went over the wires lately, both ways, to be shown beside what was stored of it. */
export function createWireLog(
  { telegram, slack, wecom }: { telegram: TelegramEmulator; slack: SlackEmulator; wecom: EmulatedWecom },
  clock: Clock,
): WireLog {
  const attempts = new Map<string, Attempt[]>();
  const calls: WireCall[] = [];
  const noteAttempt = (key: string, attempt: Attempt) => {
    attempts.set(key, [...(attempts.get(key) ?? []), attempt]);
    const oldest = attempts.keys().next();
    if (attempts.size > MAX_RECEIPTS && !oldest.done) attempts.delete(oldest.value);
  };
  const noteCall = (call: Omit<WireCall, "at">) => {
    calls.push({ ...call, at: clock.now() });
    if (calls.length > MAX_CALLS) calls.shift();
  };
  const stops = [
    telegram.onAttempt(({ update, status, milliseconds }) =>
      noteAttempt(String(update.update_id), { status, milliseconds }),
    ),
    slack.onAttempt((delivery) => {
      const { attempt, milliseconds } = delivery;
      noteAttempt(receiptOf(delivery), { status: attempt.status ?? null, milliseconds });
    }),
    telegram.onCall(({ method, params, status, answer }) => {
      const chat = String(params["chat_id"] ?? "");
      const id = textAt(answer, "result", "message_id");
      const isOk = status === 200;
      noteCall({
        ...{ platform: "telegram", method, status: String(status), isOk, params, answer, chat, onlyFor: null },
        messageId: id === null ? null : `${chat}:${id}`,
      });
    }),
    slack.onCall(({ method, args, answer }) => {
      const { token: _token, ...params } = args;
      const isOk = answer["ok"] === true;
      const chat = textAt(answer, "channel") ?? args["channel"] ?? "";
      const ts = textAt(answer, "ts");
      noteCall({
        ...{ platform: "slack", method, status: isOk ? "ok" : String(answer["error"]), isOk, answer, chat },
        params: readable(params),
        messageId: ts === null ? null : `${chat}:${ts}`,
        onlyFor: method === "chat.postEphemeral" ? (args["user"] ?? null) : null,
      });
    }),
    wecom.onCall(({ path, body, answer }) => {
      // What carries secrets or belongs to no message is left out.
      if (!path.startsWith("kf/send_msg")) return;
      const kf = textAt(body, "open_kfid") ?? "";
      const code = textAt(answer, "errcode") ?? "";
      const id = textAt(answer, "msgid");
      noteCall({
        ...{ platform: "wecom", method: path, status: `errcode ${code}`, isOk: code === "0", params: body, answer },
        chat: `${kf}:${textAt(body, "touser") ?? ""}`,
        messageId: id === null ? null : `${kf}:${id}`,
        onlyFor: null,
      });
    }),
  ];
  return {
    attempts: (externalId) => attempts.get(externalId) ?? [],
    calls: () => calls,
    close: () => {
      for (const stop of stops) stop();
    },
  };
}

/** The id under which the adapter stores a delivery of Slack. */
function receiptOf({ kind, payload }: SlackDelivery): string {
  if (kind === "events_api") return String(payload["event_id"]);
  const trigger = String(payload["trigger_id"]);
  return kind === "slash_commands" ? `command:${trigger}` : `${String(payload["type"])}:${trigger}`;
}

/** The SDK sends structures as JSON in forms. */
function readable(args: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, parsedIfJson(value)]));
}

function parsedIfJson(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // Words that only look like JSON.
  }
}

/** The text or number at a path of somebody's JSON. */
function textAt(value: unknown, ...path: string[]): string | null {
  const found = path.reduce<unknown>(
    (inner, name) => (typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : null),
    value,
  );
  return typeof found === "string" || typeof found === "number" ? String(found) : null;
}
