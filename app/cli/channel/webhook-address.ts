/** Where the platform shall call a channel; only the path when our public address is not known. */
export function webhookAddress(publicUrl: string | undefined, channel: { id: string; platform: string }): string {
  return `${publicUrl ?? ""}/webhooks/${channel.platform}/${channel.id}`;
}
