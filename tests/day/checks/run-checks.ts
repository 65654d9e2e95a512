import type { Day } from "../day.ts";
import type { Finding } from "./finding.ts";
import { checkHandovers } from "./handovers.ts";
import { checkLimits } from "./limits.ts";
import { checkMessages } from "./messages.ts";
import { checkMirrors } from "./mirrors.ts";
import { checkRatings } from "./ratings.ts";
import { checkReminders } from "./reminders.ts";
import { checkSla } from "./sla.ts";
import { checkUnanswered } from "./unanswered.ts";
import { checkWrongPerson } from "./wrong-person.ts";

export type { Finding } from "./finding.ts";

/** Everything that must hold of a day, from what the platforms show and what its people know they did. */
export async function runChecks(day: Day): Promise<Finding[]> {
  return [
    checkWrongPerson(day),
    await checkUnanswered(day),
    await checkSla(day),
    await checkLimits(day),
    await checkHandovers(day),
    await checkMessages(day),
    await checkMirrors(day),
    await checkReminders(day),
    await checkRatings(day),
  ];
}
