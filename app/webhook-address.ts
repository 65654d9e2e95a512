import { ENVIRONMENT_CHANNEL } from "../bot/channels/channel-directory.ts";

/**
 * Where a platform calls a channel; only the path when our public address is not known. The environment's channels have
 * the short address, which needs no id.
 */
export function webhookAddress(
  publicUrl: string | undefined,
  channel: { id: string; platform: string; name: string },
): string {
  const path = `/webhooks/${channel.platform}`;
  const address = channel.name === ENVIRONMENT_CHANNEL ? path : `${path}/${channel.id}`;
  return `${publicUrl ?? ""}${address}`;
}
