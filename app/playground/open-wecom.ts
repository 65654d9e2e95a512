import { z } from "zod";
import { newSecret } from "../../infra/ids.ts";
import { type EmulatedWecom, startEmulatedWecom } from "../../playground/wecom/index.ts";
import type { EmulatedPlatform, OpenedFor } from "./emulated-platform.ts";
import { keptSettings, savePlaygroundChannel } from "./playground-channel.ts";

const CORP_ID = "wwdemo5f7c1a9b3d2e4f";
const AGENT_ID = "1000002";
/** The 微信客服 account that the demo's WeChat customers write to. */
const OPEN_KF_ID = "wkDemoDeskAAAZSfhHCt7IFSvLKtMPx";

const Kept = z.object({ secret: z.string(), token: z.string(), encoding_aes_key: z.string() });

/** The demo's 微信客服 account on an emulated WeCom. */
export async function openWecom(given: OpenedFor): Promise<EmulatedPlatform<EmulatedWecom> & { openKfId: string }> {
  const { product, orgId, organisationName, idsFrom } = given;
  const kept = await keptSettings(product, {
    orgId,
    platform: "wecom",
    shape: Kept,
    create: () => ({ secret: newSecret(32), token: letters(24), encoding_aes_key: letters(43) }),
  });
  const emulator = await startEmulatedWecom({
    account: {
      corpId: CORP_ID,
      agentId: AGENT_ID,
      secret: kept.secret,
      token: kept.token,
      encodingAesKey: kept.encoding_aes_key,
    },
    numbersFrom: idsFrom,
  });
  emulator.customers.addAccount({ openKfId: OPEN_KF_ID, name: organisationName });
  const settings = { ...kept, corp_id: CORP_ID, agent_id: AGENT_ID, api_base: emulator.baseUrl };
  const channelId = await savePlaygroundChannel(product, { orgId, platform: "wecom", settings });
  return {
    emulator,
    channelId,
    openKfId: OPEN_KF_ID,
    start: async (webhookUrl) => emulator.callbacks.setUrl(webhookUrl),
  };
}

/** As the console makes them: letters and digits only. */
const letters = (length: number): string =>
  newSecret(length * 2)
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, length);
