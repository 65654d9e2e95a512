import { z } from "zod";
import { chooseTeam } from "../../domain/conversations/choose-team.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { consentedRecipients } from "../../domain/customers/cross-border.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";
import type { Team, TeamDirectory } from "../../domain/organisation/team.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { RegionPin } from "../../knowledge/index.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { isIdle } from "./open-conversation.ts";

export interface TurnWithoutTeam {
  channel: LiveChannel;
  event: MessageEvent;
  idleMs: number;
  language: Language;
  intent: string | null;
}

/** To whom the text of a team's customer may be given; nothing where the team has no region. */
export async function pinOf(
  { db }: Pick<ConverseDeps, "db">,
  orgId: string,
  team: Team | null,
  customer: Customer | null,
): Promise<{ pin?: RegionPin }> {
  if (!team?.region) return {};
  const consented = customer
    ? await inOrganization(db, orgId, (scope) => consentedRecipients(scope, customer.id))
    : new Set<string>();
  return { pin: { region: team.region, consented } };
}

/** By name: whose new conversations are that no rule gives to a team. */
export const defaultTeam = defineSetting("routing.default_team", z.string().trim().min(1).max(100).nullable(), null);

/** The team that has the conversation; for one that begins with this message, the one that it goes to. */
export function teamOfTurn(
  known: {
    conversation: Conversation | null;
    customer: Customer | null;
    teams: TeamDirectory;
    settings: Settings;
  },
  { channel, event, idleMs, language, intent }: TurnWithoutTeam,
): Team | null {
  const { conversation, customer, teams, settings } = known;
  const goesOn = conversation !== null && !isIdle(conversation, event, idleMs);
  const current = goesOn && teams.teams.find(({ id }) => id === conversation.teamId);
  if (current) return current;
  const about = {
    channelId: channel.id,
    language,
    intent,
    country: customer?.country ?? null,
    // What a new customer begins with.
    tier: customer?.tier ?? "C",
    ownerId: customer?.ownerId ?? null,
  };
  return chooseTeam(teams, about, readSetting(settings, defaultTeam));
}
