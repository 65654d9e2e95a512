import { z } from "zod";
import { maskSecrets } from "../../../domain/content/secrets/mask-secrets.ts";
import { leadActivityTypes, leadStatuses } from "../../../domain/customers/lead-words.ts";
import type { CurrentAnalysis } from "../../../domain/leads/current-analysis.ts";
import { leadCode } from "../../../domain/leads/find-lead.ts";
import { leadPointKinds } from "../../../domain/leads/lead-analysis.ts";
import { findLeadListing, type LeadActivityListing, type LeadListing } from "../../../domain/leads/list-leads.ts";
import { leadSteps } from "../../../domain/leads/next-step.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { instant, shownAt } from "./fields.ts";
import { noLead } from "./find-referred.ts";

const text = z.string().nullable();

const leadFields = {
  id: z.uuid(),
  code: z.string().describe("What people type: L1042"),
  status: z.enum(leadStatuses.codes),
  statusReason: text.describe("Why it was lost, or taken up again"),
  statusChangedAt: instant.nullable(),
  score: z.int().describe("0 to 100"),
  customer: text.describe("The code of the customer whose lead it is; null: nobody has written yet"),
  name: text,
  phone: text,
  email: text,
  wechat: text,
  company: text,
  owner: text.describe("The employee code of whose it is; null: nobody's"),
  assignedAt: instant.nullable(),
  source: text,
  detail: text,
  campaign: text.describe("The code of the campaign that brought it"),
  utm: z.object({ source: text, medium: text, campaign: text, content: text, term: text }),
  createdAt: instant,
  convertedAt: instant.nullable(),
};

/** A lead in an answer. */
export const Lead = z.object(leadFields).meta({ id: "Lead" });

/** Something a lead did, or that was done with it, in an answer. */
export const LeadActivity = z
  .object({
    type: z.enum(leadActivityTypes.codes),
    description: text,
    points: z.int().describe("What it was worth when it happened"),
    worth: z.number().describe("What of that still counts, to a hundredth: half after each half-life"),
    at: instant,
  })
  .meta({ id: "LeadActivity" });

const said = { messageId: z.uuid(), at: instant };

/** What a lead's messages say of them, without a word of theirs. */
export const LeadAnalysis = z
  .object({
    at: instant.describe("When the messages were last looked at"),
    model: text.describe("The model that found the points; null: rules alone"),
    topics: z.array(z.object({ intent: z.string(), ...said })).describe("What they asked about, the newest first"),
    concerns: z
      .array(z.object({ kind: z.string(), severity: z.enum(["low", "medium", "high", "critical"]), ...said }))
      .describe("What a person should look at, the gravest first"),
    points: z
      .array(z.object({ kind: z.enum(leadPointKinds.codes), ...said }))
      .describe("What else helps: the words are in the message, for who may read conversations"),
    nextStep: z.enum(leadSteps.codes).describe("What is best done next: what protects them before what sells"),
  })
  .meta({ id: "LeadAnalysis" });

/** A lead with why its score is what it is, in an answer. */
export const LeadDetail = z
  .object({
    ...leadFields,
    scoring: z.object({
      at: instant.describe("As of when the score was worked out: now"),
      halfLifeDays: z.number().describe("After so many days an activity is worth half"),
      reasons: z
        .array(z.object({ type: z.enum(leadActivityTypes.codes), count: z.int(), points: z.number(), lastAt: instant }))
        .describe("What each kind of activity still gives, the weightiest first; their sum, at most 100, is the score"),
      activities: z
        .array(LeadActivity)
        .describe("The newest 50 that were worth anything; all of them: `GET /leads/{code}/activities`"),
    }),
    analysis: LeadAnalysis.nullable().describe("Null where nothing was analysed, or the lead has ended"),
  })
  .meta({ id: "LeadDetail" });

/** An analysis as an answer shows it. */
export function showAnalysis({ analysis, step }: CurrentAnalysis): z.output<typeof LeadAnalysis> {
  const { at, model, topics, concerns, points } = analysis;
  const place = (one: { messageId: string; at: Date }) => ({ messageId: one.messageId, at: one.at.toISOString() });
  return {
    at: at.toISOString(),
    model,
    topics: topics.map((one) => ({ intent: one.intent, ...place(one) })),
    concerns: concerns.map((one) => ({ kind: one.kind, severity: one.severity, ...place(one) })),
    points: points.map((one) => ({ kind: one.kind, ...place(one) })),
    nextStep: step,
  };
}

/** A lead as an answer shows it. */
export function showLead({ number, ...lead }: LeadListing): z.output<typeof Lead> {
  return {
    ...lead,
    code: leadCode(number),
    // What people wrote into forms.
    detail: lead.detail && maskSecrets(lead.detail),
    statusChangedAt: shownAt(lead.statusChangedAt),
    assignedAt: shownAt(lead.assignedAt),
    createdAt: lead.createdAt.toISOString(),
    convertedAt: shownAt(lead.convertedAt),
  };
}

/** An activity as an answer shows it. */
export function showActivity(
  { type, description, points, at }: LeadActivityListing,
  worth: number,
): z.output<typeof LeadActivity> {
  return { type, description: description && maskSecrets(description), points, worth, at: at.toISOString() };
}

/** The lead of an id as an answer shows it. @throws ApiError 404, also for another organisation's. */
export async function leadAsItIs(scope: OrgScope, id: string, reference: string): Promise<z.output<typeof Lead>> {
  const lead = await findLeadListing(scope, id);
  if (!lead) throw noLead(reference);
  return showLead(lead);
}
