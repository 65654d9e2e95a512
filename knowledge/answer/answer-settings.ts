import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";
import { defaultThreshold } from "../retrieve/confidence.ts";
import { defaultChoiceThreshold } from "./rules.ts";

export const answerThreshold = defineSetting("answers.threshold", z.number().min(0.3).max(0.99), defaultThreshold);
export const choiceThreshold = defineSetting(
  "answers.choice_threshold",
  z.number().min(0.1).max(1),
  defaultChoiceThreshold,
);

/** How sure the search must be for an answer, and for asking back, in an organisation. */
export function thresholdsOf(settings: Settings): { threshold: number; choiceThreshold: number } {
  return {
    threshold: readSetting(settings, answerThreshold),
    choiceThreshold: readSetting(settings, choiceThreshold),
  };
}
