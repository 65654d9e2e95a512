import { z } from "zod";
import { type AnswersMode, answersMode } from "../../domain/conversations/answers-mode.ts";
import type { Language } from "../../domain/language/language.ts";
import { type TraditionalForm, traditionalForms } from "../../domain/language/to-traditional.ts";
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
}

const HOUR_MS = 60 * 60_000;

const idleHours = z
  .number()
  .positive()
  .max(24 * 365);

/** A day; where the platform lets us answer for longer after the customer's last message (微信客服), that long. */
function standardIdleHours({ adapter }: LiveChannel): number {
  return Math.max(24, (adapter.capabilities.replyBudget?.windowMs ?? 0) / HOUR_MS);
}

/** Reads the settings a turn needs. A value that does not fit its schema counts as not set. */
export function readRules(settings: ReadonlyMap<string, unknown>): OrganisationRules {
  const read = <T>(key: string, schema: z.ZodType<T>, fallback: T): T => {
    const result = schema.safeParse(settings.get(key));
    return result.success ? result.data : fallback;
  };
  return {
    language: read("organization.language", z.enum(["zh", "en"]), "en"),
    idleMs: (channel) =>
      (idleHours.safeParse(settings.get("conversation.idle_hours")).data ?? standardIdleHours(channel)) * HOUR_MS,
    claims: claimPolicyOf(settings.get("conduct.prohibited_claims"), settings.get("conduct.mandatory_statements")),
    deskSurface: read("desk.surface", z.enum(["slack", "telegram", "wecom"]).nullable(), null),
    modeFor: (where) => answersMode(settings, where),
    wording: read("conduct.wording", wordingSchema, {}),
    contacts: {
      dealing_contact: read("conduct.dealing_contact", contact, null),
      hotline: read("conduct.hotline", contact, null),
    },
    openingNotice: read("conduct.opening_notice", openingNoticeSchema, {}),
    personSignature: read("conduct.person_signature", personSignatureSchema, {}),
    traditional: read("answers.traditional", z.enum(traditionalForms), "plain"),
  };
}

const contact = z.string().trim().min(1).max(200).nullable();

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
  const own = claimEntriesSchema.safeParse(claims ?? []);
  const stated = statementsSchema.safeParse(statements ?? []);
  const policy = createClaimPolicy(own.success ? own.data : [], stated.success ? stated.data : []);
  if (preparedPolicies.size >= MAX_PREPARED) preparedPolicies.clear();
  preparedPolicies.set(key, policy);
  return policy;
}
