import { z } from "zod";
import { type AnswersMode, answersMode } from "../../domain/conversations/answers-mode.ts";
import type { Language } from "../../domain/language/language.ts";
import { type TraditionalForm, traditionalForms } from "../../domain/language/to-traditional.ts";
import { organizationLanguage } from "../../domain/organisation/settings/organization.ts";
import { defineSetting, fitting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { claimEntriesSchema } from "../conduct/claims/claim-entry.ts";
import { statementsSchema } from "../conduct/claims/statements.ts";
import {
  type OpeningNotice,
  openingNoticeSchema,
  type PersonSignature,
  personSignatureSchema,
} from "../conduct/opening.ts";
import { type ClaimPolicy, createClaimPolicy } from "../conduct/prohibited-claims.ts";
import { type Contacts, type Wording, wordingSchema } from "../conduct/wording.ts";
import { staffSurfaces } from "../desk/desk-place.ts";
import { answersFeedback } from "../feedback/feedback-buttons.ts";

/** What an organisation's settings say about a turn, with our defaults where it says nothing. */
export interface OrganisationRules {
  /** How customers are answered when nothing tells their language. */
  language: Language;
  /** A conversation silent for longer has ended by itself. */
  idleMs(channel: LiveChannel): number;
  claims: ClaimPolicy;
  deskSurface: string | null;
  /** What the bot may do for a conversation. */
  modeFor(where: { channelId: string; teamId: string | null }): AnswersMode;
  /** The organisation's own words over the standard ones. */
  wording: Wording;
  /** Whom the words about orders and lost accounts name. */
  contacts: Contacts;
  /** Said once a conversation, before its first text. Empty: nothing is. */
  openingNotice: OpeningNotice;
  /** How a person says who they are. Empty: they do not. */
  personSignature: PersonSignature;
  /** Whose Traditional Chinese: the form for customers who write it. */
  traditional: TraditionalForm;
  /** Whether customers can say what an answer was worth. */
  asksFeedback: boolean;
}

const HOUR_MS = 60 * 60_000;

const contactText = z.string().trim().min(1).max(200).nullable();
export const idleHours = defineSetting(
  "conversation.idle_hours",
  z
    .number()
    .positive()
    .max(24 * 365)
    .nullable(),
  // As long as the platform lets us answer, and a day at least.
  null,
);
export const deskSurface = defineSetting("desk.surface", z.enum(staffSurfaces).nullable(), null);
export const ownClaims = defineSetting("conduct.prohibited_claims", claimEntriesSchema, []);
export const mandatoryStatements = defineSetting("conduct.mandatory_statements", statementsSchema, []);
export const ownWording = defineSetting("conduct.wording", wordingSchema, {});
export const openingNotice = defineSetting("conduct.opening_notice", openingNoticeSchema, {});
export const personSignature = defineSetting("conduct.person_signature", personSignatureSchema, {});
export const dealingContact = defineSetting("conduct.dealing_contact", contactText, null);
export const hotline = defineSetting("conduct.hotline", contactText, null);
export const traditionalForm = defineSetting("answers.traditional", z.enum(traditionalForms), "plain");

/** A day; where the platform lets us answer for longer after the customer's last message (微信客服), that long. */
function standardIdleHours({ adapter }: LiveChannel): number {
  return Math.max(24, (adapter.capabilities.replyBudget?.windowMs ?? 0) / HOUR_MS);
}

/** Reads the settings a turn needs. A value that does not fit its schema counts as not set. */
export function readRules(settings: Settings): OrganisationRules {
  return {
    language: readSetting(settings, organizationLanguage),
    idleMs: (channel) => (readSetting(settings, idleHours) ?? standardIdleHours(channel)) * HOUR_MS,
    claims: claimPolicyOf(settings.get(ownClaims.key), settings.get(mandatoryStatements.key)),
    deskSurface: readSetting(settings, deskSurface),
    modeFor: (where) => answersMode(settings, where),
    wording: readSetting(settings, ownWording),
    contacts: {
      dealing_contact: readSetting(settings, dealingContact),
      hotline: readSetting(settings, hotline),
    },
    openingNotice: readSetting(settings, openingNotice),
    personSignature: readSetting(settings, personSignature),
    traditional: readSetting(settings, traditionalForm),
    asksFeedback: readSetting(settings, answersFeedback),
  };
}

// Preparing a list takes longer than checking a text; organisations change theirs rarely.
const preparedPolicies = new Map<string, ClaimPolicy>();
const MAX_PREPARED = 50;

/**
 * The default list with the organisation's own, and its mandatory statements; of each, one that does not fit its schema
 * counts as not set.
 */
export function claimPolicyOf(claims: unknown, statements?: unknown): ClaimPolicy {
  const key = JSON.stringify([claims ?? [], statements ?? []]);
  const prepared = preparedPolicies.get(key);
  if (prepared) return prepared;
  const policy = createClaimPolicy(fitting(ownClaims, claims), fitting(mandatoryStatements, statements));
  if (preparedPolicies.size >= MAX_PREPARED) preparedPolicies.clear();
  preparedPolicies.set(key, policy);
  return policy;
}
