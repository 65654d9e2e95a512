import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameAct } from "./name-act.ts";

describe("an act's name", () => {
  it.each([
    ["telegram", { message: { from: { id: 7 }, text: "hello" } }, { kind: "message", who: "7", text: "hello" }],
    ["telegram", { edited_message: { from: { id: 7 }, text: "hi" } }, { kind: "edit", who: "7", text: "hi" }],
    ["telegram", { callback_query: { from: { id: 7 }, data: "rate:5" } }, { kind: "press", who: "7", text: "rate:5" }],
    [
      "slack",
      { type: "event_callback", event: { type: "message", user: "U1", text: "hello" } },
      { kind: "message", who: "U1", text: "hello" },
    ],
    [
      "slack",
      { type: "block_actions", user: { id: "U1" }, actions: [{ action_id: "take:0197" }] },
      { kind: "press", who: "U1", text: "take" },
    ],
    [
      "slack",
      { command: "/desk", text: "take C1042", user_id: "U1" },
      { kind: "command", who: "U1", text: "/desk take C1042" },
    ],
    [
      "wecom",
      { msgtype: "text", external_userid: "wm1", text: { content: "你好" } },
      { kind: "message", who: "wm1", text: "你好" },
    ],
    [
      "wecom",
      { msgtype: "event", event: { event_type: "enter_session", external_userid: "wm1" } },
      { kind: "arrival", who: "wm1", text: "" },
    ],
  ] as const)("is read from what %s sent: %o", (platform, payload, name) => {
    expect(nameAct(platform, payload)).toEqual(name);
  });

  it("is short, and never fails, whatever was sent", () => {
    const platform = fc.constantFrom("telegram", "slack", "wecom");
    fc.assert(
      fc.property(platform, fc.jsonValue(), (from, payload) => {
        expect(nameAct(from, payload).text.length).toBeLessThanOrEqual(120);
      }),
    );
  });
});
