import { describe, expect, it } from "vitest";
import type { OwnedConversation } from "../../domain/conversations/owned-conversations.ts";
import type { DutyRoster } from "../../domain/organisation/duty-roster.ts";
import { whyReturn } from "./why-return.ts";

const now = new Date("2026-11-26T11:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const calm: OwnedConversation = {
  id: "1",
  teamId: null,
  priority: "medium",
  takenAt: ago(300),
  waitingSince: null,
  answerBy: null,
  lastLineAt: ago(200),
  hasHeldAnswer: false,
  isOffered: false,
  owner: {
    id: "2",
    name: "Ann",
    language: "en",
    status: "active",
    presence: "online",
    presenceAt: ago(5),
    awaySince: null,
  },
};
const rules = (settings: [string, unknown][] = [], ...rosters: DutyRoster[]) => ({
  settings: new Map<string, unknown>(settings),
  rosters,
});
const waiting = { ...calm, waitingSince: ago(90), answerBy: ago(30) };
const away = { ...calm, owner: { ...calm.owner, presence: "away" as const, awaySince: ago(10) } };

describe("a conversation that somebody has", () => {
  it.each([
    ["stays while nobody waits", calm, null],
    ["stays until the promised time", { ...waiting, answerBy: ago(-1) }, null],
    ["goes back when the promised time has passed", waiting, "unanswered"],
    ["stays while its owner is writing", { ...waiting, lastLineAt: ago(1.9) }, null],
    ["goes back two minutes after their last line", { ...waiting, lastLineAt: ago(2) }, "unanswered"],
    ["stays for a while with who took it late", { ...waiting, takenAt: ago(29) }, null],
    ["goes back from who took it late and did nothing", { ...waiting, takenAt: ago(30) }, "unanswered"],
    ["stays while an answer waits for a manager", { ...waiting, hasHeldAnswer: true }, null],
    ["stays while it is offered to somebody", { ...away, isOffered: true }, null],
    ["goes back when its owner is away", away, "away"],
    ["stays with an away owner who is writing all the same", { ...away, lastLineAt: ago(1) }, null],
    ["stays with who took it after they went away", { ...away, takenAt: ago(9) }, null],
    ["stays with who is busy", { ...calm, owner: { ...calm.owner, presence: "busy" as const } }, null],
    [
      "goes back from who left the organisation",
      { ...calm, owner: { ...calm.owner, status: "inactive" as const } },
      "away",
    ],
    [
      "goes back from who was not heard of for long",
      { ...calm, takenAt: ago(800), lastLineAt: null, owner: { ...calm.owner, presenceAt: ago(721) } },
      "away",
    ],
    [
      "stays with who was given it after they were last heard of",
      { ...calm, takenAt: ago(0.5), lastLineAt: null, owner: { ...calm.owner, presenceAt: ago(721) } },
      null,
    ],
  ] as const)("%s", (_, owned, cause) => {
    expect(whyReturn(owned as OwnedConversation, rules(), now)).toBe(cause);
  });

  it("goes back from who is off shift while the customer waits, unless they took it after their shift", () => {
    const duty = { kind: "duty" as const, weekdays: [1, 2, 3, 4, 5, 6, 7], firstDate: null, lastDate: null };
    // Until 10:30 today; it is 11:00.
    const early: DutyRoster = { zone: "UTC", shifts: [{ ...duty, userId: "2", from: 2 * 60, to: 630 }] };
    const inTime = { ...waiting, answerBy: ago(-30) };
    const why = (one: OwnedConversation, roster = early) => whyReturn(one, rules([], roster), now);
    expect(why(inTime)).toBe("off_shift");
    expect(why({ ...inTime, waitingSince: null })).toBeNull();
    expect(why({ ...inTime, takenAt: ago(29) })).toBeNull();
    expect(why({ ...inTime, lastLineAt: ago(1) })).toBeNull();
    expect(why({ ...inTime, isOffered: true })).toBeNull();
    const ofAnother: DutyRoster = { zone: "UTC", shifts: [{ ...duty, userId: "3", from: 2 * 60, to: 630 }] };
    expect(why(inTime, ofAnother)).toBeNull();
    const late: DutyRoster = { zone: "UTC", shifts: [{ ...duty, userId: "2", from: 2 * 60, to: 661 }] };
    expect(why(inTime, late)).toBeNull();
  });

  it("goes back after the minutes that the organisation set, or never", () => {
    const set = (value: unknown) => whyReturn(waiting, rules([["desk.return_unanswered", value]]), now);
    expect([set(90), set(91), set("off"), set("on"), set("nonsense")]).toEqual([
      "unanswered",
      null,
      null,
      "unanswered",
      "unanswered",
    ]);
    const isAwayStill = whyReturn(away, rules([["desk.return_unanswered", "off"]]), now);
    expect(isAwayStill).toBe("away");
  });

  it("counts working time alone", () => {
    const hours = { thu: "10:00-18:00" };
    const atOpening = rules([
      ["desk.return_unanswered", 90],
      ["sla.working_hours", hours],
    ]);
    expect(whyReturn(waiting, atOpening, now)).toBeNull();
  });
});
