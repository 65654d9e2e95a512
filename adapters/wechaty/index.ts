import type { Adapter } from "../../bot/ports/adapter.ts";
import type { AdapterDeps, AdapterModule, ChannelConfig } from "../../bot/ports/channel-config.ts";
import { PayloadError } from "../../infra/errors.ts";
import { capabilities, leastGapMs } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { fetchFile } from "./fetch-file.ts";
import { type ListenTiming, listenToWechat } from "./listen.ts";
import { type ImportPackage, loadWechaty } from "./load-wechaty.ts";
import { createPace } from "./pace.ts";
import { parseReceipt } from "./parse.ts";
import { fetchProfile } from "./profile.ts";
import { removeMessage } from "./remove.ts";
import { splitForWechat } from "./render.ts";
import { sendMessage } from "./send.ts";
import { createSession } from "./session.ts";
import { type WechatySettings, wechatySettings } from "./settings.ts";

/** WeChat through wechaty, an optional package: one channel is one personal account, held by one process. */
export const wechaty: AdapterModule<WechatySettings> = {
  platform: "wechaty",
  settings: wechatySettings,
  secretSettings: ["puppet_service_token"],
  create: (channel, deps) => createWechatyAdapter(channel, deps),
};

/** What tests put in the place of the installed packages and of WeChat's own pace. */
export interface WechatyParts {
  importPackage?: ImportPackage;
  puppet?: unknown;
  timing?: ListenTiming;
  gapMs?: number;
}

export function createWechatyAdapter(
  { id, settings }: ChannelConfig<WechatySettings>,
  { clock, log }: AdapterDeps,
  { importPackage, puppet, timing, gapMs = leastGapMs }: WechatyParts = {},
): Adapter {
  const load = () => loadWechaty(importPackage);
  const session = createSession();
  const pace = createPace(clock, gapMs);
  return {
    platform: wechaty.platform,
    capabilities,
    receive: async () => {
      throw new PayloadError("wechaty has no webhook: messages arrive through its session");
    },
    parse: async (receipt) => parseReceipt(receipt, id),
    split: splitForWechat,
    send: (message) => sendMessage(message, { session, pace, gapMs }),
    // Whoever is no contact of the account is refused by WeChat when something is sent.
    privateChat: (personId) => ({ key: `contact:${personId}`, chatId: `contact:${personId}` }),
    remove: (sent) => removeMessage(sent, session),
    profile: (personId) => fetchProfile(personId, session),
    fetchFile: (ref) => fetchFile(ref, session),
    listen: (accept, signal) =>
      listenToWechat({ load, settings, puppet, session, clock, log, ...(timing && { timing }) }, accept, signal),
    diagnose: () => diagnose(load, session),
  };
}
