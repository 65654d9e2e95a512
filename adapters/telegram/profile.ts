import type { Api } from "grammy";
import type { PersonProfile } from "../../bot/ports/adapter.ts";
import { isRefusedFor, toRepeatableError } from "./errors.ts";

/**
 * The name of a person who has met the bot; null for one who has not. Telegram tells neither e-mail nor organisation,
 * and the address of a picture would contain the token.
 * @throws DeliveryError
 */
export async function fetchProfile(api: Api, personId: string): Promise<PersonProfile | null> {
  if (!/^\d{1,15}$/.test(personId)) return null;
  try {
    const chat = await api.getChat(Number(personId));
    const displayName = [chat.first_name, chat.last_name].filter(Boolean).join(" ");
    return { ...(displayName !== "" && { displayName }), isFullMember: false };
  } catch (error) {
    const failure = toRepeatableError(error);
    if (isRefusedFor(failure, "chat_not_found")) return null;
    throw failure;
  }
}
