import { isDeepStrictEqual } from "node:util";
import type { AuditEntry } from "../../domain/control/audit-log.ts";
import { answersModeSetting } from "../../domain/conversations/answers-mode.ts";
import { saveSetting } from "../../domain/organisation/save-setting.ts";
import { fitting } from "../../domain/organisation/settings/setting.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { defaultTeam } from "../converse/team-of-turn.ts";
import { refuse } from "../desk/refuse.ts";
import { tellOfMode } from "../desk/set-answers-mode.ts";
import type { FoundSetting } from "./find-setting.ts";
import { readSettingValue } from "./read-value.ts";

export interface ChangedSetting {
  before: unknown;
  after: unknown;
  /** False when it was so already: then nothing was written. */
  isChanged: boolean;
}

/** Sets a setting to what was typed, or takes it back to its default with null. Audited with what it was before. */
export async function changeSetting(
  scope: OrgScope,
  by: AuditEntry["by"],
  found: FoundSetting,
  typed: string | null,
): Promise<ChangedSetting> {
  const { key, entry } = found;
  const after = typed === null ? null : readSettingValue(found, typed);
  if (found.isPlaced && after !== null) return refusePlaced(found);
  if (key === defaultTeam.key && after !== null) await mustBeTeam(scope, String(after));
  await oneAtATime(scope);
  const before = await storedValue(scope, found);
  if (isDeepStrictEqual(before, after)) return { before, after, isChanged: false };
  await saveSetting(scope, by, { key, value: after });
  if (entry.setting.key === answersModeSetting.key) {
    const where = found.isPlaced ? `${key.slice(answersModeSetting.key.length + 1)} as everywhere` : "";
    await tellOfMode(scope, by, fitting(answersModeSetting, after), where);
  }
  return { before, after, isChanged: true };
}

/** What is stored for a setting; null where nothing is. */
export async function storedValue({ trx, orgId }: OrgScope, { key }: Pick<FoundSetting, "key">): Promise<unknown> {
  const row = await trx("settings").where({ org_id: orgId, key }).first("value");
  return row?.value ?? null;
}

/** Of two changes at once the second compares with what the first has left. */
async function oneAtATime({ trx, orgId }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [`settings:${orgId}`]);
}

async function mustBeTeam({ trx, orgId }: OrgScope, name: string): Promise<void> {
  const teams: string[] = await trx("teams").where({ org_id: orgId }).orderBy("name").limit(50).pluck("name");
  if (teams.includes(name)) return;
  const known = teams.join(", ");
  refuse("setting_team", {
    en: `There is no team “${name}”. Teams: ${known || "none yet; deskhand team add NAME"}.`,
    zh: `没有名为“${name}”的团队。现有团队：${known || "尚无，请用 deskhand team add 添加"}。`,
  });
}

function refusePlaced({ key }: FoundSetting): never {
  return refuse("setting_placed", {
    en: `${key} is of one channel or team: set it by its name, with /bot off NAME or deskhand bot off NAME.`,
    zh: `${key} 属于单个渠道或团队：请按名称设置，如 /bot off 名称 或 deskhand bot off 名称。`,
  });
}
