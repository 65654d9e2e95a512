import type { Api } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { UnavailableError } from "../../infra/errors.ts";
import { toDeliveryError } from "./errors.ts";

/**
 * Who the bot is, asked once and then remembered for the life of the adapter: a bot's id never changes, and after a
 * change of its name it has to be restarted.
 * @throws UnavailableError when Telegram does not say; the next call asks again.
 */
export function createIdentity(api: Api): () => Promise<UserFromGetMe> {
  let known: Promise<UserFromGetMe> | undefined;
  return () => {
    known ??= api.getMe().catch((error: unknown) => {
      known = undefined;
      throw new UnavailableError(
        "Telegram does not say who the bot is (getMe); trying again later",
        toDeliveryError(error),
      );
    });
    return known;
  };
}
