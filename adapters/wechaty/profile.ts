import { z } from "zod";
import type { PersonProfile } from "../../bot/ports/adapter.ts";
import { toDeliveryError, within } from "./errors.ts";
import type { Session } from "./session.ts";

const ContactPayload = z.object({
  name: z.string().max(1_000).optional(),
  // Some puppets give a picture's bytes or a path of their own here.
  avatar: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .catch(undefined),
});

const askMs = 15_000;

/** What the account's contact list shows of a person. WeChat vouches for nobody's identity. @throws DeliveryError */
export async function fetchProfile(personId: string, session: Session): Promise<PersonProfile | null> {
  const { bot } = session.use();
  try {
    const contact = await within(askMs, bot.Contact.find({ id: personId }));
    const payload = ContactPayload.safeParse(contact?.payload).data;
    if (!payload) return null;
    return {
      ...(payload.name && { displayName: payload.name }),
      ...(payload.avatar && { avatarUrl: payload.avatar }),
      isFullMember: false,
    };
  } catch (error) {
    throw toDeliveryError(error);
  }
}
