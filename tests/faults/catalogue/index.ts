import type { FaultGroup } from "../bench/fault.ts";
import { databaseFaults } from "./database.ts";
import { killOfOnly, killOfThree } from "./kills.ts";
import { platformFaults } from "./platforms.ts";
import { clockJumps, migrationMeanwhile, rollingRestart, stopUnderLoad } from "./processes.ts";
import { serviceFaults } from "./services.ts";

/** Every fault, by what it is run on and in the order in which they are told of. */
export const catalogue: readonly FaultGroup[] = [
  { name: "database", processes: 1, faults: databaseFaults },
  { name: "platforms", processes: 1, faults: platformFaults },
  { name: "services", processes: 1, hasServices: true, faults: serviceFaults },
  { name: "one process", processes: 1, faults: [clockJumps, killOfOnly, stopUnderLoad] },
  { name: "three processes", processes: 3, faults: [killOfThree, rollingRestart, migrationMeanwhile] },
];
