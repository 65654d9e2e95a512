import { z } from "zod";
import type { StandingStages } from "../../../domain/customers/read-stages.ts";
import { journeyStages, salesStages } from "../../../domain/customers/stages.ts";
import { instant } from "./fields.ts";

/** Where a customer stands, in an answer. */
export const Stages = z
  .object({
    sales: z.object({ stage: z.enum(salesStages), since: instant, days: z.int().describe("Whole days in it so far") }),
    journey: z.object({
      stage: z.enum(journeyStages),
      since: instant,
      days: z.int().describe("Whole days in it so far"),
      moves: z.array(z.enum(journeyStages)).describe("Where they may be moved from it"),
    }),
  })
  .meta({ id: "Stages" });

/** Where a customer stands, as an answer shows it. */
export function showStages({ sales, journey }: StandingStages): z.output<typeof Stages> {
  return {
    sales: { ...sales, since: sales.since.toISOString() },
    journey: { ...journey, since: journey.since.toISOString(), moves: [...journey.moves] },
  };
}
