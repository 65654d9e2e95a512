import { listInHand, listQueue, type WaitingConversation } from "../../domain/conversations/waiting-list.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { type DutyRoster, offShiftSince } from "../../domain/organisation/duty-roster.ts";
import { isAvailable } from "../../domain/organisation/is-available.ts";
import { listTeams } from "../../domain/organisation/list-teams.ts";
import { loadRosters } from "../../domain/organisation/load-roster.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { presenceMs } from "../../domain/organisation/presence.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Role } from "../../domain/organisation/values.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { handoffReasonLabel } from "../desk/handoff-reasons.ts";
import { refuse } from "../desk/refuse.ts";
import { sayDeadline, sayTime } from "../desk/say-time.ts";
import { findTeamCalled } from "../handover/find-receiver.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, type Inline, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const MAX_SHOWN = 20;
/** As many as fit beside each other everywhere. */
const MAX_BUTTONS = 3;

/** What waits for a person, with whom it is, how they are to be reached and until when they must answer. */
export const queue: Command = {
  name: "queue",
  words: ["排队", "等待列表"],
  permission: "conversation.take",
  usage: "[TEAM]",
  description: { en: "Conversations that wait for a person, and their owners", zh: "等待人工的会话及负责人" },
  run: async ({ scope, deps, staff, language }, args) => {
    const teamId = await whichTeam(scope, args);
    const waiting = await listQueue(scope, MAX_SHOWN, teamId);
    const inHand = await listInHand(scope, MAX_SHOWN, teamId);
    if (waiting.length + inHand.length === 0) {
      return plainText({ en: "Nothing waits for a person.", zh: "没有等待人工的会话。" }[language]);
    }
    const settings = await loadSettings(scope);
    const zone = await readingZone(scope, staff);
    const now = deps.clock.now();
    const title = { en: `${waiting.length} waiting`, zh: `${waiting.length} 个会话等待中` }[language];
    const say: RichText = [paragraph(bold(title))];
    if (waiting.length > 0) {
      say.push({ type: "list", ordered: false, items: waiting.map((one) => line(one, now, zone, language)) });
    }
    if (inHand.length > 0) {
      const taken = { en: `${inHand.length} wait for their owner`, zh: `${inHand.length} 个会话等待负责人回复` }[
        language
      ];
      const rosters = [...(await loadRosters(scope)).values()];
      const where = (one: WaitingConversation) => whereabouts(one, { heardOfMs: presenceMs(settings), rosters, now });
      const items = inHand.map((one) => ownedLine(one, { now, zone, language, owner: where(one) }));
      say.push(paragraph(bold(taken)), { type: "list", ordered: false, items });
    }
    return { say, buttons: buttonsFor(staff.role, waiting, inHand, language) };
  },
};

async function whichTeam(scope: OrgScope, args: string): Promise<string | null> {
  const name = args.trim();
  if (name === "") return null;
  const team = await findTeamCalled(scope, name);
  if (team) return team.id;
  const list = (await listTeams(scope)).map((one) => one.name).join(", ") || "–";
  return refuse("team", {
    en: `No team is called “${name}”. Teams: ${list}. /queue alone shows everything.`,
    zh: `没有名为“${name}”的团队。团队：${list}。单独使用 /queue 查看全部。`,
  });
}

/** A lead gives them to people, whoever has them; everybody takes what nobody has. */
function buttonsFor(
  role: Role,
  waiting: WaitingConversation[],
  inHand: WaitingConversation[],
  language: Language,
): Button[][] {
  if (!isAllowed(role, "conversation.assign")) {
    return [waiting.slice(0, MAX_BUTTONS).map((one) => takeButton(one, language))].filter((row) => row.length > 0);
  }
  return [[...waiting, ...inHand].slice(0, MAX_BUTTONS).map((one) => assignButton(one, language))];
}

function whereabouts(
  { agentId, agentPresence, agentPresenceAt }: WaitingConversation,
  { heardOfMs, rosters, now }: { heardOfMs: number; rosters: readonly DutyRoster[]; now: Date },
): keyof typeof presenceLabels {
  const about = { status: "active" as const, presence: agentPresence, presenceAt: agentPresenceAt };
  const off = agentId === null ? null : offShiftSince(rosters, agentId, now);
  if (isAvailable({ ...about, presenceMs: heardOfMs, offShiftSince: off }, now)) return agentPresence ?? "online";
  return off === null ? "away" : "offShift";
}

function ownedLine(
  one: WaitingConversation,
  about: { now: Date; zone: string; language: Language; owner: keyof typeof presenceLabels },
): Inline[] {
  const { now, zone, language } = about;
  const since = sayTime(one.waitingSince ?? now, now, zone);
  const by = sayDeadline(one.answerBy, now, zone, language);
  const presence = presenceLabels[about.owner][language];
  const owner = language === "zh" ? `${one.agentName}（${presence}）` : `${one.agentName} (${presence})`;
  const times = language === "zh" ? `自 ${since} · 时限 ${by}` : `since ${since} · due ${by}`;
  return [bold(conversationCode(one.number)), { type: "text", text: ` · ${one.customerName} · ${owner} · ${times}` }];
}

const presenceLabels = {
  online: { en: "online", zh: "在线" },
  busy: { en: "busy", zh: "忙碌" },
  away: { en: "away", zh: "离开" },
  offShift: { en: "off shift", zh: "已下班" },
} as const;

function line(one: WaitingConversation, now: Date, zone: string, language: Language): Inline[] {
  const since = sayTime(one.waitingSince ?? one.handoffAt ?? now, now, zone);
  const by = sayDeadline(one.answerBy, now, zone, language);
  const parts =
    language === "zh"
      ? [`自 ${since}`, `时限 ${by}`, ...(one.offeredName ? [`轮到 ${one.offeredName}`] : [])]
      : [`since ${since}`, `due ${by}`, ...(one.offeredName ? [`${one.offeredName}'s turn`] : [])];
  const reason = handoffReasonLabel(one.handoffReason, language);
  const text = [one.customerName, reason, ...parts, one.language ?? "–"].filter(Boolean).join(" · ");
  return [bold(conversationCode(one.number)), { type: "text", text: ` · ${text}` }];
}

function takeButton({ id, number }: WaitingConversation, language: Language): Button {
  const code = conversationCode(number);
  return { id: `take:${id}`, label: { en: `Take ${code}`, zh: `接手 ${code}` }[language] };
}

function assignButton({ id, number }: WaitingConversation, language: Language): Button {
  const code = conversationCode(number);
  return { id: `assign_pick:${id}`, label: { en: `Assign ${code}`, zh: `分配 ${code}` }[language] };
}
