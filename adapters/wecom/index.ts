import type { Adapter, Capabilities } from "../../bot/ports/adapter.ts";
import type { AdapterDeps, AdapterModule, ChannelConfig } from "../../bot/ports/channel-config.ts";
import { splitRichText } from "../../bot/ports/split-rich-text.ts";
import { createApi } from "./api.ts";
import { appCapabilities, channelCapabilities, kfCapabilities } from "./capabilities.ts";
import { editApp, removeApp } from "./change-app.ts";
import { appChat, readChatId } from "./chat-address.ts";
import { diagnose } from "./diagnose.ts";
import { diagnosePlaces } from "./diagnose-places.ts";
import { kfSessions } from "./kf-session.ts";
import { fetchFile } from "./media.ts";
import { parse } from "./parse.ts";
import { profile } from "./profile.ts";
import { pull, pullHints } from "./pull.ts";
import { receive } from "./receive.ts";
import { MAX_TEXT_BYTES, renderedBytes } from "./render.ts";
import { sendApp } from "./send-app.ts";
import { sendKf } from "./send-kf.ts";
import { type WecomSettings, wecomSettings } from "./settings.ts";

/** WeCom 企业微信: the self-built app for staff and 微信客服 for customers, on one channel. */
export const wecom: AdapterModule<WecomSettings> = {
  platform: "wecom",
  settings: wecomSettings,
  secretSettings: ["secret", "token", "encoding_aes_key"],
  create: createWecomAdapter,
};

function createWecomAdapter({ id, settings }: ChannelConfig<WecomSettings>, { tokens, log }: AdapterDeps): Adapter {
  const api = createApi(settings, tokens);
  const agentId = settings.agent_id;
  return {
    platform: wecom.platform,
    capabilities: channelCapabilities,
    capabilitiesFor: (chatId): Capabilities => (readChatId(chatId).kind === "kf" ? kfCapabilities : appCapabilities),
    receive: (request) => receive(request, settings),
    parse: (receipt) => parse(receipt, { id, agentId }),
    split: (content) => splitRichText(content, renderedBytes, MAX_TEXT_BYTES),
    send: (message) => {
      const address = readChatId(message.target.chatId);
      return address.kind === "kf" ? sendKf(message, address, { api, log }) : sendApp(message, { api, log, agentId });
    },
    // A member's chat with the app. Customers of 微信客服 cannot be written to first.
    receivers: (chatId) => (readChatId(chatId).kind === "app" ? chatId.toLowerCase().split("|") : [chatId]),
    privateChat: (personId) => {
      const { key, id } = appChat(personId);
      return { key, chatId: id };
    },
    edit: (sent, message) => editApp(sent, message, { api, agentId }),
    remove: (sent, target) => removeApp(sent, target, api),
    pull: (hint, cursor) => pull(api, hint, cursor),
    pullHints: () => pullHints(api),
    sessions: kfSessions(api),
    profile: (personId) => profile(api, personId),
    fetchFile: (ref) => fetchFile(api, ref),
    diagnose: () => diagnose(api, agentId),
    diagnosePlaces: async (places, staff) => diagnosePlaces(places, staff),
  };
}
