import { z } from "zod";
import { type AnswersMode, answersMode } from "../../domain/conversations/answers-mode.ts";
import type { Language } from "../../domain/language/language.ts";
import { claimEntriesSchema } from "../conduct/claims/claim-entry.ts";
import { type ClaimPolicy, createClaimPolicy } from "../conduct/prohibited-claims.ts";
import { type Wording, wordingSchema } from "../conduct/wording.ts";

/** What an organisation's settings say about a turn, with our defaults where it says nothing. */
export interface OrganisationRules {
  /** How customers are answered when nothing tells their language. */
  language: Language;
  /** A conversation silent for longer has ended by itself. */
  idleMs: number;
  claims: ClaimPolicy;
  deskSurface: string | null;
  /** What the bot may do for a conversation. */
  modeFor(where: { channelId: string; teamId: string | null }): AnswersMode;
  /** The organisation's own words over the standard ones. */
  wording: Wording;
}

const HOUR_MS = 60 * 60_000;

/** Reads the settings a turn needs. A value that does not fit its schema counts as not set. */
export function readRules(settings: ReadonlyMap<string, unknown>): OrganisationRules {
  const read = <T>(key: string, schema: z.ZodType<T>, fallback: T): T => {
    const result = schema.safeParse(settings.get(key));
    return result.success ? result.data : fallback;
  };
  return {
    language: read("organization.language", z.enum(["zh", "en"]), "en"),
    idleMs:
      read(
        "conversation.idle_hours",
        z
          .number()
          .positive()
          .max(24 * 365),
        24,
      ) * HOUR_MS,
    claims: claimPolicyOf(settings.get("conduct.prohibited_claims")),
    deskSurface: read("desk.surface", z.enum(["slack", "telegram", "wecom"]).nullable(), null),
    modeFor: (where) => answersMode(settings, where),
    wording: read("conduct.wording", wordingSchema, {}),
  };
}

// Preparing a list takes longer than checking a text; organisations change theirs rarely.
const preparedPolicies = new Map<string, ClaimPolicy>();
const MAX_PREPARED = 50;

/** The default list with the organisation's own; one that does not fit its schema counts as not set. */
export function claimPolicyOf(setting: unknown): ClaimPolicy {
  const key = JSON.stringify(setting ?? []);
  const prepared = preparedPolicies.get(key);
  if (prepared) return prepared;
  const own = claimEntriesSchema.safeParse(setting ?? []);
  const policy = createClaimPolicy(own.success ? own.data : []);
  if (preparedPolicies.size >= MAX_PREPARED) preparedPolicies.clear();
  preparedPolicies.set(key, policy);
  return policy;
}
