import type { Message, MessageEntity } from "grammy/types";
import { detectEntities } from "./detect-entities.ts";
import { uniqueId } from "./methods/files.ts";
import { personOf } from "./rooms.ts";
import { keepFile, type World } from "./world.ts";

/** What a person can send. */
export type Content =
  /** `mentions`: people chosen from the list of members, who are marked where their first name stands. */
  | { text: string; mentions?: number[] }
  | { photo: Uint8Array; caption?: string }
  | { document: Uint8Array; name: string; mimeType: string; caption?: string }
  | { voice: Uint8Array; seconds: number }
  | { video: Uint8Array; seconds: number; caption?: string }
  | { sticker: string }
  | { location: { latitude: number; longitude: number } }
  | { contact: { phoneNumber: string; firstName: string } };

/** The fields of a Message for it, as the Bot API names them. */
export function contentFields(world: World, content: Content): Partial<Message> {
  if ("text" in content) return withMentions(world, content.text, content.mentions ?? []);
  if ("photo" in content) {
    // The small size first, the full one last.
    const sizes = [90, 1_280].map((width) => ({
      ...file(world, "photos", "photo.jpg", content.photo),
      width,
      height: width,
    }));
    return { photo: sizes, ...withEntities({ caption: content.caption }) };
  }
  if ("document" in content) {
    const { name, mimeType } = content;
    const document = { ...file(world, "documents", name, content.document), file_name: name, mime_type: mimeType };
    return { document, ...withEntities({ caption: content.caption }) };
  }
  if ("voice" in content) {
    const voice = {
      ...file(world, "voice", "voice.oga", content.voice),
      duration: content.seconds,
      mime_type: "audio/ogg",
    };
    return { voice };
  }
  if ("video" in content) {
    const stored = file(world, "videos", "video.mp4", content.video);
    const video = { ...stored, width: 640, height: 360, duration: content.seconds, mime_type: "video/mp4" };
    return { video, ...withEntities({ caption: content.caption }) };
  }
  if ("sticker" in content) {
    const stored = file(world, "stickers", "sticker.webp", Buffer.from(content.sticker));
    const shape = { type: "regular" as const, width: 512, height: 512, is_animated: false, is_video: false };
    return { sticker: { ...stored, ...shape, emoji: content.sticker } };
  }
  if ("location" in content) return { location: content.location };
  return { contact: { phone_number: content.contact.phoneNumber, first_name: content.contact.firstName } };
}

function file(world: World, folder: string, name: string, bytes: Uint8Array) {
  const { fileId } = keepFile(world, folder, name, bytes);
  return { file_id: fileId, file_unique_id: uniqueId(fileId), file_size: bytes.length };
}

/** Somebody without a username is mentioned by name: an entity that carries who is meant (Bot API, text_mention). */
function withMentions(world: World, text: string, people: number[]): Partial<Message> {
  const mentions = people.map((id): MessageEntity => {
    const { user } = personOf(world, id);
    const offset = text.indexOf(user.first_name);
    if (offset < 0) throw new Error(`the text does not name ${user.first_name}`);
    return { type: "text_mention", offset, length: user.first_name.length, user };
  });
  const entities = [...detectEntities(text), ...mentions].sort((a, b) => a.offset - b.offset);
  return { text, ...(entities.length > 0 && { entities }) };
}

function withEntities({
  text,
  caption,
}: {
  text?: string | undefined;
  caption?: string | undefined;
}): Partial<Message> {
  const entities = detectEntities(text ?? caption ?? "");
  const marked = entities.length > 0;
  if (text !== undefined) return { text, ...(marked && { entities }) };
  return caption === undefined ? {} : { caption, ...(marked && { caption_entities: entities }) };
}
