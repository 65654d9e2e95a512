import { toTraditional } from "../../../domain/language/to-traditional.ts";
import { newId } from "../../../infra/ids.ts";
import type { Story } from "./plan-story.ts";
import type { Row } from "./rows.ts";
import { type TalkPlace, talkRows } from "./talk-rows.ts";
import { DAY_MS } from "./working-day.ts";

/** What a story needs of the organisation that it is written into. */
export interface StoryPlace extends Pick<TalkPlace, "orgId" | "policy" | "reading"> {
  code: string;
  /** Of its first conversation; the others follow. */
  firstNumber: number;
  channels: Record<Story["person"]["platform"], string>;
  staff: readonly { id: string; teamId: string | null }[];
  tagIds: ReadonlyMap<string, string>;
}

/** The rows of a customer by their tables, and their id. */
export function storyRows(story: Story, place: StoryPlace): { customerId: string; rows: Record<string, Row[]>[] } {
  const customerId = newId();
  const { person } = story;
  const talks = story.talks.map((talk, index) => {
    const agent = talk.agent === null ? undefined : place.staff[talk.agent];
    const lines =
      person.script === "hant"
        ? talk.lines.map((line) => ({ ...line, text: toTraditional(line.text, "plain") }))
        : talk.lines;
    return talkRows(
      { ...talk, lines },
      {
        ...place,
        customerId,
        channelId: place.channels[person.platform],
        platform: person.platform,
        chat: chatOf(story, place),
        number: place.firstNumber + index,
        agentId: agent?.id ?? null,
        agentTeamId: agent?.teamId ?? null,
        language: person.language,
      },
    );
  });
  return { customerId, rows: [ownRows(story, customerId, place), ...talks] };
}

/** Known to no platform: what is written there reaches nobody. */
function chatOf({ person }: Story, { code }: StoryPlace): string {
  return `demo-${person.platform}-${code.toLowerCase()}`;
}

function ownRows(story: Story, customerId: string, place: StoryPlace): Record<string, Row[]> {
  const owner = story.owner === null ? null : (place.staff[story.owner]?.id ?? null);
  const of = { org_id: place.orgId, customer_id: customerId };
  return {
    customers: [customerRow(story, customerId, owner, place)],
    customer_identities: [
      {
        id: newId(),
        ...of,
        channel_id: place.channels[story.person.platform],
        platform: story.person.platform,
        external_user_id: chatOf(story, place),
        display_name: story.person.name,
        language: story.person.language,
        created_at: story.createdAt,
      },
    ],
    customer_tags: story.tags.flatMap((tag) => {
      const tagId = place.tagIds.get(tag);
      return tagId ? [{ ...of, tag_id: tagId, tagged_by: owner, tagged_at: story.createdAt }] : [];
    }),
    customer_journey: journeyRows(story, of),
    customer_activities: activityRows(story, of, owner),
    customer_external_refs: story.accountOpenedAt
      ? [
          {
            id: newId(),
            ...of,
            system: "mt5",
            external_ref: `88${place.code.slice(-5)}`,
            account_opened_at: story.accountOpenedAt,
            created_at: story.accountOpenedAt,
          },
        ]
      : [],
    deals: story.deal
      ? [
          {
            id: newId(),
            ...of,
            title: { zh: "首次入金", en: "First deposit" }[story.person.language],
            amount: story.deal.amount,
            currency: story.person.currency,
            stage: story.deal.stage,
            probability: story.deal.stage === "won" ? 100 : 50,
            actual_close_date: story.deal.stage === "won" ? story.deal.at.toISOString().slice(0, 10) : null,
            owner_id: owner,
            created_at: story.deal.at,
            updated_at: story.deal.at,
          },
        ]
      : [],
    audit_logs: [
      {
        id: newId(),
        org_id: place.orgId,
        actor: "job",
        action: "customer.create",
        resource_type: "customer",
        resource_id: customerId,
        changes: JSON.stringify({ customer: place.code, demo: true }),
      },
    ],
  };
}

function customerRow(story: Story, id: string, owner: string | null, { orgId, code }: StoryPlace): Row {
  const { person } = story;
  const said = story.talks.flatMap(({ lines }) => lines.filter(({ speaker }) => speaker === "customer"));
  const hasMoney = story.deposits.some(({ status }) => status === "confirmed");
  return {
    id,
    org_id: orgId,
    customer_code: code,
    name: person.name,
    gender: person.gender,
    country: person.country,
    city: person.city,
    timezone: person.timezone,
    occupation: person.occupation,
    language: person.language,
    chinese_script: person.script,
    languages: JSON.stringify([person.script === "hant" ? "zh-Hant" : person.language]),
    investment_experience: story.experience,
    risk_preference: story.risk,
    trading_platform: story.accountOpenedAt ? "mt5" : null,
    stage: hasMoney ? "closed" : story.accountOpenedAt ? "opportunity" : "interested",
    journey_stage: story.journey.at(-1)?.to ?? "awareness",
    source_channel: person.platform,
    owner_id: owner,
    assigned_at: owner ? story.createdAt : null,
    last_contact_at: said.at(-1)?.at ?? null,
    created_at: story.createdAt,
    updated_at: said.at(-1)?.at ?? story.createdAt,
  };
}

function journeyRows({ journey, createdAt }: Story, of: Row): Row[] {
  return journey.map(({ from, to, trigger, at }, index) => {
    const since = journey[index - 1]?.at ?? createdAt;
    return {
      id: newId(),
      ...of,
      from_stage: from,
      to_stage: to,
      duration_days: Math.max(0, Math.floor((at.getTime() - since.getTime()) / DAY_MS)),
      trigger_event: trigger,
      created_at: at,
    };
  });
}

function activityRows(story: Story, of: Row, owner: string | null): Row[] {
  const activity = (type: string, title: string, at: Date, userId: string | null) => ({
    id: newId(),
    ...of,
    user_id: userId,
    type,
    title,
    created_at: at,
  });
  const moves = story.journey.map(({ from, to, at }) => activity("stage_change", `${from} → ${to}`, at, null));
  const notes = story.talks
    .filter(({ agent, status }) => agent !== null && status === "resolved")
    .map(({ topic, endedAt }) => activity("note_added", noteOn(topic, story.person.language), endedAt, owner));
  const account = story.accountOpenedAt ? [activity("account_opened", "mt5", story.accountOpenedAt, null)] : [];
  return [...moves, ...account, ...notes];
}

const notes: Record<string, Record<"zh" | "en", string>> = {
  opening: { zh: "开户资料齐全，已转审核", en: "Documents complete, with the review" },
  documents: { zh: "地址证明待补银行对账单", en: "Waits for a bank statement as proof of address" },
  deposit: { zh: "电汇回单已核对", en: "Receipt of the transfer checked" },
  "late withdrawal": {
    zh: "收款姓名不符退回，跟进重新出金",
    en: "Returned by the bank: name differs. Follow the new request",
  },
  complaint: {
    zh: "滑点投诉，交易部两日内书面答复",
    en: "Complaint on slippage, dealing desk answers within two days",
  },
  password: { zh: "已重发重置邮件，可登录", en: "Reset e-mail sent again, can log in" },
};

function noteOn(topic: string, language: "zh" | "en"): string {
  return notes[topic]?.[language] ?? topic;
}
