import { announceChannels } from "../../../bot/channels/announce-channels.ts";
import { findChannel } from "../../../domain/organisation/channel-status.ts";
import { addShift, type ListedShift, listShifts, removeShift } from "../../../domain/organisation/duty-shifts.ts";
import { findTeam } from "../../../domain/organisation/list-teams.ts";
import { findUserByEmail } from "../../../domain/organisation/list-users.ts";
import { setTeam } from "../../../domain/organisation/set-team.ts";
import { setTeamPlaces, teamPlaceKinds } from "../../../domain/organisation/team-places.ts";
import {
  addTeamRule,
  listTeamRules,
  type RuleConditions,
  removeTeamRule,
} from "../../../domain/organisation/team-rules.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";
import { readSpan, readTeamSettings, readWeekdays } from "./read-team-settings.ts";

export async function setTeamReport(tool: Tool, name: string, pairs: string[]): Promise<Report> {
  return tool.inOrganization(async (scope) => {
    const teamId = await findTeam(scope, name);
    const { profile, places } = await readTeamSettings(scope, pairs);
    await setTeam(scope, byCli, teamId, profile);
    for (const kind of teamPlaceKinds) {
      const wanted = places[kind];
      if (wanted) await setTeamPlaces(scope, byCli, { teamId, kind, places: wanted });
    }
    await announceChannels(scope);
    return { json: { id: teamId, name, ...profile, places }, text: `The team ${name} is set.` };
  });
}

export interface RuleOptions {
  channel?: string;
  language?: string;
  country?: string;
  tier?: string;
  intent?: string;
  position?: number;
}

export async function addRuleReport(tool: Tool, team: string, options: RuleOptions): Promise<Report> {
  return tool.inOrganization(async (scope) => {
    const { channel, position, ...wanted } = options;
    const conditions = {
      ...wanted,
      ...(channel === undefined ? {} : { channelId: (await findChannel(scope, channel)).id }),
    } as RuleConditions; // words of a command line, checked by the schema behind it
    const teamId = await findTeam(scope, team);
    const at = await addTeamRule(scope, byCli, { teamId, conditions, ...(position === undefined ? {} : { position }) });
    return { json: { position: at, team, ...options }, text: `Rule ${at} gives what it describes to ${team}.` };
  });
}

export async function listRulesReport(tool: Tool): Promise<Report> {
  const rules = await tool.inOrganization(listTeamRules);
  const rows = rules.map((rule) => [
    rule.position,
    rule.team,
    rule.channel,
    rule.language,
    rule.country,
    rule.tier,
    rule.intent,
  ]);
  const head = ["rule", "team", "channel", "language", "country", "tier", "intent"];
  return {
    json: rules,
    text: table(head, rows, "There are no rules: routing.default_team, or the only team, has everything."),
  };
}

export async function removeRuleReport(tool: Tool, position: number): Promise<Report> {
  await tool.inOrganization((scope) => removeTeamRule(scope, byCli, position));
  return { json: { position, removed: true }, text: `Rule ${position} is removed; those behind it moved up.` };
}

export interface ShiftOptions {
  days: string;
  hours: string;
  from?: string;
  until?: string;
  absence?: boolean;
}

export async function addShiftReport(tool: Tool, team: string, email: string, options: ShiftOptions): Promise<Report> {
  const shift = {
    kind: options.absence ? ("absence" as const) : ("duty" as const),
    weekdays: readWeekdays(options.days),
    ...readSpan(options.hours),
    firstDate: options.from ?? null,
    lastDate: options.until ?? null,
  };
  if (options.absence && shift.lastDate === null)
    throw new InputError("An absence needs its last day: --until 2026-12-31");
  const id = await tool.inOrganization(async (scope) => {
    const teamId = await findTeam(scope, team);
    return addShift(scope, byCli, { teamId, userId: (await findUserByEmail(scope, email)).id, ...shift });
  });
  return { json: { id, team, email, ...shift }, text: `Added ${shift.kind} ${id}.` };
}

export async function listShiftsReport(tool: Tool, team: string | undefined): Promise<Report> {
  const shifts = await tool.inOrganization(async (scope) =>
    listShifts(scope, team === undefined ? null : await findTeam(scope, team)),
  );
  const rows = shifts.map((one) => [
    one.team,
    one.person,
    one.kind,
    daysOf(one),
    hoursOf(one),
    one.firstDate,
    one.lastDate,
    one.id,
  ]);
  const head = ["team", "person", "kind", "days", "hours", "from", "until", "id"];
  return { json: shifts, text: table(head, rows, "There are no shifts: whoever is online is on duty.") };
}

export async function removeShiftReport(tool: Tool, id: string): Promise<Report> {
  await tool.inOrganization((scope) => removeShift(scope, byCli, id));
  return { json: { id, removed: true }, text: `The shift ${id} is removed.` };
}

const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function daysOf({ weekdays }: ListedShift): string {
  return weekdays.length === 7 ? "daily" : weekdays.map((day) => dayNames[day - 1]).join(" ");
}

function hoursOf({ from, to }: ListedShift): string {
  const time = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return `${time(from)}-${time(to)}`;
}
