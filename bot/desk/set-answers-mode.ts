import { type AuditEntry, actorOf } from "../../domain/control/audit-log.ts";
import {
  ANSWERS_MODE,
  type AnswersMode,
  answersModeOfChannel,
  answersModeOfTeam,
} from "../../domain/conversations/answers-mode.ts";
import { saveSetting } from "../../domain/organisation/save-setting.ts";
import type { PlacedSettingKey, SettingKey } from "../../domain/organisation/settings/keys.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { refuse } from "./refuse.ts";

/**
 * Sets what the bot may do: for the organisation, or for the channel or team of that name. Every turn and every send
 * reads it anew, so it holds in all processes at once, also for automated text that is queued already.
 * @throws RuleError with words for the person when nothing is called so.
 */
export async function setAnswersMode(
  scope: OrgScope,
  by: AuditEntry["by"],
  mode: AnswersMode,
  where: string,
): Promise<{ label: string }> {
  const place = await findPlace(scope, where.trim());
  await saveSetting(scope, by, { key: place.key, value: mode });
  await tellOfMode(scope, by, mode, place.label);
  return { label: place.label };
}

/** Tells managers who set the bot to what; an empty label is everywhere. */
export async function tellOfMode(scope: OrgScope, by: AuditEntry["by"], mode: AnswersMode, label = ""): Promise<void> {
  // A job, since the command line has no channels open to tell anybody on.
  const who = await nameOf(scope, by);
  const title = {
    en: `${who} set the bot to ${mode}: ${label || "everywhere"}`,
    zh: `${who} 已将机器人设为 ${mode}：${label || "全部"}`,
  };
  const payload = { orgId: scope.orgId, kind: "bot_mode", title };
  await enqueueJob(scope.trx, { task: "tell_managers", payload, key: `tell_managers:${newId()}` });
}

async function nameOf({ trx }: OrgScope, by: AuditEntry["by"]): Promise<string> {
  if (!("userId" in by)) return actorOf(by) ?? "";
  const user = await trx("users").where({ id: by.userId }).first("name");
  return user?.name ?? "somebody";
}

async function findPlace(
  { trx, orgId }: OrgScope,
  where: string,
): Promise<{ key: SettingKey | PlacedSettingKey; label: string }> {
  if (where === "") return { key: ANSWERS_MODE, label: "" };
  const channels = await trx("channels")
    .where({ org_id: orgId })
    .where((or) => or.whereRaw("lower(name) = lower(?)", [where]).orWhere("platform", where.toLowerCase()))
    .select("id", "name", "platform");
  if (channels.length === 1) {
    const [{ id, name, platform }] = channels;
    return { key: answersModeOfChannel(id), label: `${platform} ${name}` };
  }
  const team = await trx("teams")
    .where({ org_id: orgId })
    .whereRaw("lower(name) = lower(?)", [where])
    .first("id", "name");
  if (team) return { key: answersModeOfTeam(team.id), label: team.name };
  const known = await trx("channels").where({ org_id: orgId }).orderBy("name").limit(10).select("name", "platform");
  const list = known.map(({ name, platform }) => `${platform} (${name})`).join(", ");
  return refuse("which_channel", {
    en: `No single channel or team is called “${where}”. Channels: ${list}.`,
    zh: `没有唯一名为“${where}”的渠道或团队。渠道：${list}。`,
  });
}
