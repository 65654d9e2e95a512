import { WebClient } from "@slack/web-api";
import type { Diagnosis } from "../../bot/ports/adapter.ts";
import { toReadError } from "./delivery-errors.ts";
import { botScopes } from "./manifest.ts";
import type { SlackSettings } from "./settings.ts";
import { clientOptions } from "./web-client.ts";

/** Checks what must be right at Slack. Only reads; opens no connection and writes to nobody. */
export function createDiagnose(client: WebClient, settings: SlackSettings) {
  return async (): Promise<Diagnosis[]> => {
    const token = await checkToken(client, settings);
    if (token.some((found) => !found.ok && found.check === "bot token")) return token;
    return [
      ...token,
      ...(await checkDesks(client, settings.desk_channel?.split(",") ?? [])),
      ...(await checkPlace(client, "alert channel", settings.alert_channel)),
      ...(await checkSocket(settings)),
    ];
  };
}

async function checkDesks(client: WebClient, desks: string[]): Promise<Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const desk of desks) {
    const check = desks.length > 1 ? `desk channel ${desk.trim()}` : "desk channel";
    found.push(...(await checkPlace(client, check, desk.trim())));
  }
  return found;
}

async function checkToken(client: WebClient, settings: SlackSettings): Promise<Diagnosis[]> {
  try {
    const { team, team_id, user, response_metadata } = await client.auth.test();
    const found: Diagnosis[] = [{ check: "bot token", ok: true, message: `speaks as ${user} in ${team}` }];
    if (settings.team_id && settings.team_id !== team_id) {
      const message = `the token belongs to ${team_id}, the channel was set up for ${settings.team_id}: add a channel for it`;
      found.push({ check: "workspace", ok: false, message });
    }
    return [...found, checkScopes(response_metadata?.scopes)];
  } catch (error) {
    return [{ check: "bot token", ok: false, message: toReadError(error, "auth.test").message }];
  }
}

/** Slack lists the token's scopes with every answer (`x-oauth-scopes`). */
function checkScopes(granted: string[] | undefined): Diagnosis {
  const missing = botScopes.filter((scope) => !granted?.includes(scope));
  if (missing.length === 0) return { check: "scopes", ok: true, message: "all granted" };
  const message = `missing ${missing.join(", ")}: put the app's manifest in order (deskhand slack manifest) and reinstall it`;
  return { check: "scopes", ok: false, message };
}

async function checkPlace(client: WebClient, check: string, channel: string | undefined): Promise<Diagnosis[]> {
  if (!channel) return [];
  try {
    const info = (await client.conversations.info({ channel })).channel;
    if (info?.is_archived) return [{ check, ok: false, message: `${channel} is archived: choose another` }];
    // A direct message has no members to be among.
    const isIn = info?.is_member === true || info?.is_im === true;
    const message = isIn ? `the bot is in ${channel}` : `invite the bot to ${channel} (/invite)`;
    return [{ check, ok: isIn, message }];
  } catch (error) {
    return [{ check, ok: false, message: `${channel}: ${toReadError(error, "conversations.info").message}` }];
  }
}

async function checkSocket(settings: SlackSettings): Promise<Diagnosis[]> {
  if (!settings.app_token) return [];
  try {
    await new WebClient(settings.app_token, clientOptions(settings)).apps.connections.open();
    return [{ check: "socket mode", ok: true, message: "Slack offers a connection" }];
  } catch (error) {
    return [{ check: "socket mode", ok: false, message: toReadError(error, "apps.connections.open").message }];
  }
}
