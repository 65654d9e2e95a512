import { signedRequest } from "../../playground/slack/signed-request.ts";

/** One customer's message as its platform would send it to our webhook. */
export interface WireMessage {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export const benchSecrets = {
  telegramToken: "700100200:AAHbenchbenchbenchbenchbench",
  telegramSecret: "bench-secret_0123456789",
  slackToken: "xoxb-bench",
  slackSigningSecret: "bench-signing-secret",
  slackTeam: "T0BENCH001",
};

let telegramUpdates = 100_000_000 + Math.floor(Date.now() / 1000);
let slackEvents = 0;

/** An update of a private chat; the chat's id is the person's. */
export function telegramMessage(chat: number, text: string): WireMessage {
  telegramUpdates += 1;
  const date = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    update_id: telegramUpdates,
    message: {
      message_id: telegramUpdates,
      date,
      from: { id: chat, is_bot: false, first_name: `Customer ${chat}`, language_code: "en" },
      chat: { id: chat, type: "private", first_name: `Customer ${chat}` },
      text,
    },
  });
  return {
    path: "/webhooks/telegram",
    headers: {
      "content-type": "application/json",
      "x-telegram-bot-api-secret-token": benchSecrets.telegramSecret,
    },
    body,
  };
}

/** A message event of a direct message, signed. */
export function slackMessage(chat: number, text: string): WireMessage {
  slackEvents += 1;
  const now = new Date();
  const ts = `${Math.floor(now.getTime() / 1000)}.${String(slackEvents % 1_000_000).padStart(6, "0")}`;
  const body = JSON.stringify({
    token: "bench",
    team_id: benchSecrets.slackTeam,
    api_app_id: "A0BENCH001",
    event: {
      type: "message",
      user: `U${chat}`,
      text,
      ts,
      team: benchSecrets.slackTeam,
      channel: `D${chat}`,
      event_ts: ts,
      channel_type: "im",
    },
    type: "event_callback",
    event_id: `Ev${chat}${slackEvents}`,
    event_time: Math.floor(now.getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: benchSecrets.slackTeam,
        user_id: "U0BENCHBOT",
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
  });
  const { headers } = signedRequest(benchSecrets.slackSigningSecret, {
    body,
    contentType: "application/json",
    at: now,
  });
  return { path: "/webhooks/slack", headers, body };
}
