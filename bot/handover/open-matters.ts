import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Reminder } from "../../domain/conversations/reminder.ts";
import { workingCalendarOf } from "../../domain/conversations/working-hours.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadTeamSettings } from "../../domain/organisation/team-settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { sayDeadline, sayTime } from "../desk/say-time.ts";
import { withheldWords } from "../desk/text-withheld.ts";
import { type Promised, readPromises } from "./promises.ts";

/** What whoever comes next must know of a conversation. */
export interface OpenMatters {
  summary: string | null;
  /** The customer's lines that nobody has answered, oldest first. */
  unanswered: string[];
  answerBy: Date | null;
  resolveBy: Date | null;
  reminders: Pick<Reminder, "dueAt" | "words">[];
  /** Times that colleagues named to the customer and that are still to come. */
  promises: Promised[];
  zone: string;
  /** What was said is left out: it must not be shown where this is. */
  isWithheld: boolean;
}

const MAX_LINES = 3;
const MAX_REMINDERS = 5;
const MAX_QUOTE = 160;

/** Reads what is open in a conversation. */
export async function readOpenMatters(scope: OrgScope, conversationId: string, now: Date): Promise<OpenMatters> {
  const conversation = await Conversation.query(scope.trx)
    .findOne({ orgId: scope.orgId, id: conversationId })
    .throwIfNotFound();
  const { zone } = workingCalendarOf(await loadTeamSettings(scope, conversation.teamId));
  return {
    summary: await summaryOf(scope, conversationId),
    unanswered: conversation.waitingSince
      ? await customerLinesSince(scope, conversationId, conversation.waitingSince)
      : [],
    answerBy: conversation.slaFirstResponseAt ?? conversation.slaNextResponseAt,
    resolveBy: conversation.slaResolveDeadline,
    reminders: await Reminder.query(scope.trx)
      .where({ orgId: scope.orgId, conversationId, status: "open" })
      .orderBy("dueAt")
      .limit(MAX_REMINDERS),
    promises: await readPromises(scope, conversationId, zone, now),
    zone,
    isWithheld: false,
  };
}

/** The same without what was said with the customer. */
export function withoutText(matters: OpenMatters): OpenMatters {
  const isWithheld = matters.summary !== null || matters.unanswered.length + matters.promises.length > 0;
  return { ...matters, summary: null, unanswered: [], promises: [], isWithheld };
}

async function summaryOf({ trx, orgId }: OrgScope, id: string): Promise<string | null> {
  const row = await trx("conversations").where({ org_id: orgId, id }).first("ai_summary");
  return row?.ai_summary ?? null;
}

async function customerLinesSince({ trx, orgId }: OrgScope, conversationId: string, since: Date): Promise<string[]> {
  const rows: { content: string | null; content_type: string }[] = await trx("messages")
    .where({ org_id: orgId, conversation_id: conversationId, direction: "inbound" })
    .where("sent_at", ">=", since)
    .orderBy("sent_at", "desc")
    .limit(MAX_LINES)
    .select("content", "content_type");
  return rows.reverse().map(({ content, content_type }) => quoted(content ?? `[${content_type}]`));
}

function quoted(text: string): string {
  return maskedExcerpt(text, MAX_QUOTE);
}

/** The same in words, one matter a line; "" where nothing is open or known. */
export function sayOpenMatters(matters: OpenMatters, language: Language, now: Date): string {
  const { zone } = matters;
  const zh = language === "zh";
  const line = (label: string, text: string | null) => (text ? [`${label}${zh ? "：" : ": "}${text}`] : []);
  return [
    ...line(zh ? "摘要" : "Summary", matters.summary),
    ...matters.unanswered.flatMap((text) => line(zh ? "未回复" : "Unanswered", `“${text}”`)),
    ...line(zh ? "回复时限" : "Answer by", matters.answerBy && sayDeadline(matters.answerBy, now, zone, language)),
    ...line(zh ? "解决时限" : "Resolve by", matters.resolveBy && sayDeadline(matters.resolveBy, now, zone, language)),
    ...matters.promises.flatMap(({ at, words, by }) =>
      line(zh ? "已承诺" : "Promised", `${sayTime(at, now, zone)} · ${by}: “${quoted(words)}”`),
    ),
    ...matters.reminders.flatMap(({ dueAt, words }) =>
      line(zh ? "提醒" : "Reminder", `${sayTime(dueAt, now, zone)} · ${quoted(words)}`),
    ),
    ...(matters.isWithheld ? [`🔒 ${withheldWords[language]}`] : []),
  ].join("\n");
}
