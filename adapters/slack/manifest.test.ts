import { describe, expect, it } from "vitest";
import { InputError } from "../../infra/errors.ts";
import { slackManifest } from "./manifest.ts";

const take = { name: "take", description: "Take a conversation", usageHint: "[C1042]", messageShortcut: "Take it" };
const requestUrl = "https://desk.example.test/webhooks/slack";

describe("the Slack app's manifest", () => {
  it("puts commands, shortcuts, events and buttons on one address", () => {
    expect(slackManifest({ commands: [take], requestUrl, socketMode: false })).toEqual({
      display_information: { name: "Deskhand" },
      features: {
        app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
        bot_user: { display_name: "Deskhand", always_online: true },
        shortcuts: [{ name: "Take it", type: "message", callback_id: "take", description: "Take a conversation" }],
        slash_commands: [
          {
            command: "/take",
            url: requestUrl,
            description: "Take a conversation",
            usage_hint: "[C1042]",
            should_escape: false,
          },
        ],
      },
      oauth_config: {
        scopes: {
          bot: [
            "app_mentions:read",
            "channels:history",
            "channels:read",
            "chat:write",
            "commands",
            "files:read",
            "files:write",
            "groups:history",
            "groups:read",
            "im:history",
            "im:read",
            "im:write",
            "mpim:history",
            "mpim:read",
            "users:read",
            "users:read.email",
          ],
        },
      },
      settings: {
        event_subscriptions: {
          request_url: requestUrl,
          bot_events: [
            "app_mention",
            "app_uninstalled",
            "member_joined_channel",
            "message.channels",
            "message.groups",
            "message.im",
            "message.mpim",
            "tokens_revoked",
            "user_change",
          ],
        },
        interactivity: { is_enabled: true, request_url: requestUrl },
        org_deploy_enabled: false,
        socket_mode_enabled: false,
        token_rotation_enabled: false,
      },
    });
  });

  it("names no address in socket mode", () => {
    const manifest = slackManifest({ commands: [take], requestUrl, socketMode: true });
    expect(JSON.stringify(manifest)).not.toContain(requestUrl);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });

  it.each([
    ["no way in", { commands: [take], socketMode: false }],
    ["one of Slack's own commands", { commands: [{ name: "status", description: "x" }], socketMode: true }],
    ["a name with a capital", { commands: [{ name: "Take", description: "x" }], socketMode: true }],
    ["the same name twice", { commands: [take, take], socketMode: true }],
    ["no description", { commands: [{ name: "take", description: "" }], socketMode: true }],
    ["a long shortcut", { commands: [{ ...take, messageShortcut: "x".repeat(25) }], socketMode: true }],
    [
      "more than 50 commands",
      {
        commands: Array.from({ length: 51 }, (_, index) => ({ name: `c${index}`, description: "x" })),
        socketMode: true,
      },
    ],
  ])("refuses %s", (_name, options) => {
    expect(() => slackManifest(options)).toThrow(InputError);
  });
});
