import type { Api } from "grammy";
import type { OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { isRefusedFor, toRepeatableError } from "./errors.ts";
import type { Rendered } from "./render.ts";

/** Bot API, answerCallbackQuery: text. */
const maxNoticeLength = 200;

/**
 * Takes the waiting sign off a pressed button. In a group a short answer is shown as a notice that only the person who
 * pressed can see, and nothing is left to send ("said"); a private chat is private already, so there the answer becomes
 * a message, which stays. A press that is too old to be answered is answered with a message as well.
 * @throws DeliveryError, never uncertain: showing a notice again does no harm.
 */
export async function answerPress(
  api: Api,
  { respondTo, target, buttons, files }: OutboundMessage,
  { text }: Rendered,
): Promise<"said" | "not said"> {
  const queryId = respondTo?.["callbackQueryId"];
  if (queryId === undefined) return "not said";

  const isGroup = target.chatId.startsWith("-");
  const fits = text.length > 0 && text.length <= maxNoticeLength && !buttons?.length && !files?.length;
  const asNotice = isGroup && fits;
  try {
    await api.answerCallbackQuery(queryId, asNotice ? { text } : {});
    return asNotice ? "said" : "not said";
  } catch (error) {
    const failure = toRepeatableError(error);
    if (isRefusedFor(failure, "query_too_old")) return "not said";
    throw failure;
  }
}
