import type { Adapter, Capabilities } from "../../bot/ports/adapter.ts";
import type { AdapterDeps, AdapterModule, ChannelConfig } from "../../bot/ports/channel-config.ts";
import { createCatchUp } from "./catch-up/index.ts";
import { createDiagnose } from "./diagnose.ts";
import { createDiagnosePlaces } from "./diagnose-places.ts";
import { createFetchFile } from "./fetch-file.ts";
import { createIdentity } from "./identity.ts";
import { createListen } from "./listen.ts";
import { createOpenThread } from "./open-thread.ts";
import { createParse } from "./parse.ts";
import { createProfile } from "./profile.ts";
import { createReceive } from "./receive.ts";
import { MAX_MESSAGE_CHARACTERS, split } from "./render.ts";
import { createRespond } from "./respond.ts";
import { createEdit, createRemove, createSend } from "./send.ts";
import { type SlackSettings, slackSettings } from "./settings.ts";
import { createShowWorking } from "./show-working.ts";
import { createWebClient } from "./web-client.ts";

export { isBuiltInCommand, MOST_COMMANDS, slackManifest } from "./manifest.ts";

/** One Slack workspace, through the official SDKs. */
export const slack: AdapterModule<SlackSettings> = {
  platform: "slack",
  settings: slackSettings,
  secretSettings: ["bot_token", "signing_secret", "app_token"],
  create: createSlackAdapter,
};

const capabilities: Capabilities = {
  textLimit: { max: MAX_MESSAGE_CHARACTERS, unit: "characters" },
  buttons: true,
  quietButtons: true,
  threads: true,
  confidential: "in_place",
  edits: true,
  deletes: true,
  filesPerMessage: 10,
  maxFileBytes: 1024 ** 3,
  uncertainSend: "lookup",
  vouchesForEmail: true,
  replyBudget: null,
  // "Rate limits": chat.postMessage takes about one a second per channel; the workspace-wide limit is not published.
  rates: { perChat: { messages: 1, perMs: 1000 } },
};

function createSlackAdapter(channel: ChannelConfig<SlackSettings>, deps: AdapterDeps): Adapter {
  const { settings } = channel;
  const client = createWebClient(settings);
  const identity = createIdentity(settings, client, deps);
  const send = createSend(client, createRespond(client, settings));
  return {
    platform: "slack",
    capabilities,
    receive: createReceive(settings, identity, deps),
    parse: createParse(channel.id, identity),
    split,
    send,
    showWorking: createShowWorking(client),
    openThread: createOpenThread(client, send),
    // Slack delivers what is posted to a person's id as a direct message, and answers with that one's channel.
    privateChat: (personId) => ({ key: personId, chatId: personId }),
    edit: createEdit(client),
    remove: createRemove(client),
    catchUp: createCatchUp(client, identity),
    profile: createProfile(client, identity),
    fetchFile: createFetchFile(client, settings),
    // Addresses and commands are in the app's manifest, which no call can change: only the token is tried.
    register: async () => ({ accountId: (await identity.get()).teamId }),
    diagnose: createDiagnose(client, settings),
    diagnosePlaces: createDiagnosePlaces(client),
    ...(settings.app_token ? { listen: createListen(settings, settings.app_token, identity, deps) } : {}),
  };
}
