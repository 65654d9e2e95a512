import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answersMode, answersModeOfChannel, answersModeOfTeam, answersModes } from "./answers-mode.ts";

describe("the bot's mode", () => {
  it("is auto where nothing is set, or what is set is none", () => {
    expect(answersMode(new Map(), { channelId: "c", teamId: null })).toBe("auto");
    expect(answersMode(new Map([["answers.mode", "loud"]]), { channelId: "c", teamId: "t" })).toBe("auto");
  });

  it("is the most restrained of the organisation's, the channel's and the team's", () => {
    const any = fc.option(fc.constantFrom(...answersModes), { nil: undefined });
    fc.assert(
      fc.property(any, any, any, (organisation, channel, team) => {
        const settings = new Map<string, unknown>();
        if (organisation) settings.set("answers.mode", organisation);
        if (channel) settings.set(answersModeOfChannel("c"), channel);
        if (team) settings.set(answersModeOfTeam("t"), team);
        const ranks = [organisation, channel, team].map((mode) => (mode ? answersModes.indexOf(mode) : 2));
        expect(answersMode(settings, { channelId: "c", teamId: "t" })).toBe(answersModes[Math.min(...ranks)]);
      }),
    );
  });

  it("of another channel or team does not count", () => {
    const settings = new Map([
      [answersModeOfChannel("other"), "off"],
      [answersModeOfTeam("other"), "off"],
    ]);
    expect(answersMode(settings, { channelId: "c", teamId: "t" })).toBe("auto");
  });
});
