import type { Random } from "./random.ts";
import type { Station } from "./stations.ts";

/** Somebody of the day's staff. */
export interface Colleague {
  name: string;
  role: "agent" | "manager";
  team: "London" | "Shanghai";
  station: Station;
  /** On the platform. */
  personId: string;
  userId: string;
  random: Random;
  /** Shares of the day at which they come and go. */
  from: number;
  until: number;
  isSuspended: boolean;
}

// One word each, none the beginning of another, so that commands can name them.
export const agentNames = ["Ann", "Ben", "Cora", "Dev", "Eli", "Fay", "Gus", "Hana", "Iris", "Jun", "Kai", "Lin"];
export const managerNames = ["Mia", "Nora", "Otto"];
