import { z } from "zod";
import type { PlacedSettingKey } from "../organisation/settings/keys.ts";
import { defineSetting, type Settings } from "../organisation/settings/setting.ts";

/** What the bot may do: nothing, suggest at the desk, or write to customers. From the most to the least restrained. */
export const answersModes = ["off", "suggest", "auto"] as const;
export type AnswersMode = (typeof answersModes)[number];

export const ANSWERS_MODE = "answers.mode";
export const answersModeSetting = defineSetting(ANSWERS_MODE, z.enum(answersModes), "auto");
export const answersModeOfChannel = (channelId: string): PlacedSettingKey => `${ANSWERS_MODE}.channel.${channelId}`;
export const answersModeOfTeam = (teamId: string): PlacedSettingKey => `${ANSWERS_MODE}.team.${teamId}`;

/**
 * The mode that holds for a conversation: the most restrained of the organisation's, its channel's and its team's, so
 * that switching the organisation off switches everything off. `auto` where nothing is set.
 */
export function answersMode(settings: Settings, where: { channelId: string; teamId: string | null }): AnswersMode {
  const keys = [
    answersModeSetting.key,
    answersModeOfChannel(where.channelId),
    ...(where.teamId ? [answersModeOfTeam(where.teamId)] : []),
  ];
  const set = keys.flatMap((key) => answersModeSetting.schema.safeParse(settings.get(key)).data ?? []);
  return answersModes.find((candidate) => set.includes(candidate)) ?? answersModeSetting.standard;
}
