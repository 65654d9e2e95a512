import { maskedLine } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { SlaPolicy } from "../../../domain/conversations/sla.ts";
import {
  endClock,
  type SlaClock,
  type SlaResult,
  startClock,
  stopClock,
} from "../../../domain/conversations/sla-clock.ts";
import { newId } from "../../../infra/ids.ts";
import { type KeptLine, type Reading, readLine } from "./read-line.ts";
import type { Row } from "./rows.ts";
import type { ToldTalk } from "./tell-talk.ts";

/** Where a talk is kept. */
export interface TalkPlace {
  orgId: string;
  customerId: string;
  channelId: string;
  platform: string;
  chat: string;
  number: number;
  agentId: string | null;
  agentTeamId: string | null;
  language: "zh" | "en";
  policy: SlaPolicy;
  reading: Reading;
}

/**
 * The rows of a talk, by their tables: what is read in each line and what became of each promise is worked out, not
 * made up.
 */
export function talkRows(talk: ToldTalk, place: TalkPlace): Record<string, Row[]> {
  const conversationId = newId();
  const lines: KeptLine[] = talk.lines.map((line) => ({ ...line, id: newId() }));
  const read = lines.map((line) => readLine(line, { ...place, conversationId }));
  const promises = keepPromises(talk, place.policy);
  return {
    conversations: [conversationRow(talk, { ...place, conversationId, lines, promises })],
    messages: lines.map((line) => messageRow(line, { ...place, conversationId })),
    message_insights: read.map(({ insight }) => insight),
    conversation_events: [...read.flatMap(({ events }) => events), ...actRows(talk, { ...place, conversationId })],
    sla_results: promises.results.map(({ kind, waitingSince, deadline, endedAt, outcome, isMet }) => ({
      id: newId(),
      org_id: place.orgId,
      conversation_id: conversationId,
      user_id: place.agentId,
      kind,
      priority: talk.priority,
      waiting_since: waitingSince,
      deadline,
      ended_at: endedAt,
      outcome,
      is_met: isMet,
      created_at: endedAt,
    })),
  };
}

interface Promises {
  clock: SlaClock;
  results: SlaResult[];
  firstWait: Date | null;
}

/** Runs the clock of the promises over a talk, as it runs when people write. */
function keepPromises(talk: ToldTalk, policy: SlaPolicy): Promises {
  let clock: SlaClock = {
    priority: talk.priority,
    firstResponseAt: null,
    waitingSince: null,
    slaFirstResponseAt: null,
    slaNextResponseAt: null,
    slaResolveDeadline: null,
    slaResolveLeftSeconds: null,
  };
  const kept: Promises = { clock, results: [], firstWait: talk.waitsSince };
  let isWithAgent = talk.waitsSince !== null;
  for (const [index, { speaker, at }] of talk.lines.entries()) {
    if (speaker === "customer" && (isWithAgent || nextSpeaker(talk, index) === "agent")) {
      isWithAgent = true;
      kept.firstWait ??= at;
      clock = { ...clock, ...startClock(clock, at, policy) };
    } else if (speaker === "agent") {
      const stopped = stopClock(clock, at, "answered", policy);
      clock = { ...clock, ...stopped?.changes, firstResponseAt: clock.firstResponseAt ?? at };
      kept.results.push(...(stopped?.results ?? []));
    }
  }
  const ended = talk.status === "resolved" ? endClock(clock, talk.endedAt, policy, "person") : null;
  return { ...kept, clock: { ...clock, ...ended?.changes }, results: [...kept.results, ...(ended?.results ?? [])] };
}

function nextSpeaker({ lines }: ToldTalk, index: number) {
  return lines.slice(index + 1).find(({ speaker }) => speaker !== "customer")?.speaker;
}

function conversationRow(
  talk: ToldTalk,
  of: TalkPlace & { conversationId: string; lines: KeptLine[]; promises: Promises },
): Row {
  const { lines, promises, reading } = of;
  const { clock } = promises;
  const last = lines.at(-1);
  const fromCustomer = lines.filter(({ speaker }) => speaker === "customer");
  const answer = lines.find(({ speaker }) => speaker !== "customer");
  const isOver = talk.status === "resolved";
  return {
    id: of.conversationId,
    org_id: of.orgId,
    number: of.number,
    customer_id: of.customerId,
    channel_id: of.channelId,
    channel_type: of.platform,
    external_chat_id: of.chat,
    chat: of.chat,
    team_id: of.agentTeamId,
    agent_id: of.agentId,
    status: talk.status,
    priority: talk.priority,
    language: of.language,
    ai_enabled: of.agentId === null && isOver,
    ai_sentiment: reading.moodOf(fromCustomer.at(-1)?.text ?? ""),
    handoff_at: isOver ? null : promises.firstWait,
    handoff_reason: isOver || promises.firstWait === null ? null : "requested",
    taken_at: of.agentId === null ? null : promises.firstWait,
    waiting_since: clock.waitingSince,
    sla_first_response_at: clock.slaFirstResponseAt,
    sla_next_response_at: clock.slaNextResponseAt,
    sla_resolve_deadline: clock.slaResolveDeadline,
    sla_resolve_left_seconds: clock.slaResolveLeftSeconds,
    first_response_at: answer?.at ?? null,
    satisfaction_score: talk.rating?.score ?? null,
    satisfaction_asked_at: talk.rating ? talk.endedAt : null,
    satisfaction_rated_at: talk.rating?.at ?? null,
    message_count: lines.length,
    last_message_at: last?.at ?? null,
    last_message_preview: [...maskedLine(last?.text ?? "")].slice(0, 120).join(""),
    last_customer_message_at: fromCustomer.at(-1)?.at ?? null,
    resolved_at: isOver ? talk.endedAt : null,
    created_at: lines[0]?.at ?? talk.endedAt,
    updated_at: talk.endedAt,
  };
}

function messageRow(line: KeptLine, of: TalkPlace & { conversationId: string }): Row {
  const isInbound = line.speaker === "customer";
  return {
    id: line.id,
    org_id: of.orgId,
    conversation_id: of.conversationId,
    customer_id: of.customerId,
    user_id: line.speaker === "agent" ? of.agentId : null,
    channel_id: of.channelId,
    platform: of.platform,
    direction: isInbound ? "inbound" : "outbound",
    sender_type: line.speaker === "bot" ? "ai" : line.speaker,
    sender_id: isInbound ? of.chat : null,
    content: line.text,
    ai_generated: line.speaker === "bot",
    status: isInbound ? "received" : "sent",
    sent_at: line.at,
    received_at: line.at,
    created_at: line.at,
  };
}

function actRows(talk: ToldTalk, of: TalkPlace & { conversationId: string }): Row[] {
  const opened = { event_type: "opened", created_at: talk.lines[0]?.at ?? talk.endedAt, user_id: null };
  const rated = talk.rating && { event_type: "rated", created_at: talk.rating.at, user_id: null };
  const resolved = talk.status === "resolved" && {
    event_type: "resolved",
    created_at: talk.endedAt,
    user_id: of.agentId,
  };
  return [opened, resolved, rated].flatMap((event) =>
    event
      ? [
          {
            id: newId(),
            org_id: of.orgId,
            conversation_id: of.conversationId,
            customer_id: of.customerId,
            event_data: JSON.stringify(event.event_type === "rated" ? { score: talk.rating?.score } : {}),
            ...event,
          },
        ]
      : [],
  );
}
