import type { Adapter } from "../../bot/ports/adapter.ts";
import type { AdapterDeps, AdapterModule, ChannelConfig } from "../../bot/ports/channel-config.ts";
import { createTelegramApis } from "./apis.ts";
import { capabilities } from "./capabilities.ts";
import { setThreadClosed } from "./close-thread.ts";
import { createDiagnose } from "./diagnose.ts";
import { createDiagnosePlaces } from "./diagnose-places.ts";
import { editPressed } from "./edit.ts";
import { fetchFile } from "./files.ts";
import { createIdentity } from "./identity.ts";
import { openThread } from "./open-thread.ts";
import { parseReceipt } from "./parse.ts";
import { pollUpdates } from "./poll.ts";
import { fetchProfile } from "./profile.ts";
import { receiveUpdate } from "./receive.ts";
import { register } from "./register.ts";
import { removeMessage } from "./remove.ts";
import { splitForTelegram } from "./render.ts";
import { sendMessage } from "./send.ts";
import { type TelegramSettings, telegramSettings } from "./settings.ts";
import { showTyping } from "./show-working.ts";

/** Telegram through the Bot API and grammY: one channel is one bot. */
export const telegram: AdapterModule<TelegramSettings> = {
  platform: "telegram",
  settings: telegramSettings,
  secretSettings: ["bot_token", "webhook_secret"],
  create: createTelegramAdapter,
};

function createTelegramAdapter(channel: ChannelConfig<TelegramSettings>, { clock, log }: AdapterDeps): Adapter {
  const { settings } = channel;
  const apis = createTelegramApis(settings);
  const whoAmI = createIdentity(apis.calls);
  let webhookUrl: string | undefined;

  return {
    platform: telegram.platform,
    capabilities,
    receive: async (request) => receiveUpdate(request, settings.webhook_secret),
    parse: async (receipt) => parseReceipt(receipt, { channelId: channel.id, api: apis.calls, me: await whoAmI() }),
    split: splitForTelegram,
    send: (message) => sendMessage(apis, message),
    showWorking: (target, words) => showTyping(apis.calls, target, words),
    openThread: (title, message) => openThread(apis, log, title, message),
    closeThread: (target) => setThreadClosed(apis.calls, target, true),
    reopenThread: (target) => setThreadClosed(apis.calls, target, false),
    // A person's private chat with the bot has the person's id.
    privateChat: (personId) => ({ key: personId, chatId: personId }),
    edit: (sent, message) => editPressed(apis.calls, sent, message),
    remove: (sent) => removeMessage(apis.calls, sent),
    profile: (personId) => fetchProfile(apis.calls, personId),
    fetchFile: (ref) => fetchFile(apis.calls, settings, ref),
    // Only where it polls: polling takes the webhook away.
    ...(settings.mode === "polling" && {
      listen: (accept, signal, cursor, hearing) =>
        pollUpdates({ api: apis.polls, log, accept, signal, cursor, ...(hearing ? { hearing } : {}) }),
    }),
    register: async (registration) => {
      await register(apis.calls, settings, registration);
      webhookUrl = registration.webhookUrl;
      return { accountId: settings.bot_token.split(":")[0] ?? "" };
    },
    diagnose: createDiagnose({ api: apis.calls, settings, clock, channelId: channel.id, webhookUrl: () => webhookUrl }),
    diagnosePlaces: createDiagnosePlaces(apis.calls),
  };
}
