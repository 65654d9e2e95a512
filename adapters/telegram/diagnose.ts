import type { UserFromGetMe } from "grammy/types";
import type { Diagnosis } from "../../bot/ports/adapter.ts";
import { errorMessage } from "../../infra/errors.ts";
import { checkAlertChat, checkDeskChat } from "./diagnose-chats.ts";
import type { DiagnoseParts } from "./diagnose-parts.ts";
import { checkPolling, checkWebhook } from "./diagnose-webhook.ts";
import { toRepeatableError } from "./errors.ts";

/** Checks the token, how updates arrive, and the bot's rights in the desk and alert chats. Sends nothing to anybody. */
export function createDiagnose(parts: DiagnoseParts): () => Promise<Diagnosis[]> {
  const { api, settings } = parts;
  return async () => {
    let me: UserFromGetMe;
    try {
      me = await api.getMe();
    } catch (error) {
      const message = `${errorMessage(toRepeatableError(error))}. Check bot_token with @BotFather, and the way out to Telegram.`;
      return [{ check: "token", ok: false, message }];
    }
    const { desk_chat_id: desk, alert_chat_id: alerts } = settings;
    return [
      { check: "token", ok: true, message: `the bot is @${me.username}` },
      ...(await attempt("updates", () => (settings.mode === "webhook" ? checkWebhook(parts) : checkPolling(api)))),
      ...(await checkDesks(desk?.split(",") ?? [], (chat) => checkDeskChat(api, chat, me))),
      ...(alerts === undefined ? [] : await attempt("alert chat", () => checkAlertChat(api, alerts, me))),
    ];
  };
}

async function checkDesks(chats: string[], check: (chat: string) => Promise<Diagnosis[]>): Promise<Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const chat of chats.map((one) => one.trim())) {
    const findings = await attempt("desk chat", () => check(chat));
    found.push(...findings.map((one) => (chats.length > 1 ? { ...one, check: `${one.check} ${chat}` } : one)));
  }
  return found;
}

/** A check that Telegram refuses is a finding, too. */
async function attempt(check: string, run: () => Promise<Diagnosis[]>): Promise<Diagnosis[]> {
  try {
    return await run();
  } catch (error) {
    return [{ check, ok: false, message: errorMessage(toRepeatableError(error)) }];
  }
}
