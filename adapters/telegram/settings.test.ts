import { describe, expect, it } from "vitest";
import { telegramSettings } from "./settings.ts";

const bot_token = "123456789:AAE-abcdefghijklmnopqrstuvwxyz12345";

describe("the settings of a Telegram channel", () => {
  it("polls at Telegram itself when only a token is given", () => {
    expect(telegramSettings.parse({ bot_token })).toEqual({
      bot_token,
      mode: "polling",
      api_root: "https://api.telegram.org",
    });
  });

  it("takes webhooks when a secret is given", () => {
    expect(telegramSettings.parse({ bot_token, webhook_secret: "0123456789abcdef" }).mode).toBe("webhook");
  });

  it("takes the slash off the end of another server's address, which grammY refuses", () => {
    expect(telegramSettings.parse({ bot_token, api_root: "http://127.0.0.1:8081/" }).api_root).toBe(
      "http://127.0.0.1:8081",
    );
  });

  it.each([
    ["a webhook without a secret", { bot_token, mode: "webhook" }],
    ["a secret with characters that Telegram refuses", { bot_token, webhook_secret: "0123456789abcdef!" }],
    ["a token that is none", { bot_token: "token" }],
    ["a desk by name", { bot_token, desk_chat_id: "@desk" }],
    ["a desk by name among several", { bot_token, desk_chat_id: "-1001234567890,@desk" }],
    ["several alert chats", { bot_token, alert_chat_id: "-1001234567890,-1001234567891" }],
    ["an address that is none", { bot_token, api_root: "localhost" }],
    ["a setting that it does not know", { bot_token, bot_tokn: "x" }],
    ["no token", {}],
  ])("refuses %s", (_what, settings) => {
    expect(telegramSettings.safeParse(settings).success).toBe(false);
  });
});
