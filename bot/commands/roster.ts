import { DateTime } from "luxon";
import type { Language } from "../../domain/language/language.ts";
import { endOfShift, hasRoster, isOnShift, nextShift } from "../../domain/organisation/duty-roster.ts";
import { listTeams } from "../../domain/organisation/list-teams.ts";
import { loadRosters } from "../../domain/organisation/load-roster.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { refuse } from "../desk/refuse.ts";
import { type Block, bold, type Inline, paragraph } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/** Who is on duty now in each team, or in one, until when, and who comes next. */
export const roster: Command = {
  name: "roster",
  words: ["值班", "排班"],
  permission: "conversation.read",
  usage: "[TEAM]",
  description: { en: "Who is on duty now and who is next", zh: "查看当前与下一班值班人员" },
  run: async ({ scope, deps, language }, args) => {
    const now = deps.clock.now();
    const teams = (await listTeams(scope)).filter(({ name }) => args.trim() === "" || isNamed(name, args));
    if (teams.length === 0) return nothingNamed(scope, args.trim());
    const rosters = await loadRosters(scope);
    const names = await namesOfStaff(scope);
    return teams.flatMap(({ id, name }): Block[] => {
      const one = rosters.get(id);
      if (!one || !hasRoster(one, now)) {
        const none = { en: "no roster: whoever is online is on duty", zh: "无排班：在线人员即为值班" }[language];
        return [paragraph(bold(name), ` · ${none}`)];
      }
      const people = [...new Set(one.shifts.map(({ userId }) => userId))].filter((userId) => names.has(userId));
      const say = (at: Date | null) =>
        at === null ? "–" : DateTime.fromJSDate(at, { zone: one.zone }).toFormat("MM-dd HH:mm");
      const on = people.filter((userId) => isOnShift(one, userId, now));
      const next = people
        .flatMap((userId) => {
          const begins = nextShift(one, userId, now);
          return begins ? [{ userId, begins }] : [];
        })
        .sort((left, right) => left.begins.getTime() - right.begins.getTime())
        .slice(0, MAX_NEXT);
      const items = [
        ...on.map((userId) => entry("🟢", names.get(userId), until(say(endOfShift(one, userId, now)), language))),
        ...next.map(({ userId, begins }) => entry("⏭", names.get(userId), from(say(begins), language))),
      ];
      const empty = on.length === 0 ? [entry("⚪", { en: "nobody now", zh: "当前无人值班" }[language], "")] : [];
      return [paragraph(bold(name), ` · ${one.zone}`), { type: "list", ordered: false, items: [...empty, ...items] }];
    });
  },
};

const MAX_NEXT = 5;

function entry(mark: string, name: string | undefined, when: string): Inline[] {
  return [{ type: "text", text: `${mark} ${name ?? ""}${when}` }];
}

function until(time: string, language: Language): string {
  return { en: ` · until ${time}`, zh: ` · 至 ${time}` }[language];
}

function from(time: string, language: Language): string {
  return { en: ` · from ${time}`, zh: ` · ${time} 起` }[language];
}

function isNamed(name: string, words: string): boolean {
  return name.toLowerCase() === words.trim().toLowerCase();
}

async function nothingNamed(scope: OrgScope, wanted: string): Promise<never> {
  const names = (await listTeams(scope)).map(({ name }) => name).join(", ");
  return names === ""
    ? refuse("team", {
        en: "There are no teams yet: deskhand team add makes one.",
        zh: "尚无团队：请用 deskhand team add 创建。",
      })
    : refuse("team", {
        en: `There is no team “${wanted}”. There are: ${names}.`,
        zh: `没有团队“${wanted}”。现有：${names}。`,
      });
}

async function namesOfStaff({ trx, orgId }: OrgScope): Promise<Map<string, string>> {
  const rows: { id: string; name: string }[] = await trx("users")
    .where({ org_id: orgId, status: "active" })
    .select("id", "name");
  return new Map(rows.map(({ id, name }) => [id, name]));
}
