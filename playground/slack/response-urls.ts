import { checkMessage } from "./message-limits.ts";
import type { WorkspaceEvents } from "./method.ts";
import { findMessage, type SlackMessage, type Workspace } from "./workspace.ts";

export interface ResponseTarget {
  channel: string;
  user: string;
  /** The message whose button was pressed, for `replace_original` and `delete_original`. */
  messageTs?: string;
}

export interface ResponseUrls {
  /** A new address, or that of `id` again when it is given. */
  issue(target: ResponseTarget, id?: string): string;
  /** Carries an answer out; resolves with the status and body that Slack would give. */
  answer(id: string, body: unknown): { status: number; body: string };
}

const LIFETIME_MS = 30 * 60_000;
const MAX_USES = 5;

/** "Handling user interaction, Message responses": five answers within half an hour. */
export function createResponseUrls(
  workspace: Workspace,
  events: WorkspaceEvents,
  { baseUrl, now }: { baseUrl: string; now: () => Date },
): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; uses: number; at: number }>();

  function answer(id: string, body: unknown) {
    const entry = issued.get(id);
    if (!entry) return refusal(404, "no_such_url");
    if (now().getTime() - entry.at > LIFETIME_MS) return refusal(404, "expired_url");
    if (entry.uses >= MAX_USES) return refusal(404, "used_url");
    if (typeof body !== "object" || body === null) return refusal(400, "invalid_payload");
    entry.uses += 1;
    try {
      carryOut(entry.target, { ...body });
    } catch (error) {
      return refusal(400, error instanceof Error ? error.message : "invalid_payload");
    }
    return { status: 200, body: "ok" };
  }

  function carryOut(target: ResponseTarget, body: Record<string, unknown>): void {
    const channel = workspace.channels.get(target.channel);
    if (!channel) throw new Error("channel_not_found");
    const text = typeof body["text"] === "string" ? body["text"] : "";
    const original = target.messageTs ? findMessage(channel, target.messageTs) : undefined;
    if (body["delete_original"] === true && original) {
      original.deleted = true;
      events.deleted(channel, original);
      return;
    }
    const blocks = checkMessage(text, body["blocks"]);
    if (body["replace_original"] === true && original) {
      const before = { ...original };
      Object.assign(original, { text, blocks, edited: { user: workspace.bot.userId, ts: workspace.nextTs() } });
      events.changed(channel, before, original);
      return;
    }
    const threadTs = body["response_type"] === "in_channel" ? body["thread_ts"] : undefined;
    const message: SlackMessage = {
      ts: workspace.nextTs(),
      // Only what everybody shall see can be put into a thread ("Publishing responses in thread"); all else stands
      // beside it, in the channel, also when the button was pressed in the thread (slackapi/bolt-js#963).
      ...(typeof threadTs === "string" ? { threadTs } : {}),
      user: workspace.bot.userId,
      botId: workspace.bot.botId,
      text,
      blocks,
      files: [],
      deleted: false,
      ...(body["response_type"] === "in_channel" ? {} : { ephemeralTo: target.user }),
    };
    channel.messages.push(message);
    events.posted(channel, message);
  }

  return {
    issue(target, id = workspace.nextId("R")) {
      if (!issued.has(id)) issued.set(id, { target, uses: 0, at: now().getTime() });
      return `${baseUrl}response/${id}`;
    },
    answer,
  };
}

function refusal(status: number, error: string): { status: number; body: string } {
  return { status, body: JSON.stringify({ ok: false, error }) };
}
