import type { CodeOf } from "../language/word-list.ts";
import type { campaignStatuses } from "./campaign-words.ts";

export type CampaignStatus = CodeOf<typeof campaignStatuses>;

/** What people do to a campaign, and what happens to it by itself (`start`, `complete`). */
export const campaignActs = ["schedule", "start", "pause", "resume", "complete", "cancel"] as const;
export type CampaignAct = (typeof campaignActs)[number];

const moves: Record<CampaignStatus, readonly CampaignAct[]> = {
  draft: ["schedule", "cancel"],
  scheduled: ["schedule", "start", "pause", "cancel"],
  running: ["pause", "complete", "cancel"],
  paused: ["resume", "cancel"],
  completed: [],
  cancelled: [],
};

/** The status after an act; null when it is not possible now. What had begun goes on where it was. Pure. */
export function nextCampaignStatus(
  { status, hasStarted }: { status: CampaignStatus; hasStarted: boolean },
  act: CampaignAct,
): CampaignStatus | null {
  if (!moves[status].includes(act)) return null;
  switch (act) {
    case "schedule":
      return "scheduled";
    case "start":
      return "running";
    case "pause":
      return "paused";
    case "resume":
      return hasStarted ? "running" : "scheduled";
    case "complete":
      return "completed";
    case "cancel":
      return "cancelled";
  }
}
