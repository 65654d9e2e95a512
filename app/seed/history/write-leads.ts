import type { LeadActivityType } from "../../../domain/customers/lead-words.ts";
import { scoreLead } from "../../../domain/leads/lead-score.ts";
import { type ScorePolicy, scorePolicyOf } from "../../../domain/leads/score-policy.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import type { Story } from "./plan-story.ts";
import { insertRows, type Row } from "./rows.ts";
import { MINUTE_MS } from "./working-day.ts";

export interface LeadOf {
  story: Story;
  customerId: string;
  ownerId: string | null;
  channelId: string;
}

/** Writes how customers came and what they did as leads; their scores are worked out from that. */
export async function writeLeads(scope: OrgScope, all: readonly LeadOf[]): Promise<void> {
  const policy = scorePolicyOf(await loadSettings(scope));
  const leads: Row[] = [];
  const activities: Row[] = [];
  for (const of of all) {
    const id = newId();
    const done = activitiesOf(of.story);
    leads.push({ ...leadRow(id, of, scope.orgId), ...scoreOf(done, policy) });
    for (const { type, at } of done) {
      const row = { id: newId(), org_id: scope.orgId, lead_id: id, type, score_impact: policy.points[type] };
      activities.push({ ...row, created_at: at });
    }
  }
  await insertRows(scope.trx, "leads", leads);
  await insertRows(scope.trx, "lead_activities", activities);
}

/** As `keepScore` keeps it after the last thing that a lead did. */
function scoreOf(done: readonly { type: LeadActivityType; at: Date }[], policy: ScorePolicy): Row {
  const at = done.reduce((last, activity) => (activity.at > last ? activity.at : last), new Date(0));
  const dated = done.map((activity) => ({ ...activity, points: policy.points[activity.type] }));
  const { score, reasons } = scoreLead(dated, policy.halfLifeDays, at);
  return { score, score_details: JSON.stringify({ at, halfLifeDays: policy.halfLifeDays, reasons }) };
}

function leadRow(id: string, { story, customerId, ownerId, channelId }: LeadOf, orgId: string): Row {
  const { person, campaign, createdAt, accountOpenedAt, talks } = story;
  const contactedAt = talks.flatMap(({ lines }) => lines.filter(({ speaker }) => speaker === "agent"))[0]?.at ?? null;
  const status = accountOpenedAt ? "converted" : contactedAt ? "contacted" : "new";
  return {
    id,
    org_id: orgId,
    channel_id: channelId,
    customer_id: customerId,
    source_platform: person.platform,
    utm_source: campaign.source,
    utm_medium: campaign.medium,
    utm_campaign: campaign.campaign,
    contact_name: person.name,
    city: person.city,
    status,
    status_changed_at: accountOpenedAt ?? contactedAt,
    converted_at: accountOpenedAt,
    assigned_to: ownerId,
    assigned_at: ownerId ? createdAt : null,
    created_at: new Date(createdAt.getTime() - 20 * MINUTE_MS),
    updated_at: accountOpenedAt ?? contactedAt ?? createdAt,
  };
}

function activitiesOf({ createdAt, talks }: Story): { type: LeadActivityType; at: Date }[] {
  const before = (minutes: number) => new Date(createdAt.getTime() - minutes * MINUTE_MS);
  const questions: Partial<Record<string, LeadActivityType>> = {
    opening: "account_question",
    documents: "documents_question",
    deposit: "deposit_question",
  };
  return [
    { type: "page_view", at: before(20) },
    { type: "link_click", at: before(5) },
    { type: "chat_start", at: createdAt },
    ...talks.flatMap(({ topic, lines }) => {
      const type = questions[topic];
      const [first] = lines;
      return type && first ? [{ type, at: first.at }] : [];
    }),
  ];
}
