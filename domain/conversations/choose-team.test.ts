import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Team, TeamRule } from "../organisation/team.ts";
import { chooseTeam, type ForTeam } from "./choose-team.ts";

const london = team("London", ["ann"]);
const shanghai = team("Shanghai", ["bo", "cy"]);
const teams = [london, shanghai];
const anybody: ForTeam = { channelId: "c1", language: "en", country: null, tier: "C", intent: "fees", ownerId: null };

describe("the team of a new conversation", () => {
  it("is the first rule's whose conditions all hold", () => {
    const rules = [
      rule(shanghai, { language: "zh", tier: "S" }),
      rule(london, { language: "zh" }),
      rule(shanghai, { channelId: "c2" }),
    ];
    expect(chosen(rules, { language: "zh", tier: "S" })).toBe("Shanghai");
    expect(chosen(rules, { language: "zh", tier: "A" })).toBe("London");
    expect(chosen(rules, { channelId: "c2" })).toBe("Shanghai");
    expect(chosen(rules, {})).toBeNull();
  });

  it("may depend on the country, however it is written, and on the intent", () => {
    const rules = [rule(shanghai, { country: "China" }), rule(london, { intent: "complaint" })];
    expect(chosen(rules, { country: " china " })).toBe("Shanghai");
    expect(chosen(rules, { intent: "complaint" })).toBe("London");
    expect(chosen(rules, { country: null, intent: null })).toBeNull();
  });

  it("is that of the customer's own person before any rule, and of their teams the one that a rule names", () => {
    const rules = [rule(london, { language: "en" })];
    expect(chosen(rules, { ownerId: "bo" })).toBe("Shanghai");
    const both = [team("A", ["dee"]), team("B", ["dee"]), london];
    const about = { ...anybody, ownerId: "dee" };
    expect(chooseTeam({ teams: both, rules: [rule(both[1] as Team, {})] }, about, null)?.name).toBe("B");
    expect(chooseTeam({ teams: both, rules: [rule(london, {})] }, about, null)?.name).toBe("A");
    expect(chosen(rules, { ownerId: "somebody without a team" })).toBe("London");
  });

  it("is the default one where no rule matches, else the only one", () => {
    expect(chooseTeam({ teams, rules: [] }, anybody, "Shanghai")?.name).toBe("Shanghai");
    expect(chooseTeam({ teams, rules: [] }, anybody, "Gone")).toBeNull();
    expect(chooseTeam({ teams: [london], rules: [] }, anybody, undefined)?.name).toBe("London");
    expect(chooseTeam({ teams: [], rules: [] }, anybody, undefined)).toBeNull();
  });

  it("never changes by rules that come after one that matches", () => {
    const condition = fc.record({
      language: fc.constantFrom("zh" as const, "en" as const, null),
      tier: fc.constantFrom("S", "C", null),
      team: fc.constantFrom(london, shanghai),
    });
    fc.assert(
      fc.property(fc.array(condition), fc.array(condition), (before, after) => {
        const toRules = (list: typeof before) => list.map(({ team, ...wanted }) => rule(team, wanted));
        const first = chooseTeam({ teams, rules: toRules(before) }, anybody, null);
        fc.pre(first !== null);
        expect(chooseTeam({ teams, rules: [...toRules(before), ...toRules(after)] }, anybody, null)).toBe(first);
      }),
    );
  });
});

function chosen(rules: TeamRule[], about: Partial<ForTeam>): string | null {
  return chooseTeam({ teams, rules }, { ...anybody, ...about }, null)?.name ?? null;
}

function team(name: string, memberIds: string[]): Team {
  return { id: name, name, region: null, memberIds };
}

function rule({ id }: Team, wanted: Partial<TeamRule>): TeamRule {
  return { teamId: id, channelId: null, language: null, country: null, tier: null, intent: null, ...wanted };
}
