import { type JourneyStage, journeyStages } from "./stages.ts";

/** What happens to a customer and moves them along the journey, with the stage that it shows them to be in. */
const stageOfEvent = {
  /** They wrote for the first time. */
  first_message: "attention",
  /** A person talked with them, and they came back. */
  replied_to_person: "trust",
  /** They joined a group of ours, or asked a question of their own about the service. */
  joined_group: "engage",
  account_opened: "action",
  first_deposit: "subscribe",
  repeat_deposit: "growth",
  became_vip: "loyal",
  referred_customer: "advocate",
} as const satisfies Record<string, JourneyStage>;

export type JourneyEvent = keyof typeof stageOfEvent;
export const journeyEvents = Object.keys(stageOfEvent) as readonly JourneyEvent[];

/**
 * Where an event takes a customer; null where it leaves them. Events only move forward, over as many stages as they show
 * to be passed: who deposits has an account, whatever was noted before. Only a loyal customer becomes an advocate. Pure.
 */
export function afterEvent(from: JourneyStage, event: JourneyEvent): JourneyStage | null {
  // Whoever brings somebody need not be a customer themselves: it shows no stage to be passed.
  if (event === "referred_customer" && from !== "loyal") return null;
  const to = stageOfEvent[event];
  return placeOf(to) > placeOf(from) ? to : null;
}

/** Where a person may move a customer: a stage on, or a stage back where the last move was a mistake. Pure. */
export function movesByHand(from: JourneyStage): readonly JourneyStage[] {
  const place = placeOf(from);
  return journeyStages.filter((_, at) => Math.abs(at - place) === 1);
}

function placeOf(stage: JourneyStage): number {
  return journeyStages.indexOf(stage);
}
