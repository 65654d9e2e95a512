import { alerting } from "./alerting.ts";
import { approving } from "./approving.ts";
import { automating } from "./automating.ts";
import { campaigning } from "./campaigning.ts";
import { closingGaps } from "./closing-gaps.ts";
import { confiding } from "./confiding.ts";
import { followingUp } from "./following-up.ts";
import { funding } from "./funding.ts";
import { handing } from "./handing.ts";
import { importing } from "./importing.ts";
import { knowing } from "./knowing.ts";
import { leading } from "./leading.ts";
import { learning } from "./learning.ts";
import { measuring } from "./measuring.ts";
import { mending } from "./mending.ts";
import { merging } from "./merging.ts";
import { owning } from "./owning.ts";
import { recording } from "./recording.ts";
import { releasing } from "./releasing.ts";
import { remembering } from "./remembering.ts";
import { routing } from "./routing.ts";
import type { Scenario } from "./scenario.ts";
import { scripting } from "./scripting.ts";
import { setting } from "./setting.ts";
import { showing } from "./showing.ts";
import { telling } from "./telling.ts";
import { translating } from "./translating.ts";

/** Everything that staff can do at the desk. `complete.test.ts` holds it against the registries. */
export const scenarios: readonly Scenario[] = [
  ...owning,
  ...handing,
  ...mending,
  ...telling,
  ...knowing,
  ...followingUp,
  ...confiding,
  ...translating,
  ...approving,
  ...releasing,
  ...importing,
  ...recording,
  ...scripting,
  ...showing,
  ...learning,
  ...routing,
  ...alerting,
  ...leading,
  ...funding,
  ...merging,
  ...measuring,
  ...setting,
  ...campaigning,
  ...automating,
  ...remembering,
  ...closingGaps,
];
