import { consentedRecipients } from "../../domain/customers/cross-border.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";

/** How a consent names the platform behind a channel. */
export function recipientOf(channel: Pick<LiveChannel, "id">): string {
  return `channel:${channel.id}`;
}

/**
 * True when a customer's text must not be shown on a channel: it is outside the region of their team, and they did not
 * consent to it. Asks the database only where the channel is outside.
 */
export async function isTextWithheld(
  scope: OrgScope,
  channel: LiveChannel,
  about: { teamId: string | null; customerId: string | null },
): Promise<boolean> {
  if (about.teamId === null || !channel.closedToTeams.has(about.teamId)) return false;
  if (about.customerId === null) return true;
  return !(await consentedRecipients(scope, about.customerId)).has(recipientOf(channel));
}

/** What stands in the place of the text, with how it can be read. */
export const withheldWords: Record<Language, string> = {
  en: "Text withheld: region. This place is outside the region that the customer's text must not leave. Read it at a desk inside the region, or record the customer's consent with /consent.",
  zh: "内容未显示：地区限制。此处不在客户内容允许到达的地区内。请在地区内的工作台查看，或使用 /consent 记录客户的同意。",
};
