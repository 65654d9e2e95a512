import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presences, roles } from "../organisation/values.ts";
import { type Candidate, chooseAgent } from "./choose-agent.ts";

const candidate = (userId: string, about: Partial<Candidate> = {}): Candidate => ({
  userId,
  presence: "online",
  role: "agent",
  openConversations: 0,
  lastAssignedAt: null,
  ...about,
});
const hour = (number: number) => new Date(Date.UTC(2026, 10, 23, number));

describe("whose turn it is", () => {
  it("is the least loaded's, and of equals who has waited longest", () => {
    const ann = candidate("ann", { openConversations: 2, lastAssignedAt: hour(8) });
    const ben = candidate("ben", { openConversations: 1, lastAssignedAt: hour(10) });
    const cat = candidate("cat", { openConversations: 1, lastAssignedAt: hour(9) });
    expect(chooseAgent([ann, ben, cat])?.userId).toBe("cat");
  });

  it("is the customer's own person's, when they are online", () => {
    const ann = candidate("ann", { openConversations: 5 });
    const ben = candidate("ben");
    expect(chooseAgent([ann, ben], "ann")?.userId).toBe("ann");
    expect(chooseAgent([{ ...ann, presence: "busy" }, ben], "ann")?.userId).toBe("ben");
  });

  it("is rather theirs who have another conversation of the same person, also while they are busy, not while they are away", () => {
    const ann = candidate("ann", { presence: "busy", openConversations: 5 });
    const people = [ann, candidate("own"), candidate("ben")];
    expect(chooseAgent(people, "own", null, "ann")?.userId).toBe("ann");
    expect(chooseAgent([{ ...ann, presence: "away" }, candidate("own")], "own", null, "ann")?.userId).toBe("own");
    expect(chooseAgent([{ ...ann, role: "readonly" }, candidate("own")], "own", null, "ann")?.userId).toBe("own");
    expect(chooseAgent([ann], null, null, null)).toBeNull();
  });

  it("is a lead's only where nobody else is on, and never of somebody who takes none", () => {
    const lead = candidate("lead", { role: "team_lead" });
    const manager = candidate("boss", { role: "manager" });
    expect(chooseAgent([manager, lead, candidate("ann", { openConversations: 9 })])?.userId).toBe("ann");
    expect(chooseAgent([manager, lead])?.userId).toBe("lead");
    expect(chooseAgent([candidate("eye", { role: "readonly" }), candidate("law", { role: "compliance" })])).toBeNull();
  });

  it("is rather somebody's who speaks the customer's language, before load, and after the customer's own person", () => {
    const ann = candidate("ann", { languages: ["en"] });
    const ben = candidate("ben", { languages: ["zh", "en"], openConversations: 5 });
    const cat = candidate("cat", { openConversations: 1 });
    expect(chooseAgent([ann, ben, cat], null, "zh")?.userId).toBe("ben");
    expect(chooseAgent([ann, ben], "ann", "zh")?.userId).toBe("ann");
    expect(chooseAgent([ann, cat], null, "zh")?.userId).toBe("cat");
    expect(chooseAgent([ann], null, "zh")?.userId).toBe("ann");
    expect(chooseAgent([ann, ben, cat], null, "en")?.userId).toBe("ann");
    expect(chooseAgent([ann, ben, cat])?.userId).toBe("ann");
  });

  const candidates = fc.uniqueArray(
    fc.record({
      userId: fc.uuid(),
      presence: fc.constantFrom(...presences, null),
      role: fc.constantFrom(...roles),
      openConversations: fc.integer({ min: 0, max: 5 }),
      lastAssignedAt: fc.option(fc.integer({ min: 0, max: 23 }).map(hour)),
    }),
    { selector: ({ userId }) => userId, maxLength: 12 },
  );
  const agents = candidates.map((list) => list.map((one) => ({ ...one, role: "agent" as const })));

  it("is never somebody's who is not online", () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const chosen = chooseAgent(list);
        if (chosen) expect(chosen.presence).toBe("online");
      }),
    );
  });

  it("is somebody's whenever an agent is online, with no less loaded or longer waiting one passed over", () => {
    fc.assert(
      fc.property(agents, (list) => {
        const chosen = chooseAgent(list);
        const online = list.filter(({ presence }) => presence === "online");
        expect(chosen !== null).toBe(online.length > 0);
        for (const other of online) {
          if (!chosen) continue;
          expect(chosen.openConversations).toBeLessThanOrEqual(other.openConversations);
          if (other.openConversations > chosen.openConversations) continue;
          expect(chosen.lastAssignedAt?.getTime() ?? 0).toBeLessThanOrEqual(other.lastAssignedAt?.getTime() ?? 0);
        }
      }),
    );
  });

  it("does not depend on the order in which people are listed", () => {
    fc.assert(
      fc.property(candidates, (list) => {
        expect(chooseAgent([...list].reverse())?.userId).toBe(chooseAgent(list)?.userId);
      }),
    );
  });
});
