import type { SessionState } from "../../domain/conversations/conversation.ts";

/**
 * What happened on a platform, in one plain, serialisable type for all of them. Adapters produce it from a stored
 * receipt; the core reads nothing else. Every string is data from outside: bound and cleaned before it is stored.
 */
export type InboundEvent =
  | MessageEvent
  | EditedEvent
  | DeletedEvent
  | CommandEvent
  | ActionEvent
  | JoinedEvent
  | LeftEvent
  | BotAddedEvent
  | GroupMemberEvent
  | ChatMovedEvent
  | SendFailedEvent
  | ThreadOpenedEvent
  | AccountClosedEvent
  | SessionMovedEvent
  | ChannelErrorEvent
  | IgnoredEvent
  | UnknownEvent;

interface EventBase {
  channelId: string;
  /** The receipt's id; several events of one receipt share it. */
  externalId: string;
  /** Value for `messages.platform`: `telegram`, `slack`, `wecom`, `wecom_kf`, `wechaty`. */
  platform: string;
  chat: ChatRef;
  sender: Sender;
  /** When the platform says it happened, ISO 8601 in UTC. */
  sentAt: string;
}

/** Where something was said. `key` equals the receipt's chat; the rest is what sending back needs. */
export interface ChatRef {
  /**
   * The ordered unit: Telegram `chat_id[:topic]`, Slack `channel[:thread_ts]`, `app:USERID`,
   * `kf:OPEN_KFID:EXTERNAL_USERID`.
   */
  key: string;
  /** The platform's chat without thread: Telegram chat id, Slack channel, WeCom user id, `OPEN_KFID:EXTERNAL_USERID`. */
  id: string;
  threadId?: string;
  /**
   * `private`: one person and the bot. `group`: several people, the bot answers only when addressed.
   * `staff`: only members of the organisation can be here (a WeCom self-built app).
   */
  kind: "private" | "group" | "staff";
  title?: string;
}

export interface Sender {
  /** The platform's id of the person. */
  id: string;
  displayName?: string;
  username?: string;
  avatarUrl?: string;
  /** BCP 47, as the platform reports it. */
  language?: string;
  isBot: boolean;
  /** True for what this very channel's bot sent. */
  isSelf: boolean;
}

export const attachmentKinds = ["image", "voice", "video", "file", "sticker", "location", "contact", "card"] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** Something in a message that is not text. Stored as a reference; a job downloads it into the blob store. */
export interface Attachment {
  kind: AttachmentKind;
  /** What `Adapter.fetchFile` needs to download it; absent when there is nothing to download (a location). */
  ref?: FileRef;
  name?: string;
  mimeType?: string;
  /** Bytes, as the platform reports them. */
  size?: number;
  /** What the platform told besides: coordinates, a contact's name, a sticker's emoji. Plain JSON. */
  details?: Record<string, unknown>;
}

/** Opaque to the core, but that `uniqueId`, or else `fileId`, stays the same while the file does; never holds a token. */
export type FileRef = Record<string, string>;

export interface MessageEvent extends EventBase {
  kind: "message";
  /** `external_message_id` of the contract: `CHAT_ID:MESSAGE_ID`, `CHANNEL:TS`, `MsgId`, `OPEN_KFID:MSGID`. */
  externalMessageId: string;
  /** Plain text with the platform's escaping undone and the bot's own mention removed; "" when there is none. */
  text: string;
  attachments: Attachment[];
  /** True in private chats; in groups when the bot was mentioned, replied to or commanded. */
  addressed: boolean;
  /** `externalMessageId` of the message this one answers. */
  replyTo?: string;
  forwarded?: boolean;
  /** Whom it mentions, without the bot: platform ids of people and groups, `@name` where the platform tells no id. */
  mentions?: string[];
  /** It mentions the bot, which `addressed` does not tell: in a thread that the bot began every line is addressed. */
  mentionsBot?: boolean;
  /** Messages of one album share it. */
  mediaGroup?: string;
  /** It is a pressed button that the core took for words; with where the press is answered, where it has to be. */
  pressed?: { respondTo?: RespondTo };
  /**
   * Who typed an outbound message on the platform itself (微信客服 origin 5: a receptionist in WeCom).
   * `sender` is then still the chat's customer, to whom it was said.
   * Absent for everything that came from `sender` as a customer or member of a chat.
   */
  typedByStaff?: { userId: string };
}

export interface EditedEvent extends EventBase {
  kind: "edited";
  externalMessageId: string;
  text: string;
  attachments: Attachment[];
  editedAt: string;
}

export interface DeletedEvent extends EventBase {
  kind: "deleted";
  externalMessageId: string;
}

/**
 * A line that begins with a command, or a platform's slash command. Also an ordinary message where the platform shows
 * it as one.
 */
export interface CommandEvent extends EventBase {
  kind: "command";
  /** Without the slash, lower case: `desk`, `help`, `start`. */
  command: string;
  /** The rest of the line. */
  args: string;
  /** Present when the command is a message of the chat (Telegram, WeCom); absent for Slack slash commands. */
  externalMessageId?: string;
  replyTo?: string;
  /** Passed back in `OutboundMessage.respondTo` so that only the person who asked sees the answer. */
  respondTo?: RespondTo;
}

/** A pressed button. */
export interface ActionEvent extends EventBase {
  kind: "action";
  /** The button's `id` as it was sent. */
  actionId: string;
  /** Where a press is also a message of the person in the chat (a menu of 微信客服): that message, in the button's words. */
  shownAs?: { externalMessageId: string; text: string };
  /** Set when the platform reports the button's message. */
  messageExternalId?: string;
  respondTo?: RespondTo;
}

/** Where an answer to a command or button goes. Opaque to the core. */
export type RespondTo = Record<string, string>;

/** Somebody came: first contact, unblocked the bot, opened a customer-service session. */
export interface JoinedEvent extends EventBase {
  kind: "joined";
  /** Raw acquisition source: Telegram `/start` payload, 微信客服 `scene`/`scene_param`. */
  source?: { payload?: string; scene?: string; sceneParam?: string };
  /** Lets a welcome be sent before the customer wrote (微信客服 `welcome_code`, once, within 20 s). */
  welcome?: RespondTo;
}

/** The person blocked the bot or left: nothing can be sent any more. */
export interface LeftEvent extends EventBase {
  kind: "left";
}

/** This channel's bot was added to a group; `sender` is who added it, where the platform says so. */
export interface BotAddedEvent extends EventBase {
  kind: "bot_added";
}

/** `sender` came into a group, or is not in it any more: by themselves, or because an administrator took them out. */
export interface GroupMemberEvent extends EventBase {
  kind: "group_member";
  change: "joined" | "left" | "removed";
}

/** A group has another id from now on (a Telegram group that became a supergroup). */
export interface ChatMovedEvent extends EventBase {
  kind: "chat_moved";
  from: string;
  to: string;
}

/** The platform withdrew an accepted message (微信客服 `msg_send_fail`). */
export interface SendFailedEvent extends EventBase {
  kind: "send_failed";
  externalMessageId: string;
  reason: string;
}

/** The platform reports a thread that this very channel opened (a Telegram topic), also where its answer to us was lost. */
export interface ThreadOpenedEvent extends EventBase {
  kind: "thread_opened";
  /** As `Adapter.openThread` was given it. */
  title: string;
}

/** The platform closed a person's account: `sender` is no member of the organisation there any more. */
export interface AccountClosedEvent extends EventBase {
  kind: "account_closed";
}

/** The platform's own people took the chat, gave it on or ended it; `sender` is the chat's customer. */
export interface SessionMovedEvent extends EventBase {
  kind: "session_moved";
  state: SessionState;
  /** The platform's id of who has it now, or who ended it. */
  holder?: string;
}

/** The platform cut the channel off: token revoked, app uninstalled. */
export interface ChannelErrorEvent extends EventBase {
  kind: "channel_error";
  reason: string;
}

/** Understood, and nothing to do: the bot's own message, an unfurl, a reaction, a service message. */
export interface IgnoredEvent extends EventBase {
  kind: "ignored";
  reason: string;
}

/** Authentic but not understood: kept as a receipt for a later version. */
export interface UnknownEvent extends EventBase {
  kind: "unknown";
  type: string;
}
