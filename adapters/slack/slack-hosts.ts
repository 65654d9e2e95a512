/**
 * Addresses that arrive in payloads are followed only to Slack itself, or to the server the channel was configured
 * for (`api_url`): a file's address gets our token, and a forged receipt must not choose where that goes.
 */
export function isSlackAddress(address: string, hosts: readonly string[], apiUrl: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (apiUrl && url.origin === new URL(apiUrl).origin) return true;
  return url.protocol === "https:" && hosts.includes(url.host);
}

export const responseHosts = ["hooks.slack.com", "hooks.slack-gov.com"] as const;
export const fileHosts = ["files.slack.com", "files.slack-gov.com"] as const;
