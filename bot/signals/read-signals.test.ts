import { describe, expect, it } from "vitest";
import { recogniseRequest } from "../conduct/customer-requests.ts";
import { noSignals, readSignals } from "./read-signals.ts";
import { signalPolicyOf } from "./signal-policy.ts";

const read = (text: string, settings: [string, unknown][] = []) =>
  readSignals(text, recogniseRequest(text), signalPolicyOf(new Map(settings)));

describe("the signals of a message", () => {
  it.each([
    ["转人工", "human_request"],
    ["STOP", "opt_out"],
    ["I want to talk to a human about my withdrawal", "human_request"],
    ["stop loss 怎么设置", "other"],
    ["怎么出金", "withdrawal"],
  ])("take over a request and look for the rest: “%s” is %s", (text, intent) => {
    expect(read(text).intent).toBe(intent);
  });

  it("tell anger as a risk with the words that show it", () => {
    expect(read("你们这些骗子！！").risks).toContainEqual(
      expect.objectContaining({ kind: "anger", words: [{ text: "骗子", start: 4, end: 6 }] }),
    );
    expect(read("谢谢").risks).toEqual([]);
  });

  it.each(["  ", "/help", "/cancel@deskhand_bot "])("are none where there is no prose: “%s”", (text) => {
    expect(read(text)).toEqual(noSignals);
  });

  it("are read in what follows a command, with their places in the message", () => {
    const [found] = read("/ask 我的账号被盗了").intents;
    expect(found).toMatchObject({ intent: "account_security", words: [{ text: "被盗", start: 9, end: 11 }] });
  });

  it("keep the request that a command is", () => {
    const request = recogniseRequest("STOP");
    expect(readSignals("/stop", request, signalPolicyOf(new Map())).intent).toBe("opt_out");
  });

  it.each([
    ["nothing", "not a list"],
    ["a code that is none", [{ code: "Lost Card", examples: ["my card is gone"] }]],
    ["no examples", [{ code: "card_lost", examples: [] }]],
  ])("ignore a setting that does not fit: %s", (_, value) => {
    expect(read("my card is gone", [["signals.intents", value]]).intent).not.toBe("card_lost");
  });

  it("know an organisation's intents and words from its settings", () => {
    const settings: [string, unknown][] = [
      ["signals.intents", [{ code: "card_lost", examples: ["my card is gone"] }]],
      ["signals.risk_words", [{ kind: "competitor", words: ["Acme"] }]],
    ];
    const found = read("My card is gone, says Acme", settings);
    expect(found.intent).toBe("card_lost");
    expect(found.risks).toMatchObject([{ kind: "competitor", severity: "medium", words: [{ text: "Acme" }] }]);
  });
});
