import type { Attachment, AttachmentKind, InboundEvent, Sender } from "../../bot/ports/inbound-event.ts";
import { eventBase, ignored, type ParseContext, slackbot, unknown } from "./parse-context.ts";
import { readMrkdwn } from "./read-mrkdwn.ts";
import { richTextAsMrkdwn } from "./rich-text-as-mrkdwn.ts";
import { tsToIso } from "./timestamp.ts";
import { messageEvent, type PostedMessage, type SlackFile, type SlackMessageEvent } from "./wire.ts";

/** Subtypes that carry what a person said ("message event, Message subtypes"). */
const spokenSubtypes = new Set(["file_share", "thread_broadcast", "me_message"]);

/** Subtypes by which Slack tells what happened to a channel. */
const serviceSubtypes =
  /^(channel|group|bot|reminder|huddle|pinned|unpinned|assistant|document|sh_room|ekm)_|^(message_replied|tombstone|joiner_notification(_for_inviter)?)$/;

/** A `message` or `app_mention` event: both of one message give the same `externalMessageId`. */
export function readMessage(event: unknown, here: ParseContext): InboundEvent {
  const read = messageEvent.safeParse(event);
  if (!read.success) return unknown(here, "message");
  const message = read.data;
  if (message.subtype === "message_changed") return readChange(message, here);
  if (message.subtype === "message_deleted") return readDeletion(message, here);
  const sender = senderOf(message, here);
  const sentAt = tsToIso(message.ts);
  if (sender.isSelf) return ignored(here, sender, sentAt, "own_message");
  if (sender.isBot) return ignored(here, sender, sentAt, "bot_message");
  if (message.subtype && serviceSubtypes.test(message.subtype)) {
    return ignored(here, sender, sentAt, `service_message: ${message.subtype}`);
  }
  if (message.subtype && !spokenSubtypes.has(message.subtype)) return unknown(here, `message/${message.subtype}`);
  return readSpoken(message, here, sender);
}

function readSpoken(message: SlackMessageEvent, here: ParseContext, sender: Sender): InboundEvent {
  const { text, mentions, mentionsBot } = contentOf(message, here);
  const root = message.thread_ts;
  return {
    kind: "message",
    ...eventBase(here, sender, tsToIso(message.ts)),
    externalMessageId: `${message.channel}:${message.ts}`,
    text,
    attachments: attachmentsOf(message),
    addressed:
      here.chat.kind === "private" ||
      message.type === "app_mention" ||
      mentionsBot ||
      message.parent_user_id === here.self.botUserId,
    // A reply has the root's ts; the root itself has its own once it has replies.
    ...(root && root !== message.ts ? { replyTo: `${message.channel}:${root}` } : {}),
    ...(sharedIn(message).length > 0 ? { forwarded: true } : {}),
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(mentionsBot || message.type === "app_mention" ? { mentionsBot: true } : {}),
  };
}

/** Also sent when only a preview or the number of replies changed: then the words are the same as before. */
function readChange(event: SlackMessageEvent, here: ParseContext): InboundEvent {
  const { message, previous_message: previous } = event;
  if (!message) return unknown(here, "message/message_changed");
  const sender = senderOf(message, here);
  const changedAt = tsToIso(message.edited?.ts ?? event.event_ts ?? event.ts);
  const externalMessageId = `${event.channel}:${message.ts}`;
  // What a deleted thread root turns into; Slack itself is its author.
  if (message.subtype === "tombstone") return deletion(here, previous, changedAt, externalMessageId);
  if (sender.isSelf || sender.isBot) return ignored(here, sender, changedAt, "bot_message_edited");
  const unchanged = previous ? sameContent(message, previous) : !message.edited;
  if (unchanged) return ignored(here, sender, changedAt, "unchanged_edit");
  return {
    kind: "edited",
    ...eventBase(here, sender, changedAt),
    externalMessageId,
    text: contentOf(message, here).text,
    attachments: attachmentsOf(message),
    editedAt: changedAt,
  };
}

function readDeletion(event: SlackMessageEvent, here: ParseContext): InboundEvent {
  if (!event.deleted_ts) return unknown(here, "message/message_deleted");
  const deletedAt = tsToIso(event.event_ts ?? event.ts);
  return deletion(here, event.previous_message, deletedAt, `${event.channel}:${event.deleted_ts}`);
}

function deletion(
  here: ParseContext,
  deleted: Previous | null | undefined,
  at: string,
  externalMessageId: string,
): InboundEvent {
  const author = deleted ? senderOf(deleted, here) : slackbot;
  // A thread that we opened is gone with its root. Everything else of ours we take back ourselves.
  const isRoot = externalMessageId === `${here.chat.id}:${here.chat.threadId}`;
  if (author.isSelf && !isRoot) return ignored(here, author, at, "own_message_deleted");
  return { kind: "deleted", ...eventBase(here, author, at), externalMessageId };
}

type Authored = Pick<PostedMessage, "user" | "bot_id" | "subtype" | "user_profile">;
/** `previous_message` may lack anything. */
type Previous = NonNullable<SlackMessageEvent["previous_message"]>;

/**
 * Our own posts come back with our bot id, often with our user id, and not always with a subtype: any of them will do.
 * Missing one would make the bot answer itself for ever.
 */
function senderOf(message: Authored, { self }: ParseContext): Sender {
  const { user, bot_id: botId, subtype, user_profile: profile } = message;
  const isSelf = user === self.botUserId || botId === self.botId;
  const isBot = isSelf || Boolean(botId) || subtype === "bot_message" || user === slackbot.id;
  const displayName = profile?.display_name || profile?.real_name;
  return {
    id: user ?? botId ?? slackbot.id,
    ...(displayName ? { displayName } : {}),
    ...(profile?.name ? { username: profile.name } : {}),
    ...(profile?.image_72 ? { avatarUrl: profile.image_72 } : {}),
    isBot: isBot || !user,
    isSelf,
  };
}

/** The words, and those of a message that was shared along with them. */
function contentOf(message: PostedMessage, { self }: ParseContext) {
  const text = message.text ?? "";
  const own = readMrkdwn(richTextAsMrkdwn(message.blocks, text) ?? text, self.botUserId);
  const quoted = sharedIn(message).map(({ text }) => readMrkdwn(text ?? "", self.botUserId).text);
  return { ...own, text: [own.text, ...quoted].filter((text) => text !== "").join("\n\n") };
}

/** Messages that were shared along; one of nothing but a picture has no text. */
function sharedIn(message: PostedMessage) {
  return (message.attachments ?? []).filter(({ is_share }) => is_share);
}

function attachmentsOf(message: PostedMessage): Attachment[] {
  return (message.files ?? []).filter((file) => file.mode !== "tombstone").map(toAttachment);
}

function toAttachment(file: SlackFile): Attachment {
  // Only the id is kept: the download address may change, and files from other companies come without one
  // (`file_access: check_file_info`). Slack does not hold the bytes of external and hidden files.
  const downloadable = !file.is_external && file.mode !== "hidden_by_limit";
  return {
    kind: attachmentKind(file.mimetype ?? ""),
    ...(downloadable ? { ref: { fileId: file.id } } : {}),
    ...(file.name ? { name: file.name } : {}),
    ...(file.mimetype ? { mimeType: file.mimetype } : {}),
    ...(typeof file.size === "number" ? { size: file.size } : {}),
    ...(file.is_external && file.url_private ? { details: { url: file.url_private } } : {}),
  };
}

function attachmentKind(mimeType: string): AttachmentKind {
  switch (mimeType.split("/")[0]) {
    case "image":
      return "image";
    case "audio":
      return "voice";
    case "video":
      return "video";
    default:
      return "file";
  }
}

function sameContent(now: PostedMessage, before: Previous): boolean {
  const ids = (files: SlackFile[] | null | undefined) =>
    (files ?? []).map((file) => `${file.id} ${file.mode ?? ""}`).join();
  return (now.text ?? "") === (before.text ?? "") && ids(now.files) === ids(before.files);
}
