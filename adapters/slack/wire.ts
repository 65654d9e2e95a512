import { z } from "zod";

// What Slack sends, as far as we read it. Objects are loose: Slack adds fields at any time.

const id = z.string().min(1).max(100);
const ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/);

const file = z.looseObject({
  id,
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nonnegative().nullish(),
  /** `tombstone` once deleted, `hidden_by_limit` on a workspace that does not pay for its age. */
  mode: z.string().nullish(),
  is_external: z.boolean().nullish(),
  url_private: z.string().nullish(),
});
export type SlackFile = z.infer<typeof file>;

const sharedMessage = z.looseObject({ is_share: z.boolean().nullish(), text: z.string().nullish() });

const profile = z.looseObject({
  display_name: z.string().nullish(),
  real_name: z.string().nullish(),
  name: z.string().nullish(),
  image_72: z.string().nullish(),
});

const posted = z.looseObject({
  ts,
  thread_ts: ts.nullish(),
  subtype: z.string().nullish(),
  user: id.nullish(),
  bot_id: id.nullish(),
  text: z.string().nullish(),
  /** Read by `richTextAsMrkdwn`; what it does not know leaves `text`. */
  blocks: z.unknown().optional(),
  files: z.array(file).nullish(),
  attachments: z.array(sharedMessage).nullish(),
  edited: z.looseObject({ ts }).nullish(),
  user_profile: profile.nullish(),
});
export type PostedMessage = z.infer<typeof posted>;

/** `message` and `app_mention`, whatever their subtype ("message event", "app_mention event"). */
export const messageEvent = posted.extend({
  type: z.enum(["message", "app_mention"]),
  channel: id,
  channel_type: z.string().nullish(),
  event_ts: ts.nullish(),
  parent_user_id: id.nullish(),
  /** `message_changed` */
  message: posted.nullish(),
  previous_message: posted.partial().nullish(),
  /** `message_deleted` */
  deleted_ts: ts.nullish(),
});
export type SlackMessageEvent = z.infer<typeof messageEvent>;

const installation = z.looseObject({ team_id: id.nullish() });

/** The Events API's envelope. */
export const eventCallback = z.looseObject({
  type: z.literal("event_callback"),
  event_id: id,
  team_id: id.nullish(),
  context_team_id: id.nullish(),
  authorizations: z.array(installation).nullish(),
  event: z.looseObject({
    type: z.string().min(1).max(100),
    event_ts: z.string().max(50).nullish(),
  }),
});
export type EventCallback = z.infer<typeof eventCallback>;

/** "Slash commands": the fields of the form. */
export const slashCommand = z.looseObject({
  command: z.string().regex(/^\/\S{1,80}$/),
  text: z.string().optional(),
  trigger_id: id,
  response_url: z.string().max(2000).optional(),
  user_id: id,
  user_name: z.string().optional(),
  channel_id: id,
  channel_name: z.string().optional(),
  team_id: id.optional(),
});
export type SlashCommand = z.infer<typeof slashCommand>;

const person = z.looseObject({ id, name: z.string().nullish(), username: z.string().nullish() });
const team = z.looseObject({ id }).nullish();
const channel = z.looseObject({ id, name: z.string().nullish() });

/** "block_actions payload" */
export const blockActions = z.looseObject({
  type: z.literal("block_actions"),
  trigger_id: id,
  user: person,
  team,
  channel: channel.nullish(),
  container: z
    .looseObject({ message_ts: ts.nullish(), thread_ts: ts.nullish(), is_ephemeral: z.boolean().nullish() })
    .nullish(),
  message: z.looseObject({ ts: ts.nullish(), thread_ts: ts.nullish() }).nullish(),
  response_url: z.string().max(2000).nullish(),
  actions: z
    .array(
      z.looseObject({
        type: z.string(),
        action_id: z.string().max(255),
        value: z.string().max(2000).nullish(),
        action_ts: ts.nullish(),
      }),
    )
    .min(1)
    .max(25),
});
export type BlockActions = z.infer<typeof blockActions>;

/** "Shortcuts payload": a message shortcut has the channel and the message, a global one neither. */
export const shortcut = z.looseObject({
  type: z.enum(["shortcut", "message_action"]),
  trigger_id: id,
  callback_id: z.string().max(255),
  user: person,
  team,
  channel: channel.nullish(),
  message: posted.partial().nullish(),
  message_ts: ts.nullish(),
  action_ts: ts.nullish(),
  response_url: z.string().max(2000).nullish(),
});
export type Shortcut = z.infer<typeof shortcut>;

/** "view_submission payload", "view_closed payload" */
export const viewInteraction = z.looseObject({
  type: z.enum(["view_submission", "view_closed"]),
  user: person,
  team,
  view: z.looseObject({ id, hash: z.string().max(100).nullish(), app_installed_team_id: id.nullish() }),
});
export type ViewInteraction = z.infer<typeof viewInteraction>;

/** "app_rate_limited event": Slack has dropped events of this minute. */
export const appRateLimited = z.looseObject({
  type: z.literal("app_rate_limited"),
  team_id: id.nullish(),
  minute_rate_limited: z.number(),
});
export type AppRateLimited = z.infer<typeof appRateLimited>;

export type Envelope =
  | { kind: "event"; body: EventCallback }
  | { kind: "command"; body: SlashCommand }
  | { kind: "actions"; body: BlockActions }
  | { kind: "shortcut"; body: Shortcut }
  | { kind: "view"; body: ViewInteraction }
  | { kind: "rate_limited"; body: AppRateLimited }
  | { kind: "unknown"; type: string };

/** Sorts a payload by what it is. What does not have the documented shape is `unknown`, never an error. */
export function readEnvelope(payload: Record<string, unknown>): Envelope {
  const type = typeof payload["type"] === "string" ? payload["type"].slice(0, 100) : "no type";
  return (
    as("event", eventCallback, payload) ??
    as("actions", blockActions, payload) ??
    as("shortcut", shortcut, payload) ??
    as("view", viewInteraction, payload) ??
    as("rate_limited", appRateLimited, payload) ??
    as("command", slashCommand, payload) ?? { kind: "unknown", type }
  );
}

function as<Kind extends string, Body>(kind: Kind, schema: z.ZodType<Body>, payload: unknown) {
  const read = schema.safeParse(payload);
  return read.success ? { kind, body: read.data } : null;
}

/** The workspaces a payload names as the one it was sent for. Empty when it names none (an organisation-wide install). */
export function teamsOf(envelope: Envelope): string[] {
  return namedTeams(envelope).filter((teamId) => typeof teamId === "string");
}

function namedTeams(envelope: Envelope): (string | null | undefined)[] {
  switch (envelope.kind) {
    case "event": {
      // In a channel shared with another company `team_id` may be theirs; the authorizations name the installation.
      const { team_id, context_team_id, authorizations } = envelope.body;
      return [team_id, context_team_id, ...(authorizations ?? []).map((installed) => installed.team_id)];
    }
    case "command":
    case "rate_limited":
      return [envelope.body.team_id];
    case "view":
      return [envelope.body.team?.id, envelope.body.view.app_installed_team_id];
    case "actions":
    case "shortcut":
      return [envelope.body.team?.id];
    case "unknown":
      return [];
  }
}

/** True when a payload was sent for another workspace than this one. */
export function isForeign(envelope: Envelope, teamId: string): boolean {
  const teams = teamsOf(envelope);
  return teams.length > 0 && !teams.includes(teamId);
}
