import { z } from "zod";

/** Puppets' ids are a few dozen characters, those of the web protocol 65; a longer one is no id. */
const id = z.string().min(1).max(250);
export const maxNameLength = 1_000;
/** Far more than WeChat lets anybody write. */
export const maxTextLength = 100_000;
const name = z.string().max(maxNameLength);

/** A link, a mini program, a place or a contact, as far as its puppet described it. */
export const Card = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  url: z.string().optional(),
  appid: z.string().optional(),
  username: z.string().optional(),
  pagePath: z.string().optional(),
  name: z.string().optional(),
  address: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  contactId: z.string().optional(),
});
export type Card = z.infer<typeof Card>;

/**
 * A message as it is kept in its receipt: everything `parse` needs, since it may run in another process, long after
 * the session that knew the message ended.
 */
export const ReceivedMessage = z.object({
  id,
  /** One of `messageTypes`, or `type-N` for a number that we do not know. */
  type: z.string().max(50),
  text: z.string().max(maxTextLength),
  /** Written by the channel's own account: by us, or by its owner on a phone. */
  isSelf: z.boolean(),
  talker: z.object({ id, name, isOfficial: z.boolean() }),
  /** Of a private message: to whom it went. */
  listenerId: id.optional(),
  room: z.object({ id, topic: name.optional() }).optional(),
  /** The channel's account, and how it is called in this chat. */
  self: z.object({ id, names: z.array(name).max(2) }),
  /** Whom a message in a room mentions, ourselves included. */
  mentionIds: z.array(id).max(500),
  sentAt: z.iso.datetime(),
  /** How old it was when it arrived here: sessions that come back replay messages. */
  ageMs: z.number(),
  fileName: name.optional(),
  card: Card.optional(),
});
export type ReceivedMessage = z.infer<typeof ReceivedMessage>;
