import { z } from "zod";

/** What the bot may do: nothing, suggest at the desk, or write to customers. From the most to the least restrained. */
export const answersModes = ["off", "suggest", "auto"] as const;
export type AnswersMode = (typeof answersModes)[number];

export const ANSWERS_MODE = "answers.mode";
export const answersModeOfChannel = (channelId: string) => `${ANSWERS_MODE}.channel.${channelId}`;
export const answersModeOfTeam = (teamId: string) => `${ANSWERS_MODE}.team.${teamId}`;

const mode = z.enum(answersModes);

/**
 * The mode that holds for a conversation: the most restrained of the organisation's, its channel's and its team's, so
 * that switching the organisation off switches everything off. `auto` where nothing is set.
 */
export function answersMode(
  settings: ReadonlyMap<string, unknown>,
  where: { channelId: string; teamId: string | null },
): AnswersMode {
  const keys = [
    ANSWERS_MODE,
    answersModeOfChannel(where.channelId),
    ...(where.teamId ? [answersModeOfTeam(where.teamId)] : []),
  ];
  const set = keys.flatMap((key) => mode.safeParse(settings.get(key)).data ?? []);
  return answersModes.find((candidate) => set.includes(candidate)) ?? "auto";
}
