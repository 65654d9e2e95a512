import type { CodeOf } from "../language/word-list.ts";
import type { dealStages } from "./deal-words.ts";

export type DealStage = CodeOf<typeof dealStages>;

/** The stages that a deal passes while it is open, in order. */
export const openDealStages = ["initial", "needs_confirmed", "proposal", "negotiation"] as const satisfies DealStage[];

/** How likely a deal is to be won, per cent, where nobody has said otherwise. */
export const usualProbability: Record<DealStage, number> = {
  initial: 20,
  needs_confirmed: 40,
  proposal: 60,
  negotiation: 80,
  won: 100,
  lost: 0,
};

/** Where a deal can go: to any other open stage, or to its end. What is won or lost stays so. Pure. */
export function dealMoves(from: DealStage): readonly DealStage[] {
  if (from === "won" || from === "lost") return [];
  return [...openDealStages.filter((stage) => stage !== from), "won", "lost"];
}
