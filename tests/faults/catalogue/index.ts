import type { FaultGroup } from "../bench/fault.ts";
import { databaseFaults } from "./database.ts";
import { killOfOnly, killOfThree } from "./kills.ts";
import { platformFaults } from "./platforms.ts";
import { clockJumps, migrationMeanwhile, rollingRestart, stopUnderLoad } from "./processes.ts";

/** Every fault, by what it is run on and in the order in which they are told of. */
export const catalogue: readonly FaultGroup[] = [
  { processes: 1, faults: [...databaseFaults, ...platformFaults, clockJumps, killOfOnly, stopUnderLoad] },
  { processes: 3, faults: [killOfThree, rollingRestart, migrationMeanwhile] },
];
