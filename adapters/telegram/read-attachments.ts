import type { Message } from "grammy/types";
import type { Attachment, AttachmentKind } from "../../bot/ports/inbound-event.ts";

/** What a message carries besides text; at most one thing, since an album comes as several messages. */
export function readAttachments(message: Message): Attachment[] {
  const attachment = readAttachment(message);
  return attachment ? [attachment] : [];
}

function readAttachment(message: Message): Attachment | undefined {
  const { photo, voice, audio, video, video_note: videoNote, animation, document, sticker } = message;
  // Sizes of one picture, the largest last.
  const largest = photo?.at(-1);
  if (largest) return fromFile("image", largest, { width: largest.width, height: largest.height });
  if (voice) return fromFile("voice", voice, { seconds: voice.duration });
  // An animation comes with a `document` of the same file, for old clients: it goes first.
  const moving = video ?? videoNote ?? animation;
  if (moving) return fromFile("video", moving, { seconds: moving.duration });
  if (audio) return fromFile("file", audio, { seconds: audio.duration });
  if (document) return fromFile("file", document);
  if (sticker) return fromFile("sticker", sticker, sticker.emoji === undefined ? {} : { emoji: sticker.emoji });
  return readCard(message) ?? readUnread(message);
}

/** Things without a file. */
function readCard({ venue, location, contact, dice, poll }: Message): Attachment | undefined {
  if (venue) {
    const { latitude, longitude } = venue.location;
    return { kind: "location", name: venue.title, details: { latitude, longitude, address: venue.address } };
  }
  if (location) return { kind: "location", details: { latitude: location.latitude, longitude: location.longitude } };
  if (contact) {
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
    const userId = contact.user_id === undefined ? {} : { userId: String(contact.user_id) };
    return { kind: "contact", name, details: { phone: contact.phone_number, ...userId } };
  }
  if (dice) return { kind: "sticker", details: { emoji: dice.emoji, value: dice.value } };
  if (poll) {
    const options = poll.options.map((option) => option.text);
    return { kind: "card", name: poll.question, details: { type: "poll", options } };
  }
  return undefined;
}

/** What somebody said in a way that is shown by its name alone (Bot API, Message): not to be passed over in silence. */
const unreadKinds = [
  "story",
  "paid_media",
  "checklist",
  "game",
  "invoice",
  "giveaway",
  "giveaway_winners",
] as const satisfies readonly (keyof Message)[];

function readUnread(message: Message): Attachment | undefined {
  const type = unreadKinds.find((kind) => message[kind] !== undefined);
  return type && { kind: "card", details: { type } };
}

interface TelegramFile {
  file_id: string;
  file_unique_id: string;
  file_size?: number;
  file_name?: string;
  mime_type?: string;
}

function fromFile(kind: AttachmentKind, file: TelegramFile, details: Record<string, unknown> = {}): Attachment {
  return {
    kind,
    // The unique id is the same for every bot and lasts; only the other one can be downloaded, by this bot alone.
    ref: { fileId: file.file_id, uniqueId: file.file_unique_id },
    ...(file.file_name !== undefined && { name: file.file_name }),
    ...(file.mime_type !== undefined && { mimeType: file.mime_type }),
    ...(file.file_size !== undefined && { size: file.file_size }),
    ...(Object.keys(details).length > 0 && { details }),
  };
}
